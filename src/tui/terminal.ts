// The terminal: the alternate screen, what is drawn on it, the clipboard, and leaving it as it was.

/** As much of a terminal's output as the screen needs; process.stdout is one. */
export type TerminalOutput = {
  readonly columns: number
  readonly rows: number
  write(text: string): unknown
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

export type Canvas = {
  /** Lines from a row on, counted from 0; they are shown with the next flush. */
  readonly paint: (top: number, lines: readonly string[]) => void
  /** Writes the rows that changed, in one piece. */
  readonly flush: () => void
  /** Forgets what is shown: the next flush writes every row. */
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

export function newCanvas(output: TerminalOutput): Canvas {
  let shown: (string | undefined)[] = []
  let wanted: string[] = []
  return {
    paint: (top, lines) => {
      for (const [index, text] of lines.entries()) wanted[top + index] = text
    },
    flush: () => {
      wanted = wanted.slice(0, output.rows)
      const changed = wanted
        .map((text, row) => (text === shown[row] ? '' : `${ESC}${row + 1};1H${ESC}2K${text}`))
        .join('')
      shown = [...wanted]
      if (changed !== '') output.write(FRAME_BEGIN + changed + FRAME_END)
    },
    forget: () => {
      shown = []
      wanted = []
      output.write(`${ESC}2J`)
    },
  }
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
