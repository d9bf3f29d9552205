// The number of the last change that was answered, in a file beside the log: so that a log that was cut is noticed.
import { type Files, writeAll } from './files.ts'
import { newLineWriter, readLines, writeLine } from './lines.ts'

/** As wide as the largest number there is, so that the line always has the same place and size. */
const DIGITS = 16

function answeredPath(folder: string): string {
  return `${folder}/answered.jsonl`
}

/**
 * Writes down that all changes up to this one were answered. It is written now and then and at the
 * end, and so tells at least what must be there.
 *
 * @throws the system's errors.
 */
export function writeAnswered(
  files: Files,
  folder: string,
  number: number,
  { isSafe }: { readonly isSafe: boolean },
): void {
  const writer = newLineWriter()
  writeLine(writer, `{"kind":"answered","number":${String(number).padStart(DIGITS)}}`)
  const file = files.open(answeredPath(folder), 'write')
  try {
    writeAll(files, file, writer.bytes, writer.length, 0)
    if (isSafe) files.sync(file)
  } finally {
    files.close(file)
  }
}

/** That number; 0 when the file says nothing, which it need not. @throws the system's errors. */
export function readAnswered(files: Files, folder: string): number {
  if (!files.exists(answeredPath(folder))) return 0
  for (const { text, isWhole } of readLines(files, answeredPath(folder))) {
    if (text === null || !isWhole) return 0
    const { number } = JSON.parse(text)
    return Number.isSafeInteger(number) ? number : 0
  }
  return 0
}
