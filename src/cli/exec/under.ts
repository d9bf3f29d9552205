// The command `exec --under`: a suite runs once for each ambient fault, and each run is judged.
import { type App, machineClock } from '../../app.ts'
import type { AmbientFault } from '../../domain/world/fault-rows.ts'
import type { AmbientTally } from '../../engine/ambient.ts'
import {
  failureLines,
  failureOf,
  faultsMeant,
  judgeRun,
  NotAmbient,
  type SuiteRun,
  type UnderFault,
  underLines,
  underSummary,
} from '../../judge/ambient/under.ts'
import { harmlessJson } from '../../terminal-text.ts'
import { type StartOptions, UsageError } from '../options.ts'
import { startOrExplain } from '../start.ts'
import { EXIT, print, type Terminal, talk } from '../terminal.ts'
import { valuesOf } from '../variables.ts'
import { runChild } from './child.ts'

export type UnderFlags = {
  readonly under: string
  readonly shell?: true
  readonly json?: true
  readonly failOn?: 'broke'
}

/** A suite that waits for what never comes must not hang: so much longer than the first run it may take. */
const PATIENCE = { timesTheFirst: 10, leastMs: 60_000 }

type Suite = {
  readonly words: readonly string[]
  readonly flags: UnderFlags
  readonly options: StartOptions
  readonly terminal: Terminal
}

/** Sets the exit code. */
export async function execUnder(suite: Suite): Promise<void> {
  const { flags, terminal } = suite
  const faults = meant(flags.under)
  const stop = stopsOn(terminal)
  try {
    const first = await runSuite(suite, undefined)
    const ended = stop.code()
    if (first === undefined) return
    if (ended !== undefined) terminal.setExitCode(ended)
    else if (first.exitCode !== EXIT.well) refuseFailing(first, terminal)
    else await runUnderAll(suite, faults, first, stop.code)
  } finally {
    stop.listenNoMore()
  }
}

async function runUnderAll(
  suite: Suite,
  faults: readonly AmbientFault[],
  first: Run,
  stopped: () => number | undefined,
): Promise<void> {
  const { flags, options, terminal } = suite
  const { seed } = first
  if (!options.quiet) talk(terminal, `kirim-sandbox exec  seed ${seed}  passed without a fault`)
  const all: UnderFault[] = []
  for (const fault of faults) {
    const one = await runUnder({ ...suite, options: { ...options, seed } }, fault, first)
    const ended = stopped()
    if (ended !== undefined) terminal.setExitCode(ended)
    if (ended !== undefined || one === undefined) return
    all.push(one)
    if (flags.json === true || !isShown(one, options)) continue
    for (const line of underLines(one)) print(terminal, line)
  }
  conclude(all, seed, suite)
}

function meant(text: string): AmbientFault[] {
  try {
    return faultsMeant(text)
  } catch (error) {
    if (error instanceof NotAmbient) throw new UsageError(error.message)
    throw error
  }
}

/** Who presses Ctrl+C means all the runs, not only the one that is under way. */
function stopsOn({ signals }: Terminal) {
  let code: number | undefined
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  const listeners = Object.entries(codes).map(([name, one]) => {
    const listener = () => {
      code = one
    }
    signals.on(name as NodeJS.Signals, listener)
    return [name as NodeJS.Signals, listener] as const
  })
  return {
    code: () => code,
    listenNoMore: () => {
      for (const [name, listener] of listeners) signals.off(name, listener)
    },
  }
}

type Run = SuiteRun & { readonly seed: number; readonly problem?: string }

async function runUnder(
  suite: Suite,
  fault: AmbientFault,
  first: Run,
): Promise<UnderFault | undefined> {
  const tally = { fault, seen: 0, hits: 0 }
  const limitMs = Math.max(PATIENCE.leastMs, first.durationMs * PATIENCE.timesTheFirst)
  const run = await runSuite(suite, tally, limitMs)
  return run && judgeRun(fault, tally, run)
}

/** Runs it against a sandbox of its own; undefined when there is none, which is told. */
async function runSuite(
  { words, flags, options, terminal }: Suite,
  ambient: AmbientTally | undefined,
  limitMs?: number,
): Promise<Run | undefined> {
  const app = await startOrExplain({ ...options, ambient }, () => {}, terminal)
  if (app === undefined) return undefined
  const clock = machineClock()
  const startedAt = clock.stopwatch()
  const giveUp = new AbortController()
  const alarm = limitMs === undefined ? undefined : clock.setAlarm(limitMs, () => giveUp.abort())
  const { hear, text } = newEar(options.verbose ? terminal : undefined)
  try {
    const env = { ...terminal.env, ...valuesOf(placeOf(app)) }
    const shell = flags.shell === true
    const end = await runChild({ words, shell, env, terminal, hear, giveUp: giveUp.signal })
    return {
      ...end,
      seed: app.seed,
      isTooLate: giveUp.signal.aborted,
      output: text(),
      durationMs: Math.round(clock.stopwatch() - startedAt),
    }
  } finally {
    alarm?.cancel()
    await app.close()
  }
}

function placeOf({ url: apiUrl, controlUrl, apiKey, receivers }: App) {
  return { apiUrl, controlUrl, apiKey, webhookSecret: receivers[0]?.secret }
}

/** How much is kept of the beginning of what a suite writes, where the first failure is, and of its end. */
const KEPT_MAX = 4 * 1_024 * 1_024

/** Keeps what a suite writes; with a terminal, that is shown as well. */
function newEar(terminal: Terminal | undefined) {
  let [beginning, end] = ['', '']
  return {
    hear: (text: string) => {
      terminal?.stderr.write(text)
      if (beginning.length < KEPT_MAX) beginning += text
      else end = (end + text).slice(-KEPT_MAX)
    },
    text: () => beginning + end,
  }
}

/** Of a suite that fails without a fault, nothing can be said under one. */
function refuseFailing(first: Run, terminal: Terminal): void {
  const { problem, exitCode } = first
  const message = `The suite fails without any fault (exit code ${exitCode}), so it was run under none. Make it pass first.`
  const lines = problem === undefined ? [message, ...failureLines(failureOf(first))] : [problem]
  const [head, ...rest] = lines
  for (const line of [`kirim-sandbox: ${head}`, ...rest]) talk(terminal, line)
  terminal.setExitCode(exitCode)
}

function isShown({ verdict }: UnderFault, { quiet }: StartOptions): boolean {
  return !quiet || verdict === 'broke' || verdict === 'inconclusive'
}

function conclude(all: readonly UnderFault[], seed: number, suite: Suite): void {
  const { flags, options, terminal } = suite
  const first = all.find(({ verdict }) => verdict === 'broke')
  if (flags.json === true) print(terminal, harmlessJson({ seed, faults: all }, 2))
  else if (!options.quiet) {
    print(terminal, `\n${underSummary(all)}`)
    if (first !== undefined) print(terminal, again(first, seed, suite))
  }
  if (flags.failOn === undefined) return
  const isUnclear = all.some(({ verdict }) => verdict === 'inconclusive')
  if (first !== undefined) terminal.setExitCode(EXIT.expectationFailed)
  else if (isUnclear) terminal.setExitCode(EXIT.incomplete)
}

function again({ fault }: UnderFault, seed: number, { flags, words }: Suite): string {
  const shell = flags.shell === true ? ' --shell' : ''
  const command = `kirim-sandbox exec --under ${fault} --seed ${seed} --verbose${shell}`
  return `Again, with all that the suite writes: ${command} -- ${words.join(' ')}`
}
