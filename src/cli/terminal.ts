// What a command meets: its streams, variables and folder, the signals that reach it, and its end.
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { isatty } from 'node:tty'

import { harmlessLines } from '../terminal-text.ts'

/** Exit codes that scripts may rely on. */
export const EXIT = {
  well: 0,
  expectationFailed: 1,
  usage: 2,
  breach: 3,
  incomplete: 4,
  couldNotStart: 5,
} as const

/** What each of them says, whichever command ends with it. */
export const EXIT_MEANINGS = {
  well: 'all went well',
  expectationFailed: 'an expectation failed, a check found something, or the sandbox refused',
  usage: 'it was asked for in a way that cannot be done: a wrong option, file or value',
  breach: 'the sandbox broke the contract, or less of it was covered than was asked for',
  incomplete: 'it did not end in time',
  couldNotStart: 'the sandbox could not start, or none answers there',
} as const satisfies Record<keyof typeof EXIT, string>

/** The end of a process whose terminal was closed, as a shell tells the end by SIGHUP. */
export const HUNG_UP = 129

/** A stream that may be a terminal; process.stdout is one. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }

type Listen = (signal: NodeJS.Signals, listener: () => void) => unknown

/** What the command line runs in: a process, or whatever a test puts in its place. */
export type Surroundings = {
  /** What was written behind the name of the command. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** What relative paths start from; `.` is the folder of the process. */
  readonly folder: string
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly signals: { readonly on: Listen; readonly off: Listen }
  /** Ends at once, whatever is still on its way. */
  readonly exit: (exitCode: number) => void
}

/** The surroundings as commands use them. */
export type Terminal = Surroundings & {
  /** How it ends when nothing is left to do; the last call counts. */
  readonly setExitCode: (exitCode: number) => void
}

/** How a shell tells the end by a signal: 128 and its number. */
const ENDS = { SIGINT: 130, SIGTERM: 143, SIGHUP: HUNG_UP } as const

/**
 * Runs what starts programs. A signal then ends this process in an orderly way, and with it the
 * programs; one that ends it without more would leave them behind.
 */
export async function endingPrograms<Result>(
  { signals, exit }: Terminal,
  run: () => Promise<Result>,
): Promise<Result> {
  const ends = Object.entries(ENDS).map(([name, code]) => {
    return [name as NodeJS.Signals, () => exit(code)] as const
  })
  for (const [name, end] of ends) signals.on(name, end)
  try {
    return await run()
  } finally {
    for (const [name, end] of ends) signals.off(name, end)
  }
}

/** Writes data to stdout. */
export function print({ stdout }: Pick<Terminal, 'stdout'>, text: string): void {
  stdout.write(`${harmlessLines(text)}\n`)
}

/** Says something to the person; data goes to stdout, talk to stderr. */
export function talk({ stderr }: Pick<Terminal, 'stderr'>, text: string): void {
  stderr.write(`${harmlessLines(text)}\n`)
}

/** A path of the user, as this process can open it. */
export function pathIn({ folder }: Pick<Terminal, 'folder'>, path: string): string {
  return folder === '.' || isAbsolute(path) ? path : join(folder, path)
}

/** Whether a stream takes colours: NO_COLOR and FORCE_COLOR decide, else the terminal. */
export function takesColor(stream: Output, { env }: Pick<Terminal, 'env'>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return stream.isTTY === true && TERM !== 'dumb'
}

/** How wide a terminal is; undefined for what is none. */
export function widthOf({ isTTY, columns }: Output): number | undefined {
  return isTTY === true ? columns || undefined : undefined
}

/** Whether somebody sits at a terminal that can show it. */
export function hasTerminal({ env, stdin, stdout }: Terminal): boolean {
  const { CI = '', TERM } = env
  const isRobot = !['', '0', 'false'].includes(CI)
  return stdin.isTTY === true && stdout.isTTY === true && !isRobot && TERM !== 'dumb'
}

type Stream = {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
  write(text: string): unknown
}

/**
 * Keeps a process alive whose reader has gone: `run … | head -1` has its verdict, a suite its
 * sandbox, a server its clients. Output that a full disk lost makes a failure of a success.
 */
export function outliveReaders(stdout: Stream, stderr: Stream): void {
  let isLost = false
  stdout.on('error', ({ code, message }) => {
    // Who closes the pipe has read enough.
    if (code === 'EPIPE' || isLost) return
    isLost = true
    stderr.write(`kirim-sandbox: the output could not be written: ${message}. Is the disk full?\n`)
    process.on('exit', (exitCode) => {
      if (exitCode === EXIT.well) process.exitCode = EXIT.usage
    })
  })
  // There is nobody left to tell.
  stderr.on('error', () => {})
}

/**
 * Ends this process at once. Node sets terminals back when it ends, and aborts where a terminal was
 * closed meanwhile: such a one is exchanged for nothing first.
 */
export function endProcess(exitCode: number): never {
  const streams = [process.stdin, process.stdout, process.stderr]
  for (const [fd, stream] of streams.entries()) {
    if (stream.isTTY !== true || isatty(fd)) continue
    closeSync(fd)
    // The lowest free number is taken: the one that was just closed.
    openSync(devNull, 'r+')
  }
  return process.exit(exitCode)
}
