// The container image, as far as that goes without an engine: its files, its user, its environment, its commands.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { ROOT } from '../house/sources.ts'
import { endWithTest } from '../support/ending.ts'
import { newFolder } from '../support/folder.ts'

const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
const dockerfile = DockerfileParser.parse(text)
const compose = parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'))

const TOKEN = 'a-token-for-this-test-only'

/** Which of the system's users a container runs as. */
const NOBODY = 65_532

/** A process that starts cold, on a machine that is busy. */
const RUN_MAX_MS = 60_000

process.stderr.write('No container engine is asked: the steps of the image are run in a folder.\n')

it('has a Dockerfile in which a linter finds nothing', () => {
  expect(validate(text)).toEqual([])
})

it('copies what is there, and leaves behind what is built anew', () => {
  const copied = instructions('COPY')
    .filter((one) => !/^--from=/.test(one) && !one.startsWith('/'))
    .flatMap((one) => one.split(/\s+/).slice(0, -1))
  expect(copied).toContain('.')
  expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n')
  expect(ignored).toEqual(expect.arrayContaining(['node_modules', 'dist', '.git']))
})

it('runs as nobody in particular, who owns nothing but the data', () => {
  expect(instructions('USER')).toEqual([`${NOBODY}:${NOBODY}`])
  expect(text).toContain(`--chown=${NOBODY}:${NOBODY} /data /data`)
  expect(instructions('VOLUME')).toEqual(['/data'])
})

it('has a compose file that keeps to this machine, and gives a token', () => {
  const { ports, environment, volumes, build } = compose.services.kirim
  expect(ports).toEqual(['127.0.0.1:3000:3000'])
  expect(environment.KIRIM_SANDBOX_CONTROL_TOKEN).toMatch(/[^\s]{16,}/)
  expect(environment.KIRIM_SANDBOX_PUBLIC_URL).toBe('http://localhost:3000')
  expect([build, volumes]).toEqual(['.', ['kirim-data:/data']])
})

describe('its commands, in a folder', () => {
  it(
    'start a sandbox that keeps its data, is found healthy, and ends when it is told to',
    async () => {
      const { folder, user } = dataFolder()
      const { ready, child } = await start(folder, user)
      const url = new URL(ready.control_url)
      expect(statSync(join(folder, 'sandbox.json')).uid).toBe(user.uid ?? process.getuid?.())
      const health = commandOf('HEALTHCHECK')
      expect(health.length).toBeGreaterThan(2)
      const [program = '', ...args] = health
      const asked = spawnSync(program, args, {
        env: { ...environment(folder), KIRIM_CONTROL_URL: url.href },
        encoding: 'utf8',
        ...user,
      })
      expect([asked.status, asked.stderr]).toEqual([0, ''])
      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      expect(code).toBe(143)
    },
    RUN_MAX_MS,
  )

  it(
    'refuse to listen beyond this machine without a token',
    async () => {
      const { folder, user } = dataFolder()
      const { KIRIM_SANDBOX_CONTROL_TOKEN: _token, ...env } = environment(folder)
      const [program = '', ...args] = [...commandOf('ENTRYPOINT'), ...commandOf('CMD')]
      const { status, stderr } = spawnSync(program, args, { env, encoding: 'utf8', ...user })
      expect(status).toBe(2)
      expect(stderr).toContain('KIRIM_SANDBOX_CONTROL_TOKEN')
    },
    RUN_MAX_MS,
  )
})

/** What stands behind an instruction, each time it is there. */
function instructions(keyword: string): string[] {
  return dockerfile
    .getInstructions()
    .filter((one) => one.getKeyword() === keyword)
    .map((one) => one.getRawArgumentsContent() ?? '')
}

/** The command of an instruction, with the places of the image replaced by those of this machine. */
function commandOf(keyword: string): string[] {
  const json = /\[.*\]/s.exec(instructions(keyword).at(-1) ?? '')?.[0] ?? '[]'
  return (JSON.parse(json) as string[]).map((word) =>
    word.replace('/nodejs/bin/node', process.execPath).replace(/^\/app\b/, ROOT),
  )
}

/** What the image says, with a free port and a folder of this test. */
function environment(folder: string): Record<string, string> {
  const said = instructions('ENV').join(' ').replaceAll('\\\n', ' ')
  const pairs = [...said.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value])
  return {
    ...Object.fromEntries(pairs),
    KIRIM_SANDBOX_CONTROL_TOKEN: TOKEN,
    KIRIM_SANDBOX_DATA: folder,
    KIRIM_SANDBOX_PORT: '0',
  }
}

/** An empty /data, which belongs to the user of the image where this process may give it away. */
function dataFolder(): { folder: string; user: { uid?: number; gid?: number } } {
  const folder = newFolder()
  if (process.getuid?.() !== 0 || !isReadableByAll(join(ROOT, 'bin'))) return { folder, user: {} }
  chownSync(folder, NOBODY, NOBODY)
  for (
    let above = join(folder, '..');
    above !== '/tmp' && above !== '/';
    above = join(above, '..')
  ) {
    chmodSync(above, 0o711)
  }
  return { folder, user: { uid: NOBODY, gid: NOBODY } }
}

function isReadableByAll(path: string): boolean {
  for (let above = path; above !== '/'; above = join(above, '..')) {
    if ((statSync(above).mode & 0o005) !== 0o005) return false
  }
  accessSync(path, constants.R_OK)
  return true
}

async function start(folder: string, user: { uid?: number; gid?: number }) {
  const [program = '', ...args] = [...commandOf('ENTRYPOINT'), ...commandOf('CMD'), '--json']
  const child = spawn(program, args, { env: environment(folder), cwd: folder, ...user })
  endWithTest(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (printed += chunk))
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  const line = printed.split('\n')[0] ?? ''
  if (!line.startsWith('{')) throw new Error(`The sandbox did not start:\n${printed}`)
  return { child, ready: JSON.parse(line) as { control_url: string } }
}
