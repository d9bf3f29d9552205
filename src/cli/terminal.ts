// What the commands share of the terminal: streams, colours and exit codes.
import { harmlessJson, harmlessLines } from '../terminal-text.ts'

/** Exit codes that scripts may rely on. */
export const EXIT = {
  well: 0,
  expectationFailed: 1,
  usage: 2,
  breach: 3,
  incomplete: 4,
  couldNotStart: 5,
} as const

/** Whether a stream takes colours: NO_COLOR and FORCE_COLOR decide, else the terminal. */
export function takesColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Says something to the person; data goes to stdout, talk to stderr. */
export function talk(text: string): void {
  process.stderr.write(`${harmlessLines(text)}\n`)
}

/** Writes lines for people to stdout. */
export function print(lines: readonly string[]): void {
  process.stdout.write(`${harmlessLines(lines.join('\n'))}\n`)
}

/** Writes data for programs to stdout. */
export function printJson(data: unknown, indent = 2): void {
  process.stdout.write(`${harmlessJson(data, indent)}\n`)
}

/** Whether somebody sits at a terminal that can show it. */
export function hasTerminal(): boolean {
  const { CI = '', TERM } = process.env
  const isRobot = !['', '0', 'false'].includes(CI)
  return (
    process.stdin.isTTY === true && process.stdout.isTTY === true && !isRobot && TERM !== 'dumb'
  )
}
