// A world that the control API names is a file of the folder that was agreed on: never a device, never a file elsewhere.
import { expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'

it.each(['/dev/zero', '/etc/passwd', '../../../etc/passwd'])(
  'create-organization from %s is refused, and the sandbox goes on',
  async (world) => {
    const { act, call } = await startTestSandbox()
    const { status, body } = await act('create-organization', { world })
    expect([status, body.error.code]).toEqual([400, 'invalid_field_value'])
    expect(body.error.message).toMatch(/is not read: it is outside .*--world-dir/)
    expect((await call('GET', '/labels')).status).toBe(200)
  },
)

it('no file at all is read with --world-dir none', async () => {
  const { act } = await startTestSandbox({ worldFolder: null })
  const { body } = await act('create-organization', { world: './fixtures/worlds/default.json' })
  expect(body.error.message).toContain('takes only ready-made worlds by name')
  expect((await act('create-organization', { world: 'default' })).status).toBe(200)
})

it('a snapshot that names a world elsewhere is no way around it', async () => {
  const { act, app } = await startTestSandbox()
  Object.assign(app.organization.beginning, { world: '/dev/zero' })
  const { status, body } = await act('reset', {})
  expect([status, body.error.message]).toEqual([400, expect.stringContaining('is outside')])
})
