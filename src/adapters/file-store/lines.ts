// The lines of the store's files: each is JSON behind a checksum, so that damage shows.
import { crc32 } from 'node:zlib'

import type { Files } from './files.ts'

const CHECKSUM_LENGTH = 8
const HEAD_LENGTH = CHECKSUM_LENGTH + 1
const SPACE = 0x20
const NEWLINE = 0x0a
const HEX = Buffer.from('0123456789abcdef', 'latin1')

/** Turns texts into lines, in a buffer of its own that the next line is written into again. */
export type LineWriter = { readonly bytes: Buffer; length: number }

/** As large as nearly every line. */
const BUFFER_MIN = 64 * 1024

export function newLineWriter(): LineWriter {
  return { bytes: Buffer.allocUnsafe(BUFFER_MIN), length: 0 }
}

/** Makes the line of a text, which must have no newline; its bytes stand in the writer. */
export function writeLine(writer: LineWriter, text: string): void {
  const room = HEAD_LENGTH + text.length * 3 + 1
  if (writer.bytes.length < room) {
    Object.assign(writer, { bytes: Buffer.allocUnsafe(room * 2) })
  }
  const { bytes } = writer
  const end = HEAD_LENGTH + bytes.write(text, HEAD_LENGTH)
  let sum = crc32(bytes.subarray(HEAD_LENGTH, end))
  for (let i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
    bytes[i] = HEX[sum & 15] as number
    sum >>>= 4
  }
  bytes[CHECKSUM_LENGTH] = SPACE
  bytes[end] = NEWLINE
  writer.length = end + 1
}

/** A line of a file, counted from 1, or why it is none. */
export type Line = {
  readonly number: number
  /** Where it begins in the file. */
  readonly at: number
  /** Where the next one begins. */
  readonly end: number
  /** False when the file ends before the line does. */
  readonly isWhole: boolean
  /** Null when the checksum is not that of the text. */
  readonly text: string | null
}

const BLOCK_BYTES = 4 * 1024 * 1024

/** Reads a file line by line, in large blocks. Throws the system's errors. */
export function* readLines(files: Files, path: string): Generator<Line> {
  const file = files.open(path, 'read')
  try {
    let number = 0
    let at = 0
    for (const block of readBlocks(files, file)) {
      let from = 0
      for (let to = block.indexOf(NEWLINE); to !== -1; to = block.indexOf(NEWLINE, from)) {
        const end = at + (to + 1 - from)
        yield { number: ++number, at, end, isWhole: true, text: textOf(block, from, to) }
        at = end
        from = to + 1
      }
      if (from === block.length) continue
      const end = at + block.length - from
      const text = textOf(block, from, block.length)
      yield { number: ++number, at, end, isWhole: false, text }
    }
  } finally {
    files.close(file)
  }
}

/** Blocks that end with a line; only the last one may end within one. */
function* readBlocks(files: Files, file: number): Generator<Buffer> {
  let rest = Buffer.alloc(0)
  for (let at = 0; ; ) {
    const block = Buffer.allocUnsafe(BLOCK_BYTES)
    const count = files.read(file, block, at)
    if (count === 0) break
    at += count
    const read = Buffer.concat([rest, block.subarray(0, count)])
    const end = read.lastIndexOf(NEWLINE) + 1
    if (end > 0) yield read.subarray(0, end)
    rest = read.subarray(end)
  }
  if (rest.length > 0) yield rest
}

function textOf(block: Buffer, from: number, to: number): string | null {
  if (to - from < HEAD_LENGTH || block[from + CHECKSUM_LENGTH] !== SPACE) return null
  const body = block.subarray(from + HEAD_LENGTH, to)
  const sum = crc32(body).toString(16).padStart(CHECKSUM_LENGTH, '0')
  if (block.toString('latin1', from, from + CHECKSUM_LENGTH) !== sum) return null
  return body.toString('utf8')
}
