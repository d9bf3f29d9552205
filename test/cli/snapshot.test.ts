// The command `snapshot`, as a user meets it.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'

async function start() {
  const sandbox = await startTestSandbox()
  const snapshot = (...args: string[]) =>
    runCommand(['snapshot', ...args], { variables: { KIRIM_CONTROL_URL: sandbox.app.controlUrl } })
  return { ...sandbox, snapshot }
}

it('saves by name, lists, and loads', async () => {
  const { snapshot, call } = await start()
  expect((await snapshot('list')).stderr).toContain('There is no snapshot yet')
  const saved = await snapshot('save', 'one')
  expect(saved).toMatchObject({ exitCode: 0, stdout: '' })
  expect(saved.stderr).toMatch(
    /^Saved one: .+ at 2026-01-01T00:00:00\.000Z, \d+ rows, \d+ bytes\.\n$/,
  )
  await call('POST', '/contacts', { phone_number: '+6281234567891' })

  expect((await snapshot('list')).stdout).toMatch(/^NAME .*\none /)
  const [listed] = JSON.parse((await snapshot('list', '--json')).stdout)
  expect(listed).toMatchObject({ name: 'one', redacted: false })
  expect((await snapshot('load', 'one')).exitCode).toBe(0)
  expect((await call('GET', '/contacts')).body.data).toEqual([])
})

it('saves to a file here, for its owner only, and loads it', async () => {
  const { app, call, snapshot } = await start()
  const file = join(newFolder(), 'shop.json')
  expect((await snapshot('save', '--redact', file)).exitCode).toBe(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).not.toContain(app.apiKey)

  const again = await snapshot('save', file)
  expect(again.exitCode).toBe(2)
  expect(again.stderr).toContain('--replace')
  expect((await snapshot('save', '--replace', file)).exitCode).toBe(0)

  await call('POST', '/contacts', { phone_number: '+6281234567891' })
  expect((await snapshot('load', file)).exitCode).toBe(0)
  expect((await call('GET', '/contacts')).body.data).toEqual([])
})

it('says what is wrong, and exits accordingly', async () => {
  const { snapshot } = await start()
  const file = join(newFolder(), 'bad.json')
  const missing = await snapshot('load', file)
  expect([missing.exitCode, missing.stderr]).toEqual([
    2,
    expect.stringContaining('could not be read'),
  ])
  writeFileSync(file, '{\n  "kind": kaput }')
  const broken = await snapshot('load', file)
  expect(broken.exitCode).toBe(2)
  expect(broken.stderr).toMatch(/not valid JSON: line 2, column \d+/)
  writeFileSync(file, '{"kind":"other"}')
  const other = await snapshot('load', file)
  expect(other.exitCode).toBe(1)
  expect(other.stderr).toContain('it is no snapshot')
  const unknown = await snapshot('load', 'nothing-of-the-name')
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    1,
    expect.stringContaining('There is no snapshot'),
  ])
  const noFolder = await snapshot('save', join(file, 'x', 'y.json'))
  expect(noFolder.exitCode).toBe(2)
  expect(existsSync(join(file, 'x'))).toBe(false)
})
