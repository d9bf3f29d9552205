// The command as a process of its own, in a folder and an environment where nothing else is set.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { onTestFinished } from 'vitest'

import { newFolder } from '../support/folder.ts'

const BIN = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))

export type Surroundings = {
  /** Variables beside PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** What the config file of its folder holds. */
  readonly config?: unknown
  /** The folder to run in; a new and empty one when left out. */
  readonly cwd?: string
}

export type Ended = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Running = {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Resolves as soon as the output so far fits. Rejects when the process ends before. */
  until(fits: (output: { stdout: string; stderr: string }) => boolean): Promise<void>
  readonly ended: Promise<Ended>
}

/** Starts the command; it is ended with the test at the latest. */
export function launch(
  args: readonly string[],
  { env, config, cwd = newFolder() }: Surroundings = {},
): Running {
  if (config !== undefined) {
    const text = typeof config === 'string' ? config : JSON.stringify(config)
    writeFileSync(join(cwd, 'kirim-sandbox.config.json'), text)
  }
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH, ...env } })
  const output = { stdout: '', stderr: '' }
  let changed: () => void = () => undefined
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      changed()
    })
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }))
  void ended.then(() => changed())
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended: ended as Promise<Ended>,
    until: async (fits) => {
      while (!fits(output)) {
        if (child.exitCode !== null) throw new Error(`It ended before:\n${output.stderr}`)
        await new Promise<void>((resolve) => {
          changed = resolve
        })
      }
    },
  }
}

/** Runs the command to its end. */
export function run(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return launch(args, surroundings).ended
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
  surroundings?: Surroundings,
): Promise<Running & { ready: Ready; call: Call }> {
  const running = launch(['start', '--port', '0', '--json', ...args], surroundings)
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
