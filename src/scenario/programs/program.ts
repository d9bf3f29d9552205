// Programs under test: those that are started here, killed and started again, and those that run already.
import { type ChildProcess, spawn } from 'node:child_process'

import { pause } from '../../client/waiting.ts'
import { groupOf, watchOver } from './watchdog.ts'

/** How a program is started: a command with its arguments, or one line for a shell. */
export type ProgramCommand = {
  readonly words: readonly string[]
  readonly shell?: boolean
  readonly folder?: string
}

/** What a program finds its surroundings by; the promise to everybody who writes one. */
export type Surroundings = {
  /** The API, with `/v1`. */
  readonly KIRIM_BASE_URL: string
  readonly KIRIM_API_KEY: string
  /** What webhooks are signed with. */
  readonly KIRIM_WEBHOOK_SECRET: string
  readonly KIRIM_CONTROL_URL: string
}

export type ProgramPlan = {
  /** Where it takes webhooks. It is ready when this URL answers anything. */
  readonly url: string
  /** Without one, the program runs already, and can be neither killed nor started. */
  readonly command?: ProgramCommand | undefined
  /** Starts it again, from the second time on; the same command when left out. */
  readonly restart?: ProgramCommand | undefined
  readonly env: Surroundings
  /** Real milliseconds until it must answer. */
  readonly readyWithinMs?: number
}

/** How the process of a program ended. */
export type ProgramEnd = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Whether it was ended from here. */
  readonly wasMeant: boolean
}

/**
 * A program under test. It is in one of three states: down (never started, killed, ended by itself),
 * starting, and up. `start` leads from down to up; `kill`, `stop` and its own end lead to down.
 */
export type Program = {
  readonly url: string
  /** Whether it can be killed and started. */
  readonly isOurs: boolean
  /** How often its process has ended without being asked to. */
  readonly deaths: number
  /** How the process ended last; undefined while there was none or it runs. */
  readonly end: ProgramEnd | undefined
  /** What it wrote last on stdout and stderr, bounded. */
  output(): string
  /**
   * Starts it, with further variables if some are given, and waits until its URL answers anything.
   * Of a program that runs already, it only waits.
   *
   * @throws ProgramError when it ends or says nothing in time.
   */
  start(further?: Readonly<Record<string, string>>): Promise<void>
  /** Ends the process and all that it started at once, as a crash does: nothing is tidied up. */
  kill(): Promise<void>
  /** Asks it to end; kills it when it does not. */
  stop(): Promise<void>
  /** Whether its URL answers anything just now. */
  isUp(): Promise<boolean>
}

/** A program that could not be started, with what it wrote. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

const READY_WITHIN_MS = 15_000
const LOOK_AGAIN_MS = 40
/** One look whether it answers; a program that is busy is not one that is down. */
const LOOK_MS = 2_000
const STOP_WITHIN_MS = 2_000
/** Enough for the stack of an error. */
const OUTPUT_MAX = 16_384

type State = {
  child: ChildProcess | undefined
  end: ProgramEnd | undefined
  closed: Promise<void>
  isEndMeant: boolean
  deaths: number
  output: string
}

/** A program by its plan; nothing is started yet. */
export function newProgram(plan: ProgramPlan): Program {
  const { url, command, restart = command } = plan
  let hasStarted = false
  const state: State = {
    child: undefined,
    end: undefined,
    closed: Promise.resolve(),
    isEndMeant: false,
    deaths: 0,
    output: '',
  }
  return {
    url,
    isOurs: command !== undefined,
    get deaths() {
      return state.deaths
    },
    get end() {
      return state.end
    },
    output: () => state.output,
    start: async (further = {}) => {
      const words = hasStarted ? restart : command
      if (words !== undefined) {
        // What listens there would be judged in its place.
        if (state.child === undefined && (await answers(url))) throw new ProgramError(taken(url))
        spawnProgram(state, plan, words, further)
      }
      hasStarted = true
      await awaitReady(state, plan)
    },
    kill: () => endProgram(state, 'SIGKILL'),
    stop: () => endProgram(state, 'SIGTERM'),
    isUp: () => answers(url),
  }
}

function taken(url: string): string {
  return `${url} answers already, before the program was started. End what listens there, or leave out the command.`
}

function spawnProgram(
  state: State,
  { url, env }: ProgramPlan,
  { words, shell = false, folder }: ProgramCommand,
  further: Readonly<Record<string, string>>,
): void {
  if (state.child !== undefined) throw new Error('The program runs already.')
  const { port } = new URL(url)
  const [file = '', ...args] = shell ? [words.join(' ')] : words
  const child = spawn(file, args, {
    shell,
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(port !== '' && { PORT: port }), ...env, ...further },
    ...(folder !== undefined && { cwd: folder }),
  })
  const write = (chunk: Buffer) => {
    state.output = (state.output + chunk.toString()).slice(-OUTPUT_MAX)
  }
  child.stdout?.on('data', write)
  child.stderr?.on('data', write)
  const killGroup = () => signalGroup(child, 'SIGKILL')
  process.once('exit', killGroup)
  const callOff = child.pid === undefined ? () => undefined : watchOver(groupOf(child.pid))
  Object.assign(state, { child, end: undefined, isEndMeant: false })
  state.closed = new Promise((resolve) => {
    const close = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      if (state.child !== child) return
      process.off('exit', killGroup)
      // What it started is of no use without it, and may hold its port.
      killGroup()
      callOff()
      state.child = undefined
      state.end = { exitCode, signal, wasMeant: state.isEndMeant }
      if (!state.isEndMeant) state.deaths++
      resolve()
    }
    child.once('error', (error) => {
      write(Buffer.from(`${error.message}\n`))
      close(null, null)
    })
    child.once('exit', close)
  })
}

async function awaitReady(state: State, plan: ProgramPlan): Promise<void> {
  const { url, command, readyWithinMs = READY_WITHIN_MS } = plan
  const late = new AbortController()
  void pause(readyWithinMs, late.signal).then(() => late.abort())
  try {
    while (!late.signal.aborted) {
      if (command !== undefined && state.child === undefined) throw endedEarly(state)
      if (await answers(url)) return
      await pause(LOOK_AGAIN_MS, late.signal)
    }
  } finally {
    late.abort()
  }
  const advice =
    command === undefined
      ? 'Start it, or give its command: behind two dashes, or as start in the file.'
      : `Does it listen there? It gets the port as PORT.${lastWords(state)}`
  throw new ProgramError(`${url} did not answer within ${readyWithinMs / 1_000} s. ${advice}`)
}

function endedEarly(state: State): ProgramError {
  const { exitCode = null, signal = null } = state.end ?? {}
  const how = signal === null ? `with exit code ${exitCode}` : `by ${signal}`
  return new ProgramError(`The program ended ${how} before it answered.${lastWords(state)}`)
}

function lastWords({ output }: State): string {
  const lines = output.trim().split('\n').slice(-8).join('\n')
  return lines === '' ? ' It wrote nothing.' : ` It wrote:\n${lines}`
}

/** Any answer counts, also a refusal: somebody is there. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(LOOK_MS) })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}

async function endProgram(state: State, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const { child, closed } = state
  if (child === undefined) return
  state.isEndMeant = true
  signalGroup(child, signal)
  const over = new AbortController()
  const late = pause(STOP_WITHIN_MS, over.signal).then(() => {
    if (!over.signal.aborted) signalGroup(child, 'SIGKILL')
  })
  await closed
  over.abort()
  await late
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(groupOf(child.pid), signal)
  } catch {
    // It is gone already.
  }
}
