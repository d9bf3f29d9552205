// The processes of a benchmark: ours, the baselines and the helpers, each on its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const OUR_BIN = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))

/** As a test suite would start it: nothing kept, nothing printed but the ready line. */
export const OUR_FLAGS = ['start', '--port', '0', '--no-tui', '--json', '--quiet', '--seed', '1']

/** Who does not answer by then will not. */
const READY_MAX_MS = 30_000

const running = new Set()

/** The path of a script that lies beside this file. */
export function scriptAt(name) {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** Starts Node with these arguments. With `ipc`, `child.send` and its messages work. */
export function spawnNode(args, { ipc = false } = {}) {
  const child = spawn(process.execPath, args, {
    // Away from the repository, so that no config file of somebody's counts.
    cwd: tmpdir(),
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

function cleanEnvironment() {
  const settings = (name) => name.startsWith('KIRIM_SANDBOX_') || name === 'NODE_OPTIONS'
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings(name)))
}

/**
 * Starts a server that prints a line of JSON when it listens; resolves to that line, the child and
 * how to stop it. Rejects with what it said on stderr when it ends instead.
 */
export async function startServer(args, options) {
  const child = spawnNode(args, options)
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const ready = await firstLine(child, () => said)
  return { ...JSON.parse(ready), child, stop: () => stop(child) }
}

function firstLine(child, said) {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`No ready line within ${READY_MAX_MS} ms. ${said()}`))
    }, READY_MAX_MS)
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`Ended with code ${code}. ${said()}`)))
    child.once('exit', () => clearTimeout(patience))
    child.stdout.once('data', () => clearTimeout(patience))
  })
}

/** Our server; `flags` come after the usual ones, `nodeFlags` go to Node. */
export async function startOurs({ bin }, { flags = ['--memory'], nodeFlags = [] } = {}) {
  const server = await startServer([...nodeFlags, bin, ...OUR_FLAGS, ...flags])
  return { ...server, port: Number(new URL(server.url).port), apiKey: server.api_key }
}

/** A helper that is spoken to: `ask(order)` resolves to its answer. */
export async function startHelper(name) {
  const child = spawnNode([scriptAt(name)], { ipc: true })
  child.stderr.pipe(process.stderr)
  const [ready] = await once(child, 'message')
  return {
    ...ready,
    ask: async (order) => {
      child.send(order)
      const [answer] = await once(child, 'message')
      if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`)
      return answer
    },
    stop: () => stop(child),
  }
}

async function stop(child) {
  if (!running.has(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Whatever is still running, when a benchmark failed half-way. */
export function stopAll() {
  for (const child of running) child.kill('SIGKILL')
}
