// The business as tests and people sets it up: templates, numbers, people and teams.
import { describe, expect, it } from 'vitest'

import { startWithReceiver } from '../../engine/webhooks.ts'
import { READER, sendText } from '../../faults/arming.ts'
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts'

const SECOND_NUMBER = '+6281100000002'

async function sendTemplate(sandbox: TestSandbox, name: string, language: string) {
  const template = { name, language }
  const reply = await sandbox.call('POST', '/messages', { to: READER, type: 'template', template })
  await sandbox.settle()
  if (reply.status !== 200) return reply.body.error
  const { data } = (await sandbox.call('GET', `/messages/${reply.body.data.id}`)).body
  return { status: data.status, code: data.error?.code }
}

describe('set-template', () => {
  it('pauses one: messages fail with template_paused until it is approved again', async () => {
    const sandbox = await startTestSandbox()
    const named = { name: 'hello_world', language: 'en_US' }
    const set = (status: string) => sandbox.act('set-template', { ...named, status })
    const { body } = await set('PAUSED')
    expect(body.data).toMatchObject({ ...named, status: 'pending', meta_status: 'PAUSED' })
    expect(await sendTemplate(sandbox, 'hello_world', 'en_US')).toMatchObject({
      status: 'failed',
      code: 'template_paused',
    })
    await set('DISABLED')
    expect(await sendTemplate(sandbox, 'hello_world', 'en_US')).toMatchObject({
      code: 'template_disabled',
    })
    await set('APPROVED')
    expect(await sendTemplate(sandbox, 'hello_world', 'en_US')).toMatchObject({ status: 'read' })
  })

  it('rejects one: it is not sent at all, and the list shows it so', async () => {
    const sandbox = await startTestSandbox()
    const wish = { name: 'hello_world', language: 'en_US', status: 'REJECTED' }
    await sandbox.act('set-template', wish)
    expect(await sendTemplate(sandbox, 'hello_world', 'en_US')).toMatchObject({
      code: 'invalid_template_name',
    })
    const { data } = (await sandbox.call('GET', '/templates?status=rejected&limit=100')).body
    expect(data.map(({ name }: { name: string }) => name)).toContain('hello_world')
  })

  it('adds one from a body alone, which can be sent at once', async () => {
    const sandbox = await startTestSandbox()
    const wish = { name: 'terima_kasih', language: 'id', body: 'Terima kasih, {{1}}!' }
    const { body } = await sandbox.act('set-template', wish)
    expect(body.data).toMatchObject({
      object: 'template',
      status: 'approved',
      content: 'Terima kasih, {{1}}!',
      variables: ['1'],
    })
    expect((await sandbox.call('GET', '/templates/terima_kasih')).body.data.id).toBe(body.data.id)
    expect(await sendTemplate(sandbox, 'terima_kasih', 'id')).toMatchObject({
      code: 'template_param_count_mismatch',
    })
  })

  it('changes the words and keeps the id', async () => {
    const sandbox = await startTestSandbox()
    const before = (await sandbox.call('GET', '/templates/hello_world')).body.data
    const wish = { name: 'hello_world', language: 'en_US', body: 'Hi there' }
    const { body } = await sandbox.act('set-template', wish)
    expect(body.data).toMatchObject({ id: before.id, content: 'Hi there' })
  })

  it('refuses a new one without components, and says what it needs', async () => {
    const sandbox = await startTestSandbox()
    const { status, body } = await sandbox.act('set-template', { name: 'kosong', language: 'id' })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'missing_required_field', param: 'components' })
    expect(body.error.message).toMatch(/kosong.*components or body/)
    expect((await sandbox.call('GET', '/templates/kosong')).status).toBe(404)
  })

  it('refuses a number that is none of ours, and names those that are', async () => {
    const { act } = await startTestSandbox()
    const wish = { name: 'baru', language: 'id', body: 'Halo', account: '+6281199999999' }
    const { body } = await act('set-template', wish)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'account' })
    expect(body.error.message).toContain('+6281100000001')
  })

  it.each([
    [{ name: 'Hello World', language: 'id', body: 'A' }, 'name'],
    [{ name: 'baru', language: 'id', body: 'A', status: 'approved' }, 'status'],
    [{ name: 'baru', language: 'id', components: [] }, 'components'],
  ])('refuses %j', async (wish, param) => {
    const { act } = await startTestSandbox()
    const { body } = await act('set-template', wish)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param })
  })
})

describe('set-account', () => {
  it('adds a second number: from then on a message must say which', async () => {
    const sandbox = await startTestSandbox()
    const wish = { phone_number: SECOND_NUMBER, display_name: 'Toko Dua' }
    const { body } = await sandbox.act('set-account', wish)
    expect(body.data).toMatchObject({
      phone_number: '+62 811-0000-0002',
      display_name: 'Toko Dua',
      connected: true,
    })
    const refused = await sendText(sandbox)
    expect(refused.status).toBe(400)
    expect(refused.body.error).toMatchObject({ code: 'missing_required_field', param: 'from' })
    const text = { to: READER, type: 'text', text: { body: 'Halo' } }
    const sent = await sandbox.call('POST', '/messages', { ...text, from: SECOND_NUMBER })
    expect(sent.status).toBe(200)
    await sandbox.act('set-account', { phone_number: SECOND_NUMBER, connected: false })
    expect((await sendText(sandbox)).status).toBe(200)
  })

  it('gives a customer two conversations, one with each number', async () => {
    const story = await startWithReceiver()
    await story.act('set-account', { phone_number: SECOND_NUMBER })
    const write = (to?: string) =>
      story.act('customer-writes', { from: '+6281234567890', text: 'Permisi', to })
    const unsaid = await write()
    expect(unsaid.body.error).toMatchObject({ code: 'missing_required_field', param: 'to' })
    const first = await write('+6281100000001')
    const second = await write(SECOND_NUMBER)
    expect(second.body.data.conversation_id).not.toBe(first.body.data.conversation_id)
    await story.settle()
    const numbers = story.receiver.received.flatMap(
      ({ json }) => json.entry?.[0].changes[0].value.metadata.display_phone_number ?? [],
    )
    expect(numbers).toEqual(['6281100000001', '6281100000002'])
  })

  it('disconnects the only number: nothing can be sent until it is back', async () => {
    const sandbox = await startTestSandbox()
    const number = { phone_number: '+6281100000001' }
    await sandbox.act('set-account', { ...number, connected: false })
    const { status, body } = await sendText(sandbox)
    expect([status, body.error.code]).toEqual([422, 'whatsapp_number_not_verified'])
    const contact = await sandbox.call('POST', '/contacts', { phone_number: '+6281234567890' })
    expect(contact.status).toBe(422)
    await sandbox.act('set-account', number)
    expect((await sendText(sandbox)).status).toBe(200)
  })
})

describe('add-user', () => {
  it('adds somebody whom a conversation can be assigned to', async () => {
    const story = await startWithReceiver()
    const wish = { name: 'Dewi Lestari', email: 'dewi@toko.example' }
    const user = (await story.act('add-user', wish)).body.data
    const { data } = (await story.act('customer-writes', { from: '+6281234567890', text: 'A' }))
      .body
    const path = `/conversations/${data.conversation_id}`
    const { body } = await story.call('PATCH', path, { assigned_to: user.id })
    expect(body.data.assignee).toEqual({ id: user.id, ...wish })
    await story.settle()
    const assigned = story.receiver.received.find(
      ({ headers }) => headers['x-kirim-event'] === 'conversation.assigned',
    )
    expect(assigned?.json.data.assignee).toEqual({
      user_id: user.id,
      team_id: user.team_id,
      previous_user_id: null,
    })
  })

  it('refuses a team that there is not, and lists those that there are', async () => {
    const { act } = await startTestSandbox()
    const { body } = await act('add-user', { name: 'Dewi', team_id: 'team_none' })
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'team_id' })
    expect(body.error.message).toContain('Customer Service')
  })
})

describe('add-team', () => {
  it('makes labels name theirs', async () => {
    const { act, call } = await startTestSandbox()
    expect((await call('POST', '/labels', { name: 'Baru' })).status).toBe(200)
    const team = (await act('add-team', { name: 'Gudang' })).body.data
    const refused = await call('POST', '/labels', { name: 'Retur' })
    expect(refused.body.error).toMatchObject({ code: 'missing_required_field', param: 'team_id' })
    const label = await call('POST', '/labels', { name: 'Retur', team_id: team.id })
    expect(label.status).toBe(200)
    const user = await act('add-user', { name: 'Joko', team_id: team.id })
    expect(user.body.data.team_id).toBe(team.id)
  })
})
