// Files that a command writes for its user: the folders above are made, and a failure says which file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { UsageError } from './options.ts'

/** Writes a text. @throws UsageError when the file cannot be written. */
export function writeText(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`${file} could not be written: ${(error as Error).message}`)
  }
}
