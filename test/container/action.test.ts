// The GitHub Action, whose steps are run as a runner would: by bash, with its files and variables.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { ROOT } from '../house/sources.ts'
import { endWithTest } from '../support/ending.ts'
import { newFolder } from '../support/folder.ts'

type Step = {
  readonly id?: string
  readonly if?: string
  readonly shell: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}

type Action = {
  readonly inputs?: Readonly<Record<string, { readonly default: string }>>
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STEP_SUMMARY']

/** Commands that start cold, on a machine that is busy. */
const RUN_MAX_MS = 120_000

const hasBash = spawnSync('bash', ['--version']).status === 0
const SECRET = 'whsec_kirimsandboxkirimsandboxkirimsandboxkirimsa'

describe.skipIf(!hasBash)('the action', () => {
  it(
    'starts a sandbox, runs the command against it, sums it up and stops it',
    async () => {
      const job = newJob()
      const run = `curl -s "$KIRIM_BASE_URL/me" -H "Authorization: Bearer $KIRIM_API_KEY" > "$RUNNER_TEMP/me.json"
curl -s "$KIRIM_BASE_URL/nothing" -H "Authorization: Bearer $KIRIM_API_KEY" > /dev/null`
      const flags = '--seed 7 --webhook http://127.0.0.1:9/hook'
      await job.play('action.yml', { run, flags })
      expect(job.outputs('action.yml')).toEqual({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
        'control-url': expect.stringMatching(/\/_sandbox$/),
        key: 'kdv_test_kirimsandboxkirimsandbox',
        secret: SECRET,
        inbox: expect.stringMatching(/\/_sandbox\/inbox\/actions$/),
      })
      expect(job.read('me.json')).toContain('"object":"organization"')
      const summary = job.read('GITHUB_STEP_SUMMARY')
      expect(summary).toContain('# The story of Kirim Sandbox')
      expect(summary).toContain('GET /v1/me → 200')
      expect(summary).toMatch(/## Coverage of the contract\n\n```\n[^`]*GET +\/me/)
      expect(await job.isStopped()).toBe(true)
    },
    RUN_MAX_MS,
  )

  it(
    'leaves the sandbox to later steps, which the second action sums up',
    async () => {
      const job = newJob()
      await job.play('action.yml', {})
      expect(await job.isStopped()).toBe(false)
      await job.play('action/summary/action.yml', {})
      expect(job.read('GITHUB_STEP_SUMMARY')).toContain('0 calls')
      expect(await job.isStopped()).toBe(true)
    },
    RUN_MAX_MS,
  )

  it(
    'says why a sandbox does not start',
    async () => {
      const job = newJob()
      await expect(job.play('action.yml', { flags: '--seed many' })).rejects.toThrow(
        /::error::The sandbox did not start: .*--seed/,
      )
    },
    RUN_MAX_MS,
  )
})

/** A job of a runner: its files, and the environment that its steps hand on. */
function newJob() {
  const folder = newFolder()
  for (const name of FILES) writeFileSync(join(folder, name), '')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const pairs = (name: string) =>
    Object.fromEntries(
      read(name)
        .split('\n')
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ) as Record<string, string>
  const environment = (path: string): Record<string, string> => ({
    PATH: process.env.PATH ?? '',
    HOME: folder,
    RUNNER_TEMP: folder,
    ...Object.fromEntries(FILES.map((name) => [name, join(folder, name)])),
    GITHUB_ACTION_PATH: join(ROOT, path, '..'),
    // The sources that are tested, where a job has the package.
    KIRIM_ACTION_COMMAND: `${process.execPath} ${join(ROOT, 'bin', 'kirim-sandbox.js')}`,
    ...pairs('GITHUB_ENV'),
  })
  const pid = () => Number(pairs('GITHUB_ENV').KIRIM_ACTION_PID)
  endWithTest(async () => {
    if (pid() > 0 && isAlive(pid())) process.kill(pid(), 'SIGKILL')
  })
  return {
    read,
    outputs: (path: string) => {
      const made = pairs('GITHUB_OUTPUT')
      const named = Object.entries(actionOf(path).outputs ?? {})
      return Object.fromEntries(
        named.map(([name, { value }]) => [name, made[/outputs\.([\w-]+)/.exec(value)?.[1] ?? '']]),
      )
    },
    play: async (path: string, inputs: Readonly<Record<string, string>>) => {
      const { runs, inputs: known = {} } = actionOf(path)
      expect(runs.using).toBe('composite')
      const given = (name: string) => inputs[name] ?? known[name]?.default ?? ''
      for (const step of runs.steps) {
        if (!isDue(step.if, given)) continue
        const filled = (text: string) =>
          text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => given(name))
        const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text)])
        const env = { ...environment(path), ...Object.fromEntries(own) }
        await runStep(filled(step.run), env, folder)
      }
    },
    isStopped: async () => {
      for (let look = 0; look < 200 && isAlive(pid()); look++) await once(spawn('true'), 'exit')
      return !isAlive(pid())
    },
  }
}

function actionOf(path: string): Action {
  return parse(readFileSync(join(ROOT, path), 'utf8')) as Action
}

/** The conditions that these actions have: whether inputs were given. */
function isDue(condition: string | undefined, given: (name: string) => string): boolean {
  const asked = [...(condition ?? '').matchAll(/inputs\.([\w-]+) != ''/g)]
  return asked.every(([, name = '']) => given(name) !== '')
}

/** As a runner does: `bash --noprofile --norc -eo pipefail`. */
async function runStep(script: string, env: Record<string, string>, cwd: string) {
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script]
  const child = spawn('bash', args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (text) => (printed += text))
  child.stderr.on('data', (text) => (printed += text))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`A step ended with ${code}:\n${printed}`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
