// Files that a command writes for its user: the folders above are made, and a failure says which file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { UsageError } from './options.ts'
import { pathIn, type Terminal } from './terminal.ts'

/** Writes a text. @throws UsageError when the file cannot be written. */
export function writeText(terminal: Terminal, file: string, text: string): void {
  const path = pathIn(terminal, file)
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new UsageError(`${file} could not be written: ${(error as Error).message}`)
  }
}
