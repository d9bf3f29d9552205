// Canaries for terminals: escape sequences wherever a text can come in, and none of them on any output.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { type Ended, launch, type Running, run } from '../cli/running.ts'
import { startStranger } from '../client/stranger.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'

/** Clears the screen, names the window, turns the line around, hides, and gives a CI system an order. */
const CANARY =
  'planted\u001B[2J\u001B]0;owned\u0007\u009B31m\u202Egnp\u200B\u2028x\n::error::owned\r\n  ::warning::x'
/** Of one line, for names of files and what the control API takes as a name. */
const NAME = 'planted\u001B[2J\u009B31m\u202Egnp\u200B'

const ESCAPES = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours are what is looked for.
const PAINT = /\u001B\[\d{1,2}m/g

/** Nothing of what came commands, and something was said. */
function expectHarmless({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): void {
  const all = stdout + stderr
  expect(all).not.toBe('')
  expect(all.replaceAll(PAINT, '')).not.toMatch(ESCAPES)
  expect(all).not.toMatch(/^\s*::/m)
}

/** And what is harmless of it can be read: the canary did come by. */
function expectTold(ended: Pick<Ended, 'stdout' | 'stderr'>): void {
  expectHarmless(ended)
  expect(ended.stdout + ended.stderr).toContain('planted')
}

/** A world file whose organisation has the canary as its name. */
function plantedWorld(): string {
  const world = JSON.parse(readFileSync(join(ROOT, 'fixtures/worlds/empty.json'), 'utf8'))
  world.organization.name = CANARY
  const path = join(newFolder(), 'world.json')
  writeFileSync(path, JSON.stringify(world))
  return path
}

async function startPlanted(args: readonly string[]): Promise<Running & { readonly url: string }> {
  const cwd = newFolder()
  const env = { FORCE_COLOR: '1' }
  const all = ['start', '--port', '0', '--clock', 'virtual', '--world', plantedWorld(), ...args]
  const running = launch(all, { cwd, env })
  const found = () => /http:\/\/[\d.:]+(?=\/v1)/.exec(running.stdout() + running.stderr())?.[0]
  await running.until(() => found() !== undefined)
  return { ...running, url: found() ?? '' }
}

describe('start', () => {
  it.each([
    ['lines for people', []],
    ['lines in full', ['--verbose']],
    ['JSON', ['--json']],
  ])('shows names, paths and what arrives without obeying them, as %s', async (_as, flags) => {
    const { url, kill, ended } = await startPlanted(['--data', `./${NAME}`, ...flags])
    const act = (name: string, input: unknown) =>
      fetch(`${url}/_sandbox/actions/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
    await act('customer-writes', { from: '+6281234567890', name: CANARY, text: CANARY })
    await fetch(`${url}/v1/${encodeURIComponent(CANARY)}`)
    await fetch(`${url}/v1/contacts`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer kdv_test_kirimsandboxkirimsandbox',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ [CANARY]: 1, phone_number: CANARY }),
    })
    await fetch(`${url}/v1/me`, { headers: { origin: 'http://planted.example\u009B2J' } })
    kill('SIGINT')
    expectTold(await ended)
  })

  it.each([
    ['--world', CANARY],
    ['--host', NAME],
    ['--clock', 'planted\u001B'],
    ['--allow-target', CANARY],
    ['--allow-host', CANARY],
    [`--${CANARY}`, 'x'],
  ])('refuses %j without obeying it', async (...flags) => {
    expectTold(await run(['start', '--memory', '--port', '0', ...flags]))
  })

  it('refuses a config file without obeying it', async () => {
    expectTold(await run(['start', '--memory'], { config: { [CANARY]: 1 } }))
    expectHarmless(await run(['start', '--memory'], { config: `{"planted": ${CANARY}` }))
  })
})

describe('snapshot', () => {
  it('saves, lists and loads what has a canary in its name', async () => {
    const { url } = await startPlanted([])
    const at = ['--url', `${url}/_sandbox`]
    const cwd = newFolder()
    for (const args of [
      ['save', 'one'],
      ['save', `./${NAME}.json`],
      ['load', `./${NAME}.json`],
      ['load', 'one'],
      ['list'],
      ['list', '--json'],
      ['load', `./nothing-${NAME}.json`],
    ]) {
      expectTold(await run(['snapshot', ...args, ...at], { cwd }))
    }
    expectHarmless(await run(['snapshot', 'load', CANARY, ...at], { cwd }))
  })
})

/** What is no sandbox, and answers everything with canaries. */
const strange = () =>
  startStranger((response, { url = '' }) => {
    const error = { type: CANARY, code: CANARY, message: CANARY, param: CANARY, request_id: CANARY }
    const data = { control_url: CANARY, version: CANARY, api_key: CANARY, snapshots: [] }
    const isFine = url.includes('status')
    response.writeHead(isFine ? 200 : 400, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isFine ? { data } : { error }))
  })

describe.each([
  ['do', 'reset'],
  ['do', 'customer-writes', '--from', '+6281234567890', '--text', 'x'],
  ['env'],
  ['env', '--json'],
  ['wait', '--message', 'msg_1', '--timeout', '1s'],
  ['coverage'],
  ['snapshot', 'list'],
  ['snapshot', 'load', 'one'],
])('%s %s %s', (...args) => {
  it('tells what a stranger answers without obeying it', async () => {
    expectHarmless(await run([...args, '--url', `${await strange()}/_sandbox`]))
  })
})

describe.each([
  [CANARY],
  ['do', CANARY],
  ['do', 'reset', CANARY],
  ['do', 'reset', '--json', `{"${NAME}": 1}`],
  ['do', 'advance-clock', '--by', CANARY],
  ['do', 'reset', '--url', CANARY],
  ['list', CANARY],
  ['env', '--shell', CANARY],
  ['run', CANARY],
  ['wait', '--timeout', CANARY],
  ['coverage', '--min', CANARY],
  ['exec', '--', NAME],
  ['exec', '--world', CANARY, '--', 'true'],
  ['init', CANARY],
  ['ui', CANARY],
])('%j %j %j %j', (...args) => {
  it('complains without obeying what it was given', async () => {
    expectHarmless(await run(args))
  })
})

describe('run', () => {
  const scenario = `
name: ${JSON.stringify(`${CANARY}`)}
steps:
  - customer-writes: { from: '+6281234567890', name: ${JSON.stringify(CANARY)}, text: ${JSON.stringify(CANARY)} }
    say: ${JSON.stringify(CANARY)}
  - call: { operation: GET /contacts }
    as: contacts
  - expect-reply: { of: contacts, status: 200, body: { ${JSON.stringify(CANARY)}: ${JSON.stringify(CANARY)} } }
    say: ${JSON.stringify(`::error::${CANARY}`)}
`

  it.each([
    ['as a report', []],
    ['as JSON', ['--json']],
  ])('reports a scenario that fails without obeying it, %s', async (_as, flags) => {
    const cwd = newFolder()
    mkdirSync(join(cwd, NAME))
    writeFileSync(join(cwd, NAME, `${NAME}.yaml`), scenario)
    for (const env of [{ FORCE_COLOR: '1' }, { NO_COLOR: '1' }]) {
      const ended = await run(['run', NAME, ...flags], { cwd, env })
      expect(ended.code).toBe(1)
      expectTold(ended)
    }
  })

  it('tells what is wrong with a file without obeying it', async () => {
    const cwd = newFolder()
    const step = JSON.stringify(CANARY)
    for (const text of [
      `name: x\nsteps:\n  - ${step}: {}\n`,
      `name: x\nsteps:\n  - call: { operation: ${step} }\n`,
      `name: x\nworld: ${step}\nsteps:\n  - call: { operation: GET /me }\n`,
      `name: x\n${step}: 1\nsteps: []\n`,
      `name: x\nsteps:\n  - { planted\u001B[2J\u202E: \u009B`,
    ]) {
      writeFileSync(join(cwd, 'x.yaml'), text)
      const ended = await run(['run', 'x.yaml'], { cwd })
      expect(ended.code).not.toBe(0)
      expectTold(ended)
    }
  })
})
