// Runs a command as a child: same terminal, signals passed on, its end told as a shell tells it.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'

import { watchOver } from '../../scenario/programs/watchdog.ts'
import type { Terminal } from '../terminal.ts'
import { windowsCommand } from './windows.ts'

export type Wish = {
  /** The command and its arguments; with `shell`, the parts of one line. */
  readonly words: readonly string[]
  readonly shell: boolean
  readonly env: NodeJS.ProcessEnv
  readonly terminal: Terminal
  /** Where given, what it writes goes here, and it reads nothing. */
  readonly hear?: (text: string) => void
  /** Ends it, with all that it started, when it is not over by itself. */
  readonly giveUp?: AbortSignal
}

export type ChildEnd = {
  /** As a shell tells it: 128 and the number of the signal that ended it; 127 for no such command. */
  readonly exitCode: number
  /** Why it could not be run. */
  readonly problem?: string
}

/** What is passed on. Other signals end this process, and the watchdog sees to the child. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs to the end of the child. Never rejects. */
export function runChild(wish: Wish): Promise<ChildEnd> {
  const child = spawnChild(wish)
  const stopPassing = passSignals(child, wish)
  const callOff =
    child.pid === undefined ? () => undefined : watchOver(isGroup(wish) ? -child.pid : child.pid)
  const stop = () => tell(child, wish, 'SIGKILL')
  wish.giveUp?.addEventListener('abort', stop, { once: true })
  return new Promise<ChildEnd>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // A signal that could not be sent is an error, too, and no end.
      if (child.pid === undefined) resolve(neverRan(wish, error))
    })
    child.once('close', (code, signal) => resolve({ exitCode: exitCodeOf(code, signal) }))
  }).finally(() => {
    wish.giveUp?.removeEventListener('abort', stop)
    stopPassing()
    callOff()
  })
}

/** On the terminal itself where there is one: then colours and prompts are as without this command. */
function spawnChild({ terminal, ...wish }: Wish): ChildProcess {
  const { stdin, stdout, stderr, folder } = terminal
  const fits = (stream: object) => ('fd' in stream ? 'inherit' : 'pipe')
  const { hear, giveUp: _, ...asked } = wish
  if (hear !== undefined) return spawnHeard({ ...asked, cwd: folder }, hear)
  const child = spawnOn({ ...asked, cwd: folder, stdio: [fits(stdin), fits(stdout), fits(stderr)] })
  // Whoever does not read to the end closes it early.
  if (child.stdin !== null) stdin.pipe(child.stdin.on('error', () => undefined))
  child.stdout?.pipe(stdout, { end: false })
  child.stderr?.pipe(stderr, { end: false })
  return child
}

/** In a group of its own: what it started is ended with it. */
function spawnHeard(wish: Spawned, hear: (text: string) => void): ChildProcess {
  const detached = isGroup({ hear })
  const child = spawnOn({ ...wish, stdio: ['ignore', 'pipe', 'pipe'], detached })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', hear)
  }
  return child
}

/** Whether all that it starts is in a group with it. */
function isGroup({ hear }: Pick<Wish, 'hear'>): boolean {
  return hear !== undefined && process.platform !== 'win32'
}

/** A group is told as a whole, as a terminal does it: the children of a runner keep its output open. */
function tell(child: ChildProcess, wish: Wish, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (isGroup(wish)) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It ended at this very moment.
  }
}

type Spawned = Pick<Wish, 'words' | 'shell' | 'env'> &
  Pick<SpawnOptions, 'cwd' | 'stdio' | 'detached'>

function spawnOn({ words, shell, ...options }: Spawned): ChildProcess {
  if (shell) return spawn(words.join(' '), { ...options, shell: true })
  if (process.platform === 'win32') {
    const { file, args, verbatim } = windowsCommand(words, options.env)
    return spawn(file, args, { ...options, windowsVerbatimArguments: verbatim })
  }
  const [file = '', ...args] = words
  return spawn(file, args, options)
}

/** As long as the child runs, its end decides; this process only passes on what it is told. */
function passSignals(child: ChildProcess, wish: Wish): () => void {
  const { signals, stdin } = wish.terminal
  const listeners = PASSED_ON.map((signal) => {
    // Ctrl+C reaches the child by itself, for both are in front of the same terminal; a second
    // one would make most test runners stop without tidying up.
    const isTold = signal === 'SIGINT' && stdin.isTTY === true && !isGroup(wish)
    const pass = () => {
      if (!isTold) tell(child, wish, signal)
    }
    signals.on(signal, pass)
    return [signal, pass] as const
  })
  return () => {
    for (const [signal, pass] of listeners) signals.off(signal, pass)
  }
}

function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

const NOT_FOUND = 127
const NOT_RUNNABLE = 126

function neverRan({ words }: Wish, { code, message }: NodeJS.ErrnoException): ChildEnd {
  const [command = ''] = words
  if (code === 'ENOENT') {
    const advice = /\s/.test(command)
      ? 'It is one word with spaces: leave the quotes out, or add --shell before the -- to have a shell read it.'
      : 'Is it installed, and in PATH? What only a shell knows needs --shell before the --.'
    return { exitCode: NOT_FOUND, problem: `There is no command "${command}". ${advice}` }
  }
  if (code === 'EACCES') {
    const problem = `"${command}" may not be run: it is no program, or its file is not executable.`
    return { exitCode: NOT_RUNNABLE, problem }
  }
  return { exitCode: NOT_RUNNABLE, problem: `"${command}" could not be run: ${message}.` }
}
