// The command `do`: what it sends, what it prints, and how it fails.
import { describe, expect, it } from 'vitest'

import { exampleOf } from '../../src/cli/do.ts'
import type { ActionName } from '../../src/contract/input-types.ts'
import { ACTION_INPUTS } from '../../src/control/actions/index.ts'
import { abandonedUrl } from '../client/stranger.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'

const FROM = ['--from', '+6281234567890']

/** A sandbox, and the command `do customer-writes` at it. */
async function startWriting() {
  const { app, world } = await startTestSandbox()
  const write = (args: readonly string[], stdin = '') =>
    runCommand(['do', 'customer-writes', '--url', app.url, ...args], { stdin })
  const contents = () => [...world.messages.slots.values()].map(({ row }) => row.content)
  return { app, write, contents }
}

describe('an action', () => {
  it('is done with what the flags say, and its data printed', async () => {
    const { write, contents } = await startWriting()
    const { exitCode, stdout, stderr } = await write([...FROM, '--text', 'Halo, masih buka?'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^\{\n {2}"message_id": "msg_/)
    expect(JSON.parse(stdout)).toMatchObject({ type: 'text' })
    expect(contents()).toEqual([{ text: { body: 'Halo, masih buka?' } }])
  })

  it('prints one line when it is told to', async () => {
    const { write } = await startWriting()
    const { stdout } = await write([...FROM, '--text', 'Halo', '--compact'])
    expect(stdout.split('\n')).toHaveLength(2)
  })

  it('takes parts of objects, and numbers below zero', async () => {
    const { write, contents } = await startWriting()
    const place = ['--location.latitude', '-6.2', '--location.longitude', '106.8']
    const { exitCode } = await write([...FROM, ...place, '--location.name', 'Monas'])
    expect(exitCode).toBe(0)
    expect(contents()).toMatchObject([
      { location: { latitude: -6.2, longitude: 106.8, name: 'Monas' } },
    ])
  })

  it('takes JSON, and lays flags over it', async () => {
    const { write, contents } = await startWriting()
    const json = JSON.stringify({ from: '+6281234567890', text: 'from JSON' })
    await write(['--json', json])
    await write(['--json', json, '--text', 'from a flag'])
    expect(contents()).toEqual([{ text: { body: 'from JSON' } }, { text: { body: 'from a flag' } }])
  })

  it('takes JSON from stdin', async () => {
    const { write, contents } = await startWriting()
    await write(['--json', '-'], '{"from":"+6281234567890","text":"piped"}\n')
    expect(contents()).toEqual([{ text: { body: 'piped' } }])
  })

  it('finds the sandbox and the key in the environment', async () => {
    const { app, world } = await startTestSandbox()
    const variables = { KIRIM_CONTROL_URL: app.controlUrl, KIRIM_API_KEY: app.apiKey }
    const args = ['do', 'customer-writes', ...FROM, '--text', 'Halo']
    expect(await runCommand(args, { variables })).toMatchObject({ exitCode: 0 })
    expect(world.messages.slots.size).toBe(1)
    const wrong = { ...variables, KIRIM_API_KEY: 'kdv_live_anotheranotheranothera' }
    expect(await runCommand(args, { variables: wrong })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('(invalid_api_key, 401)'),
    })
  })
})

describe('is refused before anything is sent', () => {
  it.each([
    ['without what is required', [], '--from is required'],
    [
      'with a wrong number',
      ['--from', '0812'],
      '--from must be a phone number in E.164 format (e.g. +628123456789); got "0812"',
    ],
    [
      'with an unknown flag',
      [...FROM, '--txt', 'a'],
      'There is no option --txt here. Did you mean --text?',
    ],
    ['with an unknown choice', [...FROM, '--type', 'txt'], 'Did you mean text?'],
    [
      'with a number that is none',
      [...FROM, '--location.latitude', 'x'],
      '--location.latitude must be a number from -90 to 90; got "x".',
    ],
    ['with broken JSON', ['--json', '{'], '--json is not valid JSON'],
    ['with JSON that is no object', ['--json', '[]'], '--json must hold a JSON object'],
    ['with a URL that is none', [...FROM, '--url', 'nowhere'], 'Expected an address such as'],
  ])('%s', async (_how, args, problem) => {
    const { exitCode, stdout, stderr } = await runCommand(['do', 'customer-writes', ...args])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(problem)
  })

  it('as an action that does not exist, naming the nearest and all', async () => {
    const { exitCode, stderr } = await runCommand(['do', 'customer-write'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Did you mean customer-writes?')
    for (const name of Object.keys(ACTION_INPUTS)) expect(stderr).toContain(name)
  })
})

describe('fails', () => {
  it('with 1 when the sandbox says no', async () => {
    const { write } = await startWriting()
    const { exitCode, stdout, stderr } = await write([...FROM, '--to', '+6289999999999'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(/^kirim-sandbox: .+ \(whatsapp_number_not_verified, \w+, 422\)\n$/)
  })

  it('with 5 when there is no sandbox', async () => {
    const url = await abandonedUrl()
    const { exitCode, stderr } = await runCommand(['do', 'reset', '--url', url])
    expect(exitCode).toBe(5)
    expect(stderr).toBe(
      `kirim-sandbox: No sandbox answers at ${url}: nothing listens there. ` +
        'Start one with `kirim-sandbox start`, or say with --url where it is.\n',
    )
  })
})

describe('help', () => {
  it('lists the actions', async () => {
    const { exitCode, stdout } = await runCommand(['do', '--help'])
    expect(exitCode).toBe(0)
    for (const name of Object.keys(ACTION_INPUTS)) expect(stdout).toContain(`  ${name} `)
  })

  it('shows the flags of an action with an example', async () => {
    const { stdout } = await runCommand(['do', 'set-message-status', '--help'])
    expect(stdout).toContain('--message-id <id>')
    expect(stdout).toContain('(required)')
    expect(stdout).toContain('KIRIM_CONTROL_URL')
    expect(stdout).toContain(
      `kirim-sandbox do set-message-status ${exampleOf('set-message-status')}`,
    )
  })

  it('has examples that pass the check', async () => {
    const url = await abandonedUrl()
    const runs = (Object.keys(ACTION_INPUTS) as ActionName[]).map(async (name) => {
      const words = [...exampleOf(name).matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, a, b]) => a ?? b ?? '',
      )
      const { exitCode, stderr } = await runCommand(['do', name, ...words, '--url', url])
      return { name, exitCode, stderr: exitCode === 5 ? '' : stderr }
    })
    const ends = await Promise.all(runs)
    expect(ends.filter(({ exitCode }) => exitCode !== 5)).toEqual([])
  })
})

it('help do and an action is the help of that action', async () => {
  const asked = await runCommand(['help', 'do', 'advance-clock'])
  const usual = await runCommand(['do', 'advance-clock', '--help'])
  expect(asked).toEqual(usual)
  expect(asked.stdout).toContain('--until')
})

it('takes an address as people write it', async () => {
  const { app } = await startTestSandbox()
  const { host } = new URL(app.url)
  const args = ['do', 'customer-reads', '--url', host, '--from', '+6281234567890']
  expect((await runCommand(args)).stderr).toContain('No contact with the number')
})
