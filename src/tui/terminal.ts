// The terminal: the alternate screen, what is drawn on it, the clipboard, and leaving it as it was.
import { EventEmitter } from 'node:events'

import { widthOf } from './screen/spans.ts'

/** As much of a terminal's output as the screen needs; process.stdout is one. */
export type TerminalOutput = {
  readonly columns: number
  readonly rows: number
  write(text: string): unknown
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

export type Display = {
  /** Shows a frame: the rows that are not shown already are written, in one piece. */
  readonly show: (frame: string) => void
  /** Forgets what is shown: the next frame is written whole. */
  readonly forget: () => void
}

const ESC = '\u001B['

/** Alternate screen, no cursor, and no wrapping: a line that a terminal finds too long is cut. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`
export const LEAVE = `${ESC}0m${ESC}?7h${ESC}?25h${ESC}?1049l`

// Terminals that know synchronised output show a frame only when it is whole; others ignore it.
const FRAME_BEGIN = `${ESC}?2026h`
const FRAME_END = `${ESC}?2026l`

/** Enters the alternate screen; gives back how to leave it, which may be called more than once. */
export function enterScreen(output: TerminalOutput): () => void {
  let isIn = true
  output.write(ENTER)
  return () => {
    if (!isIn) return
    isIn = false
    output.write(LEAVE)
  }
}

export function newDisplay(output: TerminalOutput): Display {
  let shown: readonly string[] = []
  return {
    show: (frame) => {
      const rows = frame.split('\n').slice(0, output.rows)
      const changed = rows
        .map((row, index) =>
          row === shown[index] ? '' : `${ESC}${index + 1};1H${ESC}2K${settled(row)}`,
        )
        .join('')
      shown = rows
      if (changed !== '') output.write(FRAME_BEGIN + changed + FRAME_END)
    },
    forget: () => {
      shown = []
      output.write(`${ESC}2J`)
    },
  }
}

// Terminals disagree about the width of these: sequences of emoji, skin tones, marks.
const DISPUTED = /[\u200D\uFE0F\p{M}\p{RI}\p{Extended_Pictographic}]/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const COLOURS = /(\u001B\[[\d;]*m)/

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A row as it is written. Behind a character whose width is disputed the column is set anew, so that
 * what follows stands where it should in any terminal.
 */
function settled(row: string): string {
  if (!DISPUTED.test(row)) return row
  let column = 1
  return row
    .split(COLOURS)
    .map((part, index) => {
      // Every second part is a colour.
      if (index % 2 === 1) return part
      return [...GRAPHEMES.segment(part)]
        .map(({ segment }) => {
          column += widthOf(segment)
          return DISPUTED.test(segment) ? `${segment}${ESC}${column}G` : segment
        })
        .join('')
    })
    .join('')
}

/**
 * The stream that Ink draws on: it writes each frame as a text, and beside frames only whether the
 * cursor is seen, which is seen to already.
 */
export function streamFor(display: Display, output: TerminalOutput): NodeJS.WriteStream {
  const write = (text: string) => {
    if (text !== '' && !text.startsWith(`${ESC}?`)) display.show(text)
    return true
  }
  const stream = Object.assign(new EventEmitter(), { write })
  Object.defineProperties(stream, {
    columns: { get: () => output.columns },
    rows: { get: () => output.rows },
  })
  return stream as unknown as NodeJS.WriteStream
}

/** More than this, terminals take for an attack. */
const CLIPBOARD_MAX_BYTES = 74_994

/** Puts a text into the clipboard of the terminal, even over SSH (OSC 52). */
export function copyTo(output: TerminalOutput, text: string): void {
  const bytes = Buffer.from(text, 'utf8').subarray(0, CLIPBOARD_MAX_BYTES)
  output.write(`\u001B]52;c;${bytes.toString('base64')}\u0007`)
}

/** What is said on stderr while the screen is up would tear it: it is said afterwards. */
const HELD_BACK_MAX = 200

export function holdBack(stream: NodeJS.WriteStream): () => void {
  const { write } = stream
  const held: string[] = []
  stream.write = ((text: string | Uint8Array, ...rest: unknown[]) => {
    if (held.length < HELD_BACK_MAX) held.push(Buffer.from(text as string).toString('utf8'))
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined
    done?.()
    return true
  }) as typeof stream.write
  return () => {
    stream.write = write
    for (const text of held.splice(0)) stream.write(text)
  }
}
