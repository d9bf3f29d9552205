// Labels on contacts and conversations: attached and detached one at a time, and in bulk.
import { describe, expect, it } from 'vitest'

import { count } from '../../src/domain/world/tables.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addAccount, addTeam, teamOf } from './rows.ts'
import { customerWrites, dataOf, expectRefusal, unknownId } from './stories.ts'

/** A customer's contact and conversation, a label of their team, and one of another team. */
async function story() {
  const kirim = await startTestSandbox()
  const { contact_id, conversation_id } = await customerWrites(kirim)
  const own = teamOf(kirim.world)
  const sales = addTeam(kirim, 'Sales')
  const make = async (name: string, team_id: string): Promise<string> =>
    dataOf(await kirim.call('POST', '/labels', { name, team_id })).id
  const label = await make('VIP', own)
  const foreign = await make('Lead', sales.id)
  return { kirim, contact_id, conversation_id, label, foreign, sales }
}

function attachmentsOf({ world }: TestSandbox): [contacts: number, conversations: number] {
  return [count(world.contactLabels), count(world.conversationLabels)]
}

describe.each(['contact', 'conversation'] as const)('a label on a %s', (kind) => {
  const prefix = kind === 'contact' ? 'ctc' : 'cnv'
  const one = kind === 'contact' ? [1, 0] : [0, 1]
  const ownerOf = (ids: { contact_id: string; conversation_id: string }) => ids[`${kind}_id`]

  it('is attached, once, however often it is asked for', async () => {
    const { kirim, label, ...ids } = await story()
    const id = ownerOf(ids)
    for (let n = 0; n < 2; n++) {
      const reply = await kirim.call('POST', `/${kind}s/${id}/labels`, { label_id: label })
      expect(dataOf(reply)).toStrictEqual({
        [`${kind}_id`]: id,
        label_id: label,
        attached: true,
      })
    }
    expect(attachmentsOf(kirim)).toStrictEqual(one)
  })

  it('is detached, and detaching what is not attached is well too', async () => {
    const { kirim, label, ...ids } = await story()
    const id = ownerOf(ids)
    await kirim.call('POST', `/${kind}s/${id}/labels`, { label_id: label })
    for (let n = 0; n < 2; n++) {
      const reply = await kirim.call('DELETE', `/${kind}s/${id}/labels/${label}`)
      expect(dataOf(reply)).toStrictEqual({
        [`${kind}_id`]: id,
        label_id: label,
        attached: false,
      })
      expect(attachmentsOf(kirim)).toStrictEqual([0, 0])
    }
  })

  it('must be of the same team', async () => {
    const { kirim, foreign, ...ids } = await story()
    const path = `/${kind}s/${ownerOf(ids)}/labels`
    const reply = await kirim.call('POST', path, { label_id: foreign })
    expectRefusal(reply, 400, 'invalid_field_value', 'label_id')
    expect(attachmentsOf(kirim)).toStrictEqual([0, 0])
  })

  it('must be known, and what it goes on too', async () => {
    const { kirim, label, ...ids } = await story()
    const here = `/${kind}s/${ownerOf(ids)}/labels`
    const nowhere = `/${kind}s/${unknownId(prefix)}/labels`
    const nobody = unknownId('lbl')
    const replies = [
      await kirim.call('POST', here, { label_id: nobody }),
      await kirim.call('POST', nowhere, { label_id: label }),
      await kirim.call('DELETE', `${here}/${nobody}`),
      await kirim.call('DELETE', `${nowhere}/${label}`),
    ]
    for (const reply of replies) expectRefusal(reply, 404, 'resource_not_found')
  })

  it('has an id of its own shape, and so has what it goes on', async () => {
    const { kirim, label, ...ids } = await story()
    const here = `/${kind}s/${ownerOf(ids)}/labels`
    const missing = await kirim.call('POST', here, {})
    expectRefusal(missing, 400, 'missing_required_field', 'label_id')
    const wrong = await kirim.call('POST', here, { label_id: unknownId('ctc') })
    expectRefusal(wrong, 400, 'invalid_field_value', 'label_id')
    const owner = await kirim.call('POST', `/${kind}s/x/labels`, { label_id: label })
    expectRefusal(owner, 400, 'invalid_field_value', 'id')
    const inPath = await kirim.call('DELETE', `${here}/lbl_1`)
    expectRefusal(inPath, 400, 'invalid_field_value', 'label_id')
  })
})

describe('POST /contacts/bulk_label', () => {
  const PATH = '/contacts/bulk_label'

  /** Three contacts of the label's team, and one of another team's number. */
  async function crowd() {
    const { kirim, label, foreign, sales } = await story()
    const account = addAccount(kirim, '+6281100000002', { teamId: sales.id })
    const create = async (n: number, from: string): Promise<string> => {
      const wish = { phone_number: `+628120000000${n}`, from }
      return dataOf(await kirim.call('POST', '/contacts', wish)).id
    }
    const own = [await create(1, '+6281100000001'), await create(2, '+6281100000001')]
    const other = await create(3, `+${account.phone}`)
    return { kirim, label, foreign, own, other }
  }

  it('attaches to those it may and counts those it passed over', async () => {
    const { kirim, label, own, other } = await crowd()
    const contact_ids = [...own, other, unknownId('ctc')]
    const wish = { contact_ids, label_id: label, operation: 'attach' }
    const counts = { applied: 2, skipped_cross_org: 1, skipped_team_mismatch: 1 }
    expect(dataOf(await kirim.call('POST', PATH, wish))).toStrictEqual(counts)
    const { world } = kirim
    const attached = contact_ids.map((id) => count(world.contactLabels, 'byOwner', id))
    expect(attached).toStrictEqual([1, 1, 0, 0])
    // What is attached already counts as applied: it is as it was wished.
    expect(dataOf(await kirim.call('POST', PATH, wish))).toStrictEqual(counts)
    expect(count(world.contactLabels)).toBe(2)
  })

  it('detaches in the same way', async () => {
    const { kirim, label, own, other } = await crowd()
    const contact_ids = [...own, other]
    const wish = { contact_ids: [own[0]], label_id: label, operation: 'attach' }
    await kirim.call('POST', PATH, wish)
    const detach = { contact_ids, label_id: label, operation: 'detach' }
    expect(dataOf(await kirim.call('POST', PATH, detach))).toStrictEqual({
      applied: 2,
      skipped_cross_org: 0,
      skipped_team_mismatch: 1,
    })
    expect(count(kirim.world.contactLabels)).toBe(0)
  })

  it('counts a contact once, however often it is named', async () => {
    const { kirim, label, own, other } = await crowd()
    const contact_ids = [own[0], other, own[0], other, unknownId('ctc'), unknownId('ctc')]
    const wish = { contact_ids, label_id: label, operation: 'attach' }
    expect(dataOf(await kirim.call('POST', PATH, wish))).toStrictEqual({
      applied: 1,
      skipped_cross_org: 1,
      skipped_team_mismatch: 1,
    })
  })

  it('takes a thousand ids and not one more', async () => {
    const { kirim, label } = await crowd()
    const ids = (many: number) =>
      Array.from({ length: many }, (_, n) => `ctc_${String(n).padStart(26, '0')}`)
    const wish = { label_id: label, operation: 'attach' }
    const full = await kirim.call('POST', PATH, { ...wish, contact_ids: ids(1_000) })
    expect(dataOf(full)).toMatchObject({ applied: 0, skipped_cross_org: 1_000 })
    const more = await kirim.call('POST', PATH, { ...wish, contact_ids: ids(1_001) })
    expectRefusal(more, 400, 'invalid_field_value', 'contact_ids')
  })

  it('does not know a label that nobody made', async () => {
    const { kirim, own } = await crowd()
    const wish = { contact_ids: own, label_id: unknownId('lbl'), operation: 'attach' }
    expectRefusal(await kirim.call('POST', PATH, wish), 404, 'resource_not_found')
  })

  it.each([
    ['missing_required_field', 'contact_ids', { contact_ids: undefined }],
    ['missing_required_field', 'label_id', { label_id: undefined }],
    ['missing_required_field', 'operation', { operation: undefined }],
    ['invalid_field_value', 'contact_ids', { contact_ids: [] }],
    ['invalid_field_value', 'contact_ids', { contact_ids: unknownId('ctc') }],
    ['invalid_field_value', 'contact_ids.1', { contact_ids: [unknownId('ctc'), 'ctc_1'] }],
    ['invalid_field_value', 'label_id', { label_id: 'lbl_1' }],
    ['invalid_field_value', 'operation', { operation: 'toggle' }],
  ])('says %s of %s in %j', async (code, param, change) => {
    const kirim = await startTestSandbox()
    const wish = {
      contact_ids: [unknownId('ctc')],
      label_id: unknownId('lbl'),
      operation: 'attach',
    }
    expectRefusal(await kirim.call('POST', PATH, { ...wish, ...change }), 400, code, param)
  })
})
