// The command `coverage`: what a running sandbox has seen, as a table, as JSON, as a page, or as a gate.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { note } from '../../src/engine/sandbox.ts'
import { abandonedUrl } from '../client/stranger.ts'
import { newFolder } from '../support/folder.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'

it('shows every operation with its statuses', async () => {
  const { app, call } = await startTestSandbox()
  await call('GET', '/me')
  const { exitCode, stdout, stderr } = await runCommand(['coverage', '--url', app.url])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toContain('Coverage  1 of 213 pairs of operation and status (0.4 %)')
  expect(stdout.match(/^(GET|POST|PATCH|DELETE) /gm)).toHaveLength(37)
  expect(stdout).toMatch(/^GET {4}\/me +1 +·/m)
  expect(stdout).toContain('(message.received)')
})

it('shows only what was called when that is asked for', async () => {
  const { app, call } = await startTestSandbox()
  await call('GET', '/me')
  const { stdout } = await runCommand(['coverage', '--used', '--url', app.url])
  expect(stdout.match(/^(GET|POST|PATCH|DELETE) /gm)).toHaveLength(1)
})

it('adds up all organisations, or shows one', async () => {
  const { app, call, act } = await startTestSandbox()
  const { body } = await act('create-organization', {})
  const key = body.data.api_key
  await call('GET', '/me')
  await call('GET', '/labels', undefined, { authorization: `Bearer ${key}` })
  const all = await runCommand(['coverage', '--json', '--url', app.url])
  const one = await runCommand(['coverage', '--json', '--url', app.url, '--api-key', key])
  expect(JSON.parse(all.stdout).seen).toBe(2)
  expect(JSON.parse(one.stdout).seen).toBe(1)
})

it('takes the key of the environment for no question about one organisation', async () => {
  const { app, call, act } = await startTestSandbox()
  const { body } = await act('create-organization', {})
  await call('GET', '/me')
  const variables = { KIRIM_API_KEY: body.data.api_key, KIRIM_CONTROL_URL: app.controlUrl }
  const { stdout } = await runCommand(['coverage', '--json'], { variables })
  expect(JSON.parse(stdout).seen).toBe(1)
})

it('writes a page beside it', async () => {
  const { app } = await startTestSandbox()
  const file = join(newFolder(), 'deep', 'coverage.html')
  const { exitCode } = await runCommand(['coverage', '--html', file, '--url', app.url])
  expect(exitCode).toBe(0)
  expect(readFileSync(file, 'utf8')).toContain('<title>Coverage 0 % · kirim-sandbox</title>')
})

it('is a gate', async () => {
  const { app, call } = await startTestSandbox()
  for (const path of ['/me', '/labels', '/contacts']) await call('GET', path)
  expect(await runCommand(['coverage', '--min', '1.4', '--url', app.url])).toMatchObject({
    exitCode: 0,
  })
  const { exitCode, stderr } = await runCommand(['coverage', '--min', '2%', '--url', app.url])
  expect(exitCode).toBe(3)
  expect(stderr).toBe(
    'The coverage is 1.4 %; 2 % was asked for: that takes 2 more of the 213 pairs.\n',
  )
})

it('always tells of a breach, and fails for it when asked to', async () => {
  const { app } = await startTestSandbox()
  note(app.organization, { kind: 'breach', message: 'Something is broken.\n    at line 5' })
  const told = await runCommand(['coverage', '--url', app.url])
  expect(told).toMatchObject({ exitCode: 0 })
  expect(told.stderr).toContain('BREACH  Something is broken.\n')
  const failed = await runCommand(['coverage', '--fail-on-breach', '--url', app.url])
  expect(failed).toMatchObject({ exitCode: 3 })
})

it('exits with 5 when there is no sandbox', async () => {
  const { exitCode, stdout } = await runCommand(['coverage', '--url', await abandonedUrl()])
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' })
})

it('has colours where they are wanted', async () => {
  const { app } = await startTestSandbox()
  const colored = await runCommand(['coverage', '--url', app.url], {
    variables: { FORCE_COLOR: '1', NO_COLOR: '' },
  })
  expect(colored.stdout).toContain('\u001B[')
  const plain = await runCommand(['coverage', '--url', app.url], {
    variables: { FORCE_COLOR: '', NO_COLOR: '1' },
  })
  expect(plain.stdout).not.toContain('\u001B[')
})
