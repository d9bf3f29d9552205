// Reads a file that somebody else has named: a regular one, of a bounded size, as text.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/**
 * Opens a file to be read. What is no regular file is refused: a pipe would block the process, and a
 * device may have no end.
 *
 * @throws the system's errors, and ENOTREG.
 */
export function openRegularFile(path: string): number {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw Object.assign(new Error('it is not a regular file'), { code: 'ENOTREG' })
}

const BLOCK_BYTES = 256 * 1024

/** The text of a file of at most so many bytes. @throws the system's errors, ENOTREG, ETOOLARGE. */
export function readRegularFile(path: string, maxBytes: number): string {
  return readRegularBytes(path, maxBytes).toString('utf8')
}

/** The bytes of a file of at most so many. @throws the system's errors, ENOTREG, ETOOLARGE. */
export function readRegularBytes(path: string, maxBytes: number): Buffer {
  const file = openRegularFile(path)
  try {
    const blocks: Buffer[] = []
    // What the system says of a size is not asked for: not every file has told it.
    for (let at = 0; at <= maxBytes; ) {
      const block = Buffer.allocUnsafe(BLOCK_BYTES)
      const count = readSync(file, block, 0, block.length, at)
      if (count === 0) return Buffer.concat(blocks)
      blocks.push(block.subarray(0, count))
      at += count
    }
  } finally {
    closeSync(file)
  }
  const message = `it has more than ${maxBytes} bytes`
  throw Object.assign(new Error(message), { code: 'ETOOLARGE' })
}
