// Finds where HTTP messages end in a stream of bytes, and nothing more: measuring must cost little.

const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * Takes chunks; calls `onMessage(head, body)` for each whole message. Only lengths are understood,
 * no chunked encoding: neither side of a benchmark uses it.
 */
export function newFraming(onMessage) {
  let rest = null
  return (chunk) => {
    let bytes = rest === null ? chunk : Buffer.concat([rest, chunk])
    rest = null
    while (bytes.length > 0) {
      const headEnd = bytes.indexOf(HEAD_END)
      const head = headEnd === -1 ? '' : bytes.latin1Slice(0, headEnd)
      const end = headEnd + HEAD_END.length + bodyLength(head)
      if (headEnd === -1 || end > bytes.length) {
        rest = bytes
        return
      }
      onMessage(head, bytes.subarray(headEnd + HEAD_END.length, end))
      bytes = bytes.subarray(end)
    }
  }
}

function bodyLength(head) {
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`No chunks are read:\n${head}`)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? 0 : Number(length)
}
