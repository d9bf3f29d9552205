// Members of a body that the contract does not know: reported and ignored, or refused when that is asked for.
import { describe, expect, it } from 'vitest'

import { memberTreeOf, unknownMembers } from '../../src/contract/members.ts'
import { entriesAfter } from '../../src/domain/world/journal.ts'
import { formatEntry } from '../../src/wire/log-lines.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { CUSTOMER, dataOf, expectRefusal, READS_AT_ONCE } from './stories.ts'

const TEXT = { to: READS_AT_ONCE, type: 'text', text: { body: 'Halo' } }

/** What the last request's entry says was ignored. */
function ignoredIn({ world }: TestSandbox): readonly string[] | undefined {
  const entry = entriesAfter(world.journal, 0).findLast(({ kind }) => kind === 'request')
  return entry?.kind === 'request' ? entry.ignored : undefined
}

describe('a member that the contract does not know', () => {
  it('is reported with what it may have been meant to be, and the call goes through', async () => {
    const kirim = await startTestSandbox()
    const body = { ...TEXT, fron: '+6281100000001', text: { body: 'Halo', preview_url: true } }
    dataOf(await kirim.call('POST', '/messages', body))
    expect(ignoredIn(kirim)).toEqual([
      'text.preview_url is not a known field; expected one of the fields body.',
      'fron is not a known field; expected one of the fields from, to, type, text. Did you mean from?',
    ])
  })

  it('is found deep inside a body, by the branch that its type chooses', async () => {
    const kirim = await startTestSandbox()
    const interactive = {
      type: 'list',
      body: { text: 'Pilih' },
      action: {
        button: 'Buka',
        sections: [{ title: 'A', rows: [{ id: '1', title: 'Satu', desc: 'x' }] }],
      },
    }
    const body = { to: READS_AT_ONCE, type: 'interactive', interactive }
    dataOf(await kirim.call('POST', '/messages', body))
    expect(ignoredIn(kirim)).toEqual([
      expect.stringMatching(
        /^interactive\.action\.sections\.0\.rows\.0\.desc is not a known field/,
      ),
    ])
  })

  it('is reported beside the refusal that its misspelling leads to', async () => {
    const kirim = await startTestSandbox()
    const template = { nmae: 'order_shipped', language: 'id' }
    const reply = await kirim.call('POST', '/messages', {
      to: CUSTOMER,
      type: 'template',
      template,
    })
    expectRefusal(reply, 400, 'missing_required_field', 'template.name')
    expect(ignoredIn(kirim)?.[0]).toMatch(/^template\.nmae .* Did you mean name\?$/)
  })

  it('stands under its call in the lines of the log', async () => {
    const kirim = await startTestSandbox()
    await kirim.call('POST', '/labels', { name: 'VIP', colour: 'amber', color: 'amber' })
    const entry = entriesAfter(kirim.world.journal, 0).at(-1)
    if (entry === undefined) throw new Error('The journal is empty.')
    expect(formatEntry(entry, { color: false, level: 'normal' }).at(-1)?.trim()).toMatch(
      /^ignored: colour is not a known field; .* Did you mean color\?$/,
    )
  })

  it('is counted once for each that differs, with how often it came', async () => {
    const kirim = await startTestSandbox()
    for (const body of ['Halo', 'Apa kabar']) {
      await kirim.call('POST', '/messages', { ...TEXT, text: { body }, fron: 'x' })
    }
    const reply = await fetch(`${kirim.app.controlUrl}/coverage`)
    const { data } = (await reply.json()) as { data: { unknown_members: unknown } }
    expect(data.unknown_members).toEqual([
      { message: expect.stringMatching(/^POST \/messages: fron is not/), count: 2 },
    ])
  })

  it('shows no secret that was written as a name', async () => {
    const kirim = await startTestSandbox()
    await kirim.call('POST', '/labels', { name: 'VIP', color: 'amber', whsec_abcdefgh12345678: 1 })
    expect(ignoredIn(kirim)?.[0]).toContain('whsec_***')
  })

  it('is none where any member may stand, nor where all are known', async () => {
    const kirim = await startTestSandbox()
    const metadata = { anything: { at: ['all'] } }
    dataOf(await kirim.call('POST', '/contacts', { phone_number: CUSTOMER, metadata }))
    expect(ignoredIn(kirim)).toBeUndefined()
    dataOf(await kirim.call('POST', '/messages', TEXT))
    expect(ignoredIn(kirim)).toBeUndefined()
  })

  it('is not taken for known because every object has a member of its name', async () => {
    const kirim = await startTestSandbox()
    dataOf(await kirim.call('POST', '/messages', { ...TEXT, constructor: 1 }))
    expect(ignoredIn(kirim)?.[0]).toMatch(/^constructor is not a known field/)
  })
})

describe('under strict members', () => {
  it('a body with an unknown member is a 400 that names it, and nothing is sent', async () => {
    const kirim = await startTestSandbox({ strictMembers: true })
    const reply = await kirim.call('POST', '/messages', { ...TEXT, fron: 'x' })
    expectRefusal(reply, 400, 'invalid_field_value', 'fron')
    expect(reply.body.error.message).toContain('Did you mean from?')
    expect(dataOf(await kirim.call('GET', '/messages'))).toEqual([])
  })

  it('can be turned on and off while the sandbox runs', async () => {
    const kirim = await startTestSandbox()
    const body = { name: 'VIP', color: 'amber', nmae: 'x' }
    await kirim.act('change-settings', { settings: { strictMembers: true } })
    expectRefusal(await kirim.call('POST', '/labels', body), 400, 'invalid_field_value', 'nmae')
    await kirim.act('change-settings', { settings: { strictMembers: null } })
    dataOf(await kirim.call('POST', '/labels', body))
  })
})

describe('the tree of members', () => {
  it('takes what any branch takes where no member chooses one', () => {
    const tree = memberTreeOf({
      anyOf: [
        { type: 'object', properties: { id: {} } },
        { type: 'object', properties: { link: {} } },
      ],
    })
    expect(unknownMembers(tree, { id: 1, link: 2 })).toBeUndefined()
    expect(unknownMembers(tree, { url: 1 })).toMatchObject([{ name: 'url', known: ['id', 'link'] }])
  })

  it('stops after ten', () => {
    const tree = memberTreeOf({ type: 'object', properties: { a: {} } })
    const body = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`x${n}`, n]))
    expect(unknownMembers(tree, body)).toHaveLength(10)
  })
})
