// The requests of the load as texts, ready to be written to a socket, and single calls.

/** A whole HTTP request; a body is sent as JSON. */
export function requestText(method, path, apiKey, body) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const about =
    body === undefined
      ? ''
      : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`
  return (
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${apiKey}\r\n` +
    `${about}\r\n${text}`
  )
}

/** Customers' numbers that behave like anybody's. */
export function phones(count) {
  return Array.from({ length: count }, (_, n) => `+628123456${String(n).padStart(4, '0')}`)
}

/** One text message to each of the numbers, in turn, `count` in all. */
export function messageRequests(apiKey, numbers, count) {
  return Array.from({ length: count }, (_, n) =>
    requestText('POST', '/v1/messages', apiKey, {
      to: numbers[n % numbers.length],
      type: 'text',
      text: { body: `Halo Kak, pesanan INV-${10_000 + n} sudah kami kirim hari ini.` },
    }),
  )
}

/** One call, outside of what is measured. @throws Error for anything but a 200. */
export async function call({ url, apiKey }, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.status === 200) return JSON.parse(text)
  const error = new Error(`${method} ${path} answered ${response.status}: ${text}`)
  error.status = response.status
  throw error
}

/** Runs a control action. */
export function act({ control_url: url, apiKey }, name, input) {
  return call({ url, apiKey }, 'POST', `/actions/${name}`, input)
}
