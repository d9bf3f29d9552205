// The command `logs`: what happened, filtered, with what was sent and answered, and what comes.
import { expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'
import { launch } from './running.ts'

const BODY = { to: '+628000000003', type: 'text', text: { body: 'Halo!' } }

it('prints what happened, oldest first, and only what is wanted', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.call('GET', '/contacts')
  await sandbox.call('POST', '/messages', BODY)
  const url = ['--url', sandbox.app.url]
  const all = await runCommand(['logs', ...url])
  expect(all).toMatchObject({ exitCode: 0, stderr: '' })
  expect(all.stdout).toMatch(/GET +\/v1\/contacts .*\n.*POST +\/v1\/messages /)
  const posts = await runCommand(['logs', ...url, '--method', 'post', '--path', 'messages'])
  expect(posts.stdout).not.toContain('contacts')
  expect(posts.stdout).toContain('/v1/messages')
  expect((await runCommand(['logs', ...url, '--status', '4xx'])).stdout).toBe('')
})

it('shows bodies and headers, the call as a command, and all of it as JSON', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.call('POST', '/messages', BODY)
  const url = ['--url', sandbox.app.url]
  const shown = await runCommand(['logs', ...url, '--bodies', '--curl'])
  expect(shown.stdout).toContain(`> ${JSON.stringify(BODY)}`)
  expect(shown.stdout).toContain('> authorization: Bearer ***')
  expect(shown.stdout).toMatch(/^< \{"data":\{"id":"msg_/m)
  expect(shown.stdout).toContain(`curl -X POST '${sandbox.app.url}/messages'`)
  const { stdout } = await runCommand(['logs', ...url, '--bodies', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'request',
    exchange: { request: { body: JSON.stringify(BODY) } },
  })
})

it('goes on with what happens, by the same filters', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.call('GET', '/me')
  const flags = ['--follow', '--json', '--path', '/me', '--url', sandbox.app.url]
  const logs = launch(['logs', ...flags])
  await logs.until(({ stdout }) => stdout.includes('\n'))
  await sandbox.call('GET', '/contacts')
  await sandbox.call('GET', '/me?again=1')
  await logs.until(({ stdout }) => stdout.includes('again'))
  expect(logs.stdout()).not.toContain('contacts')
})

it.each([
  [['--status', '9'], '--status must be an HTTP status such as 404 or 4xx, or the status of'],
  [['--limit', 'many'], '--limit must be an integer from 0 to 1000; got "many".'],
  [['--kind', 'reqest'], '--kind must be one of request'],
])('refuses %j', async (args, words) => {
  const { exitCode, stderr } = await runCommand(['logs', ...args])
  expect(stderr).toContain(words)
  expect(exitCode).toBe(2)
})
