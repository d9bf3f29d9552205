// The command line as a function, in a folder and an environment where nothing else is set.
import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'

import { runCli } from '../../src/cli/program.ts'
import { endWithTest } from '../support/ending.ts'
import { newLastingFolder } from '../support/folder.ts'

export type RunOptions = {
  /** Variables beside PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** What the config file of its folder holds. */
  readonly config?: unknown
  /** The folder to run in; a new and empty one when left out. */
  readonly cwd?: string
}

export type Ended = {
  readonly code: number | null
  /** The one that ended it, where it was a process. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Printed = { stdout: string; stderr: string }

export type Running = {
  readonly pid: number | undefined
  readonly stdin: Writable
  /** Sends a signal. */
  kill(signal: NodeJS.Signals): void
  stdout(): string
  stderr(): string
  /** Resolves as soon as the output so far fits. Rejects when the command ends before. */
  until(fits: (output: Printed) => boolean): Promise<void>
  readonly ended: Promise<Ended>
}

export type Launch = (args: readonly string[], options?: RunOptions) => Running

/** Runs the command line in this process; it is stopped with the test at the latest. */
export function launch(args: readonly string[], options: RunOptions = {}): Running {
  const { env, folder, remove } = prepared(options)
  const output = newOutput()
  const stdin = new PassThrough()
  const signals = new EventEmitter()
  let exit: (exitCode: number) => void = () => undefined
  const exited = new Promise<number>((resolve) => {
    exit = resolve
  })
  const [stdout, stderr] = [output.streamFor('stdout'), output.streamFor('stderr')]
  const running = runCli({
    ...{ args, env, folder, stdin, stdout, stderr, signals },
    exit,
  })
  // A sandbox goes on when its command has returned, until it calls for the exit.
  const isGoingOn = () => signals.listenerCount('SIGTERM') > 0
  const code = running.then((exitCode) => (isGoingOn() ? exited : exitCode))
  const ended = code
    .then((exitCode) => ({ code: exitCode, signal: null, ...output.printed }))
    .finally(remove)
  endWithTest(async () => {
    signals.emit('SIGTERM')
    await ended.catch(() => undefined)
  })
  return {
    pid: process.pid,
    stdin,
    kill: (signal) => void signals.emit(signal),
    stdout: () => output.printed.stdout,
    stderr: () => output.printed.stderr,
    until: (fits) => output.until(fits, ended),
    ended,
  }
}

/** The folder with its config file, and the variables; a folder of its own is removed afterwards. */
export function prepared({ env, config, cwd }: RunOptions) {
  const { folder, remove } =
    cwd === undefined ? newLastingFolder() : { folder: cwd, remove: () => {} }
  if (config !== undefined) {
    const text = typeof config === 'string' ? config : JSON.stringify(config)
    writeFileSync(join(folder, 'kirim-sandbox.config.json'), text)
  }
  const { PATH = '' } = process.env
  return { folder, remove, env: { PATH, ...env } }
}

/** Gathers what a command prints, and tells those who wait for it. */
export function newOutput() {
  const printed: Printed = { stdout: '', stderr: '' }
  const changes = new EventEmitter()
  const add = (name: keyof Printed, text: string) => {
    printed[name] += text
    changes.emit('change')
  }
  const streamFor = (name: keyof Printed) =>
    new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        add(name, chunk.toString())
        done()
      },
    })
  const until = async (fits: (output: Printed) => boolean, ended: Promise<unknown>) => {
    let isOver = false
    const over = ended.then(() => {
      isOver = true
    })
    while (!fits(printed)) {
      if (isOver) throw new Error(`It ended before:\n${printed.stderr}`)
      const changed = new Promise((resolve) => changes.once('change', resolve))
      await Promise.race([changed, over])
    }
  }
  return { printed, add, streamFor, until }
}

/** Runs the command to its end. */
export function run(args: readonly string[], options?: RunOptions): Promise<Ended> {
  const running = launch(args, options)
  running.stdin.end()
  return running.ended
}

export type Ready = {
  readonly event: string
  readonly url: string
  readonly control_url: string
  readonly api_key: string
  readonly organization_id: string
  readonly pid: number
  readonly seed: number
}

/** Starts a sandbox on a free port and waits until it says that it is ready. */
export async function startCli(
  args: readonly string[] = [],
  options?: RunOptions,
  how: Launch = launch,
): Promise<Running & { ready: Ready; call: Call }> {
  const running = how(['start', '--port', '0', '--json', ...args], options)
  await running.until(({ stdout }) => stdout.includes('\n'))
  const ready = JSON.parse(running.stdout().split('\n')[0] ?? '') as Ready
  return { ...running, ready, call: callTo(ready) }
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
) => Promise<{ status: number; headers: Headers; body: any }>

function callTo({ url, api_key: apiKey }: Ready): Call {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
}
