// A terminal for tests: keys go in, and what is drawn comes out as lines of text.
import { PassThrough } from 'node:stream'

import { onTestFailed } from 'vitest'

import type { TerminalOutput } from '../../src/tui/terminal.ts'

export type FakeTerminal = {
  readonly input: NodeJS.ReadStream
  readonly output: TerminalOutput
  /** Everything that was written, to the byte. */
  written(): string
  /** What stands on the screen, without styles. */
  text(): string
  /** Resolves as soon as the screen fits. The test's own time-out ends a wait that is in vain. */
  until(fits: (text: string) => boolean): Promise<void>
  /** Types: one call is one piece of input, as a terminal sends it. */
  press(...pieces: readonly string[]): void
  resize(columns: number, rows: number): void
}

export function newTerminal(columns = 100, rows = 30): FakeTerminal {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
    ref: () => input,
    unref: () => input,
  })
  const size = { columns, rows }
  let written = ''
  let lines: string[] = []
  const resized = new Set<() => void>()
  let changed = () => {}
  const output: TerminalOutput = {
    get columns() {
      return size.columns
    },
    get rows() {
      return size.rows
    },
    write: (text) => {
      written += text
      if (text.includes('\u001B[2J')) lines = []
      for (const [, row = '', content = ''] of text.matchAll(ROW)) {
        lines[Number(row) - 1] = content.replaceAll(ESCAPES, '')
      }
      changed()
    },
    on: (_event, listener) => resized.add(listener),
    off: (_event, listener) => resized.delete(listener),
  }
  const text = () => Array.from(lines, (one = '') => one.trimEnd()).join('\n')
  // A wait in vain ends with the test, which then shows where it stood.
  onTestFailed(() => {
    process.stderr.write(`${text()}\n`)
  })
  return {
    input: input as unknown as NodeJS.ReadStream,
    output,
    written: () => written,
    text,
    until: async (fits) => {
      while (!fits(text())) {
        await new Promise<void>((resolve) => {
          changed = resolve
        })
      }
    },
    press: (...pieces) => {
      for (const piece of pieces) input.write(piece)
    },
    resize: (columns, rows) => {
      Object.assign(size, { columns, rows })
      for (const listener of resized) listener()
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ROW = /\u001B\[(\d+);1H\u001B\[2K((?:(?!\u001B\[\d+;1H|\u001B\[\?).)*)/gs
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ESCAPES = /\u001B\[[\d;?]*[A-Za-z]/g

export const ENTER = '\r'
export const ESCAPE = '\u001B'
export const DOWN = '\u001B[B'
