// The commands of the pages work when they are pasted, and print what the pages say.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { startCli } from '../cli/running.ts'
import { ROOT } from '../house/sources.ts'
import { readPage, type Story, storiesOf } from './pages.ts'

/** Where the pages say that a sandbox is. */
const SHOWN_ORIGIN = 'http://127.0.0.1:3000'

const MARK = '@@@'

/** A story starts some twenty processes, one after the other. */
const STORY_MAX_MS = 120_000

const hasShell = ['bash', 'curl'].every((name) => spawnSync(name, ['--version']).status === 0)

const stories = [
  'docs/control-api.md',
  'docs/coverage.md',
  'docs/faults.md',
  'docs/time.md',
].flatMap((path) => {
  const page = readPage(path)
  return storiesOf(page).map((story, n) => ({ path, n: n + 1, text: page.text, story }))
})

it('finds the commands', () => {
  expect(stories.flatMap(({ story }) => story.steps).length).toBeGreaterThan(20)
})

it.skipIf(!hasShell).each(stories)(
  '$path, story $n',
  async ({ text, story }) => {
    const { ready } = await startCli(story.flags)
    const { outputs, stderr } = await paste(story, new URL(ready.url).origin)
    expect(stderr).not.toContain('kirim-sandbox:')
    for (const [n, { output }] of story.steps.entries()) {
      for (const line of output) expect(outputs[n]).toMatch(expressionOf(line))
    }
    const codes = outputs.join('').matchAll(/"error":\{"type":"\w+","code":"(\w+)"/g)
    for (const [, code] of codes) expect(text).toContain(code)
  },
  STORY_MAX_MS,
)

/** An ellipsis stands for anything on the same line. */
function expressionOf(line: string): RegExp {
  const pieces = line.split('…').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(pieces.join('.*'))
}

/** What each step of a story prints, one after the other in one shell. */
async function paste({ steps }: Story, origin: string) {
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
