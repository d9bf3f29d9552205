// The command `start`: a sandbox until it is told to stop.
import { randomInt } from 'node:crypto'

import { TargetError } from '../adapters/egress.ts'
import { WorldFileError } from '../adapters/world-files.ts'
import { type App, type AppOptions, AskedOtherwise, startApp } from '../app.ts'
import { showEntry } from '../control/reads/shown-entry.ts'
import { Failure } from '../domain/failures/failures.ts'
import type { Entry } from '../domain/world/journal.ts'
import { DoorError } from '../http/door.ts'
import { SEED_MAX } from '../schema/choices.ts'
import { rateOf } from '../schema/clocks.ts'
import { harmlessJson, harmlessLines } from '../terminal-text.ts'
import { formatEntry, lineWriter } from '../wire/log-lines.ts'
import { readConfig } from './config-file.ts'
import { resolveOptions, type StartOptions, UsageError } from './options.ts'
import { banner } from './start/banner.ts'
import { readReceivers } from './start/receivers.ts'
import { type LastWords, stopOnSignals } from './start/stopping.ts'
import { EXIT, hasTerminal, pathIn, type Terminal, takesColor, talk } from './terminal.ts'

/** What cannot be done as it was asked for. */
const WRONG_USAGE = [WorldFileError, AskedOtherwise, DoorError, TargetError, Failure, UsageError]

/** Runs until SIGINT or SIGTERM; fulfilled when it listens. */
export async function start(
  flags: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<void> {
  const options = resolveOptions(flags, terminal.env, readConfig(terminal))
  const lines = outputFor(options, terminal)
  // What the screen shows need not be written.
  let isOnScreen = wantsScreen(options, terminal)
  const onEntry = (entry: Entry) => {
    if (!isOnScreen) lines.entry(entry)
  }
  let onStop: () => void = () => {}
  const told = new Promise<void>((resolve) => {
    onStop = resolve
  })
  const app = await startOrExplain(options, onEntry, terminal, onStop)
  if (app === undefined) return
  if (!isOnScreen) {
    stopOnSignals(app.close, lines, terminal, told)
    lines.ready(app)
    return
  }
  const { runOnScreen } = await import('./start/on-screen.ts')
  const { controlToken } = options
  const uncover = () => {
    isOnScreen = false
    lines.ready(app)
  }
  runOnScreen(app, { controlToken, lines, uncover, terminal, told })
}

/** Lines are for those who asked for lines, and for where there is nobody to look. */
function wantsScreen({ tui, json, quiet, verbose }: StartOptions, terminal: Terminal): boolean {
  return tui && !json && !quiet && !verbose && hasTerminal(terminal)
}

type Output = LastWords & {
  readonly entry: (entry: Entry) => void
  readonly ready: (app: App) => void
}

/** With --json data lines on stdout; else lines for people on stderr. */
function outputFor(options: StartOptions, terminal: Terminal): Output {
  const stream = options.json ? terminal.stdout : terminal.stderr
  const leftOut = (count: number) => {
    const message = `${count} lines were left out: nobody read them.`
    return options.json ? harmlessJson({ event: 'notice', message }) : message
  }
  const writer = lineWriter(stream, setImmediate, leftOut)
  const tell = (line: string) => writer.line(harmlessLines(line))
  const color = takesColor(stream, terminal)
  const level = options.quiet ? 'quiet' : options.verbose ? 'verbose' : 'normal'
  // What happens while it starts is reported behind the line that says that it is ready.
  let early: string[] | undefined = []
  const dataOut = (line: string) => {
    if (early === undefined) writer.line(line)
    else early.push(line)
  }
  const entry = (one: Entry) => {
    if (!options.json) for (const line of formatEntry(one, { color, level })) tell(line)
    else if (!options.quiet) dataOut(harmlessJson(dataLine(one)))
  }
  const ready = (app: App) => {
    if (options.json) writer.line(harmlessJson(readyLine(app)))
    else for (const line of banner(app, { color, quiet: options.quiet })) tell(line)
    for (const line of early ?? []) writer.line(line)
    early = undefined
    writer.flush()
  }
  const finish = (then: () => void) => {
    writer.flush()
    stream.write('', () => then())
  }
  return { entry, ready, flush: writer.flush, finish }
}

/** An attempt tells which event it was about under another name: `event` says what the line is. */
function dataLine(entry: Entry): Record<string, unknown> {
  const { event, ...shown } = showEntry(entry) as Record<string, unknown>
  return { event: entry.kind, ...(event !== undefined && { event_type: event }), ...shown }
}

function readyLine(app: App): Record<string, unknown> {
  return {
    event: 'ready',
    url: app.url,
    control_url: app.controlUrl,
    api_key: app.apiKey,
    organization_id: app.organization.world.id,
    pid: process.pid,
    seed: app.seed,
    ...(app.receivers.length > 0 && { webhooks: app.receivers }),
  }
}

/** The sandbox; undefined when there is none: that is told, and the exit code is set. */
export async function startOrExplain(
  options: StartOptions & Pick<AppOptions, 'ambient'>,
  onEntry: (entry: Entry) => void,
  terminal: Terminal,
  onStop?: () => void,
): Promise<App | undefined> {
  const seed = options.seed ?? randomInt(SEED_MAX + 1)
  try {
    const rate = rateOf(options.clock) ?? 1
    const receivers = readReceivers(options.webhooks, options.webhookSecret)
    const { allowTarget: allowTargets, allowHost: allowHosts, worldDir = '.' } = options
    const { memory, durability, compactAt } = options
    const folder = pathIn(terminal, options.data)
    const data = memory ? undefined : { folder, durability, compactBytes: compactAt * 1_024 }
    const world = isPath(options.world) ? pathIn(terminal, options.world) : options.world
    // Lines for people show notices anyway.
    const onNotice = options.json
      ? (message: string) => talk(terminal, `kirim-sandbox: ${message}`)
      : () => {}
    return await startApp({
      ...options,
      world,
      seed,
      rate,
      allowTargets,
      receivers,
      allowHosts,
      worldFolder: worldDir === 'none' ? null : pathIn(terminal, worldDir),
      data,
      onEntry,
      ...(onStop !== undefined && { onStop }),
      onNotice,
    })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    talk(terminal, `kirim-sandbox: ${explain(code, message, options)}`)
    const isUsage = WRONG_USAGE.some((kind) => error instanceof kind)
    terminal.setExitCode(isUsage ? EXIT.usage : EXIT.couldNotStart)
    return undefined
  }
}

/** A name of a ready-made world has neither. */
function isPath(world: string): boolean {
  return /[./\\]/.test(world)
}

function explain(code: string | undefined, message: string, options: StartOptions): string {
  const address = `${options.host}:${options.port}`
  if (code === 'EADDRINUSE') {
    return `${address} is taken. Choose another port with --port, or any free one with --port 0.`
  }
  if (code === 'EACCES') return `${address} may not be used. Choose a port above 1023 with --port.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${options.host} is not an address of this machine. Choose another one with --host.`
  }
  return message
}
