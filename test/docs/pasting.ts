// Pastes the commands of a page into a shell, against a sandbox that listens elsewhere than the page says.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { launch } from '../cli/running.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'
import type { Story } from './pages.ts'

/** Where the pages say that a sandbox is. */
const SHOWN_ORIGIN = 'http://127.0.0.1:3000'

const MARK = '@@@'

/** A story runs some twenty commands, one after the other. */
export const STORY_MAX_MS = 120_000

/** Whether this machine has what the commands are pasted into. */
export const hasShell = ['bash', 'curl'].every(
  (name) => spawnSync(name, ['--version']).status === 0,
)

/** An ellipsis stands for anything on the same line. */
export function expressionOf(line: string): RegExp {
  const pieces = line.split('…').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(pieces.join('.*'))
}

/** What each step of a story prints, one after the other in one shell. */
export async function paste({ steps }: Story, origin: string) {
  await using server = await startCommands({ KIRIM_CONTROL_URL: `${origin}/_sandbox` })
  const script = [
    server.npx,
    // A stream is followed for a second.
    'curl() { case " $* " in *" -N "*) command curl -m 1 "$@";; *) command curl "$@";; esac; }',
    ...steps.map(({ commands }) => `echo '${MARK}'\n${commands}`),
  ]
  const text = script.join('\n').replaceAll(SHOWN_ORIGIN, origin)
  const { PATH = '' } = process.env
  const env = { PATH }
  const shell = spawn('bash', ['-c', text], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    shell[name].setEncoding('utf8').on('data', (more: string) => {
      printed[name] += more
    })
  }
  await once(shell, 'close')
  return { outputs: printed.stdout.split(`${MARK}\n`).slice(1), stderr: printed.stderr }
}

/**
 * Runs the command line for a shell without a process for each command. `npx` is a function for the
 * shell: it posts the words and prints what two files hold then.
 */
async function startCommands(env: Readonly<Record<string, string>>) {
  const folder = newFolder()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const [, ...words] = Buffer.concat(chunks).toString('utf8').split('\0').slice(0, -1)
    const running = launch(words, { env, cwd: ROOT })
    running.stdin.end(readFileSync(join(folder, 'stdin')))
    const { code, stdout, stderr } = await running.ended
    writeFileSync(join(folder, 'stdout'), stdout)
    writeFileSync(join(folder, 'stderr'), stderr)
    response.end(String(code))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const npx = `npx() {
    local code; cat > '${join(folder, 'stdin')}'
    code=$(printf '%s\\0' "$@" | command curl -s --data-binary @- http://127.0.0.1:${port})
    cat '${join(folder, 'stdout')}'; cat '${join(folder, 'stderr')}' >&2; return "$code"
  }`
  return { npx, [Symbol.asyncDispose]: async () => void server.close() }
}
