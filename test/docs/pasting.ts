// Pastes the commands of a page into a shell, against a sandbox that listens elsewhere than the page says.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { ROOT } from '../house/sources.ts'
import type { Story } from './pages.ts'

/** Where the pages say that a sandbox is. */
const SHOWN_ORIGIN = 'http://127.0.0.1:3000'

const MARK = '@@@'

/** A story starts some twenty processes, one after the other. */
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
  const script = [
    `npx() { shift; '${process.execPath}' '${join(ROOT, 'bin', 'kirim-sandbox.js')}' "$@"; }`,
    // A stream is followed for a second.
    'curl() { case " $* " in *" -N "*) command curl -m 1 "$@";; *) command curl "$@";; esac; }',
    ...steps.map(({ commands }) => `echo '${MARK}'\n${commands}`),
  ]
  const text = script.join('\n').replaceAll(SHOWN_ORIGIN, origin)
  const { PATH = '' } = process.env
  const env = { PATH, KIRIM_CONTROL_URL: `${origin}/_sandbox` }
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
