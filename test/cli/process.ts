// The command as its users run it: the bundle, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { endWithTest } from '../support/ending.ts'
import {
  type Ended,
  newOutput,
  prepared,
  type Running,
  type RunOptions,
  startCli,
} from './running.ts'

const BIN = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))

/** Starts the command; it is ended with the test at the latest. */
export function launchProcess(
  args: readonly string[],
  options: RunOptions = {},
): Running & { readonly child: ChildProcess } {
  const { env, folder, remove } = prepared(options)
  const output = newOutput()
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env })
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => output.add(name, text))
  }
  // A command that ends without reading leaves a broken pipe, which is its good right.
  child.stdin.on('error', () => {})
  const ended = once(child, 'close')
    .then(([code, signal]): Ended => ({ code, signal, ...output.printed }))
    .finally(remove)
  endWithTest(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    pid: child.pid,
    stdin: child.stdin,
    kill: (signal) => void child.kill(signal),
    stdout: () => output.printed.stdout,
    stderr: () => output.printed.stderr,
    until: (fits) => output.until(fits, ended),
    ended,
  }
}

/** Runs the command to its end. */
export function runProcess(args: readonly string[], options?: RunOptions): Promise<Ended> {
  const running = launchProcess(args, options)
  running.stdin.end()
  return running.ended
}

/** Starts a sandbox on a free port and waits until it says that it is ready. */
export async function startProcess(args: readonly string[] = [], options?: RunOptions) {
  let child: ChildProcess | undefined
  const started = await startCli(args, options, (...launched) => {
    const running = launchProcess(...launched)
    child = running.child
    return running
  })
  return { ...started, child: child as ChildProcess }
}
