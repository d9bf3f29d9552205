// The control actions and reads of snapshots, as a client meets them.
import { expect, it } from 'vitest'

import { startTestSandbox } from '../../support/sandbox.ts'

it('saves under a name, lists it, and loads it again', async () => {
  const { act, app, call } = await startTestSandbox()
  await call('POST', '/contacts', { phone_number: '+6281234567890' })
  const saved = await act('save-snapshot', { name: 'one' })
  const { rows } = saved.body.data
  expect(saved.body.data).toMatchObject({ name: 'one', clock: 'virtual', redacted: false })
  await call('POST', '/contacts', { phone_number: '+6281234567891' })

  const listed = await (await fetch(`${app.controlUrl}/snapshots`)).json()
  expect(listed).toEqual({ data: { snapshots: [saved.body.data] } })
  const loaded = await act('load-snapshot', { name: 'one' })

  expect(loaded.body.data).toMatchObject({ rows, organization_id: app.organization.world.id })
  const contacts = await call('GET', '/contacts')
  expect(contacts.body.data).toHaveLength(1)
})

it('finds a name of its own, and replaces only when told to', async () => {
  const { act } = await startTestSandbox()
  expect((await act('save-snapshot', {})).body.data.name).toBe('snapshot-1')
  expect((await act('save-snapshot', {})).body.data.name).toBe('snapshot-2')
  const refused = await act('save-snapshot', { name: 'snapshot-1' })
  expect(refused.status).toBe(409)
  expect(refused.body.error).toMatchObject({ code: 'snapshot_exists', param: 'name' })
  expect((await act('save-snapshot', { name: 'snapshot-1', replace: true })).status).toBe(200)
})

it.each(['../escape', 'a/b', '.hidden', 'a.json', '', 'x'.repeat(65), 'a b', 'a\u0000'])(
  'takes no name like %j',
  async (name) => {
    const { act } = await startTestSandbox()
    for (const action of ['save-snapshot', 'load-snapshot']) {
      const { status, body } = await act(action, { name })
      expect([status, body.error.code]).toEqual([400, 'invalid_field_value'])
    }
  },
)

it('says which snapshots there are when there is none of the name', async () => {
  const { act } = await startTestSandbox()
  expect((await act('load-snapshot', { name: 'none' })).body.error.message).toContain(
    'There is no snapshot none. There is none yet.',
  )
  await act('save-snapshot', { name: 'one' })
  const { status, body } = await act('load-snapshot', { name: 'none' })
  expect(status).toBe(404)
  expect(body.error.message).toContain('Snapshots: one.')
})

it('wants one of the two', async () => {
  const { act } = await startTestSandbox()
  expect((await act('load-snapshot', {})).body.error.code).toBe('missing_required_field')
  const both = await act('load-snapshot', { name: 'one', snapshot: {} })
  expect(both.body.error.code).toBe('invalid_field_value')
})

it('gives the text of now, which can be sent back, larger than any other body', async () => {
  const { act, app, call } = await startTestSandbox()
  const body = 'x'.repeat(4_000)
  for (let n = 0; n < 300; n++) {
    await call('POST', '/messages', { to: '+628000000001', type: 'text', text: { body } })
  }
  const response = await fetch(`${app.controlUrl}/snapshot`)
  const text = await response.text()
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(text.length).toBeGreaterThan(2 * 1024 * 1024)

  const loaded = await act('load-snapshot', `{"snapshot":${text}}`)

  expect(loaded.status).toBe(200)
  expect(await (await fetch(`${app.controlUrl}/snapshot`)).text()).toBe(text)
  const other = await act('save-snapshot', `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`)
  expect(other.body.error.message).toContain('larger than 1,048,576 bytes')
})

it('redacts on request only', async () => {
  const { app } = await startTestSandbox()
  const text = async (query: string) => (await fetch(`${app.controlUrl}/snapshot${query}`)).text()
  expect(await text('')).toContain(app.apiKey)
  expect(await text('?redact=false')).toContain(app.apiKey)
  expect(await text('?redact=true')).not.toContain(app.apiKey)
})

it('tells in the journal what was saved and loaded', async () => {
  const { act, app } = await startTestSandbox()
  await act('save-snapshot', { name: 'one' })
  await act('load-snapshot', { name: 'one' })
  const messages = await (await fetch(`${app.controlUrl}/journal`)).text()
  expect(messages).toContain('The snapshot one was saved.')
  expect(messages).toContain('The snapshot one was loaded.')
})

it('keeps the organisation of the key apart from the others', async () => {
  const { act, app } = await startTestSandbox()
  const second = await act('create-organization', { name: 'Second' })
  const headers = { authorization: `Bearer ${second.body.data.api_key}` }
  const { organization } = JSON.parse(
    await (await fetch(`${app.controlUrl}/snapshot`, { headers })).text(),
  )
  expect(organization).toMatchObject({ id: second.body.data.organization_id, name: 'Second' })
})
