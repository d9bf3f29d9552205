// A request as a curl command that can be pasted.

export type Sent = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Bodies beyond this are cut in what people read. */
const BODY_MAX = 4_000

export function curlOf({ method, url, headers, body }: Sent): string {
  const parts = [
    `curl -i${method === 'POST' ? '' : ` -X ${method}`} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ]
  if (method !== 'GET') parts.push(`--data-binary ${quoted(cut(body))}`)
  return parts.join(' \\\n  ')
}

function cut(body: string): string {
  if (body.length <= BODY_MAX) return body
  return `${body.slice(0, BODY_MAX)}… (${body.length} characters)`
}

/** For a POSIX shell; characters that would move the cursor of a terminal are written out. */
function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (!/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/.test(text)) {
    return `'${text.replaceAll("'", "'\\''")}'`
  }
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')
  return `$'${escaped}'`
}
