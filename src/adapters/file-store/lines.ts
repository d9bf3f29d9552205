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

const BLOCK_BYTES = 256 * 1024

/** Reads a file line by line, in large blocks. Throws the system's errors. */
export function* readLines(files: Files, path: string): Generator<Line> {
  const file = files.open(path, 'read')
  try {
    let number = 0
    let at = 0
    for (const block of readBlocks(files, file)) {
      for (let from = 0; from < block.length; ) {
        const newline = block.indexOf(NEWLINE, from)
        const isWhole = newline !== -1
        const to = isWhole ? newline : block.length
        const end = at + to - from + (isWhole ? 1 : 0)
        yield { number: ++number, at, end, isWhole, text: textOf(block, from, to) }
        at = end
        from = to + 1
      }
    }
  } finally {
    files.close(file)
  }
}

/**
 * Blocks that end with a line; only the last one may end within one. Each stands where the one
 * before stood.
 */
function* readBlocks(files: Files, file: number): Generator<Buffer> {
  let buffer = Buffer.allocUnsafe(BLOCK_BYTES)
  let held = 0
  for (let at = 0; ; ) {
    // A line that is longer than the buffer needs a larger one.
    if (held === buffer.length) buffer = Buffer.concat([buffer], held * 2)
    const count = files.read(file, buffer.subarray(held), at)
    if (count === 0) break
    at += count
    held += count
    const end = buffer.subarray(0, held).lastIndexOf(NEWLINE) + 1
    if (end > 0) yield buffer.subarray(0, end)
    buffer.copyWithin(0, end, held)
    held -= end
  }
  if (held > 0) yield buffer.subarray(0, held)
}

function textOf(block: Buffer, from: number, to: number): string | null {
  const textAt = from + HEAD_LENGTH
  if (to < textAt || block[textAt - 1] !== SPACE) return null
  const sum = crc32(block.subarray(textAt, to))
  // From the last digit to the first, as numbers: texts would cost a start with many lines too much.
  for (let at = from + CHECKSUM_LENGTH - 1, rest = sum; at >= from; at--, rest >>>= 4) {
    if (block[at] !== HEX[rest & 15]) return null
  }
  return block.toString('utf8', textAt, to)
}
