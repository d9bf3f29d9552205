// The command `story`: the page of what happened, as it is printed.
import { expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'

it('prints the page that the control API gives, or the JSON', async () => {
  const { app, call } = await startTestSandbox()
  await call('GET', '/me')
  const page = await (await fetch(`${app.controlUrl}/story?format=markdown`)).text()
  const printed = await runCommand(['story', '--url', app.url])
  expect(printed).toEqual({ exitCode: 0, stdout: page, stderr: '' })
  const { stdout } = await runCommand(['story', '--json', '--after', '1', '--url', app.url])
  expect(JSON.parse(stdout)).toMatchObject({ after: 1, happened: [] })
})

it('refuses a number that is none', async () => {
  const { exitCode, stderr } = await runCommand(['story', '--after', 'x'])
  expect(stderr).toContain('Expected the number of an entry, such as 120.')
  expect(exitCode).toBe(2)
})
