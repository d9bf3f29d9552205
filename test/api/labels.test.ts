// The tag Labels: the labels of all teams, their names and their colours.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addTeam, teamOf } from './rows.ts'
import { customerWrites, dataOf, expectRefusal, unknownId } from './stories.ts'

const COLORS = [
  ...['gray', 'red', 'orange', 'amber', 'yellow', 'lime', 'green'],
  ...['emerald', 'teal', 'sky', 'blue', 'violet', 'pink'],
]

function create(kirim: TestSandbox, wish: object) {
  return kirim.call('POST', '/labels', wish)
}

describe('POST /labels', () => {
  it('makes a gray label of the only team', async () => {
    const kirim = await startTestSandbox()
    expect(dataOf(await create(kirim, { name: 'VIP' }))).toStrictEqual({
      id: expect.stringMatching(/^lbl_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'label',
      name: 'VIP',
      color: 'gray',
      team_id: teamOf(kirim.world),
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    })
  })

  it('takes each of the thirteen colours', async () => {
    const kirim = await startTestSandbox()
    for (const color of COLORS) {
      expect(dataOf(await create(kirim, { name: color, color })).color).toBe(color)
    }
  })

  it('needs to be told the team when there are several', async () => {
    const kirim = await startTestSandbox()
    const sales = addTeam(kirim, 'Sales')
    const unnamed = await create(kirim, { name: 'VIP' })
    expectRefusal(unnamed, 400, 'missing_required_field', 'team_id')
    const named = dataOf(await create(kirim, { name: 'VIP', team_id: sales.id }))
    expect(named.team_id).toBe(sales.id)
    const unknown = await create(kirim, { name: 'VIP', team_id: 'nobody' })
    expectRefusal(unknown, 400, 'invalid_field_value', 'team_id')
  })

  it('refuses a name that the team has, in capitals or not, spaces around it or not', async () => {
    const kirim = await startTestSandbox()
    const sales = addTeam(kirim, 'Sales')
    const team_id = teamOf(kirim.world)
    dataOf(await create(kirim, { name: 'Pelanggan Baru', team_id }))
    for (const name of ['Pelanggan Baru', 'pelanggan baru', '  PELANGGAN BARU ']) {
      const reply = await create(kirim, { name, team_id })
      expectRefusal(reply, 400, 'invalid_field_value', 'name')
    }
    dataOf(await create(kirim, { name: 'Pelanggan', team_id }))
    dataOf(await create(kirim, { name: 'Pelanggan Baru', team_id: sales.id }))
  })

  it('lets names differ by their capitals when the setting says so', async () => {
    const kirim = await startTestSandbox()
    kirim.world.settings.labelNamesIgnoreCase = false
    dataOf(await create(kirim, { name: 'VIP' }))
    dataOf(await create(kirim, { name: 'vip' }))
    expectRefusal(await create(kirim, { name: 'VIP' }), 400, 'invalid_field_value', 'name')
  })

  it.each([
    ['missing_required_field', 'name', {}],
    ['invalid_field_value', 'name', { name: '' }],
    ['invalid_field_value', 'name', { name: 'a'.repeat(51) }],
    ['invalid_field_value', 'name', { name: null }],
    ['invalid_field_value', 'color', { name: 'VIP', color: 'black' }],
    ['invalid_field_value', 'color', { name: 'VIP', color: null }],
    ['invalid_field_value', 'team_id', { name: 'VIP', team_id: '' }],
    ['invalid_field_value', 'team_id', { name: 'VIP', team_id: 'a'.repeat(65) }],
  ])('says %s of %s in %j', async (code, param, wish) => {
    const kirim = await startTestSandbox()
    expectRefusal(await create(kirim, wish), 400, code, param)
  })
})

describe('GET /labels', () => {
  it('shows those of all teams, the newest first', async () => {
    const kirim = await startTestSandbox()
    const vip = dataOf(await create(kirim, { name: 'VIP' }))
    const sales = addTeam(kirim, 'Sales')
    const lead = dataOf(await create(kirim, { name: 'Lead', team_id: sales.id }))
    expect(dataOf(await kirim.call('GET', '/labels'))).toStrictEqual([lead, vip])
    expect(dataOf(await kirim.call('GET', `/labels/${vip.id}`))).toStrictEqual(vip)
  })
})

describe('PATCH /labels/{id}', () => {
  it('changes name and colour, and nothing else', async () => {
    const kirim = await startTestSandbox()
    const label = dataOf(await create(kirim, { name: 'VIP' }))
    const sales = addTeam(kirim, 'Sales')
    await kirim.advance(HOUR_MS)
    const change = { name: 'Emas', color: 'amber' }
    const wish = { ...change, team_id: sales.id }
    const after = dataOf(await kirim.call('PATCH', `/labels/${label.id}`, wish))
    expect(after).toStrictEqual({ ...label, ...change, updated_at: '2026-01-01T01:00:00.000Z' })
    const empty = dataOf(await kirim.call('PATCH', `/labels/${label.id}`, {}))
    expect(empty).toStrictEqual(after)
  })

  it('refuses the name of another label, and takes its own in other capitals', async () => {
    const kirim = await startTestSandbox()
    dataOf(await create(kirim, { name: 'VIP' }))
    const { id } = dataOf(await create(kirim, { name: 'Emas' }))
    const taken = await kirim.call('PATCH', `/labels/${id}`, { name: 'vip' })
    expectRefusal(taken, 400, 'invalid_field_value', 'name')
    const own = await kirim.call('PATCH', `/labels/${id}`, { name: 'EMAS' })
    expect(dataOf(own).name).toBe('EMAS')
    dataOf(await create(kirim, { name: 'Perak' }))
    const freed = await create(kirim, { name: 'emas' })
    expectRefusal(freed, 400, 'invalid_field_value', 'name')
  })

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'a'.repeat(51) }],
    ['color', { color: 'black' }],
  ])('refuses the value of %s in %j', async (param, patch) => {
    const kirim = await startTestSandbox()
    const { id } = dataOf(await create(kirim, { name: 'VIP' }))
    const reply = await kirim.call('PATCH', `/labels/${id}`, patch)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })
})

describe('DELETE /labels/{id}', () => {
  it('takes it off everything, and leaves contact and conversation', async () => {
    const kirim = await startTestSandbox()
    const { contact_id, conversation_id } = await customerWrites(kirim)
    const { id } = dataOf(await create(kirim, { name: 'VIP' }))
    for (const path of [`/contacts/${contact_id}`, `/conversations/${conversation_id}`]) {
      dataOf(await kirim.call('POST', `${path}/labels`, { label_id: id }))
    }
    expect(dataOf(await kirim.call('DELETE', `/labels/${id}`))).toStrictEqual({
      id,
      object: 'label',
      deleted: true,
    })
    expect(kirim.world.contactLabels.slots.size).toBe(0)
    expect(kirim.world.conversationLabels.slots.size).toBe(0)
    dataOf(await kirim.call('GET', `/contacts/${contact_id}`))
    dataOf(await kirim.call('GET', `/conversations/${conversation_id}`))
    expectRefusal(await kirim.call('DELETE', `/labels/${id}`), 404, 'resource_not_found')
    dataOf(await create(kirim, { name: 'VIP' }))
  })
})

describe('a label by its id', () => {
  it('is refused when it is no id, and not known when nobody has it', async () => {
    const kirim = await startTestSandbox()
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const wrong = await kirim.call(method, '/labels/lbl_1')
      expectRefusal(wrong, 400, 'invalid_field_value', 'id')
      const unknown = await kirim.call(method, `/labels/${unknownId('lbl')}`)
      expectRefusal(unknown, 404, 'resource_not_found')
    }
  })
})
