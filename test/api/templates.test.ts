// The tag Templates: the list that is synced from Meta, and one by its name.
import { describe, expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addAccount, addTemplate } from './rows.ts'
import { BUSINESS_SHOWN, dataOf, expectRefusal } from './stories.ts'

async function namesOf(kirim: TestSandbox, query: string): Promise<string[]> {
  const data = dataOf(await kirim.call('GET', `/templates?limit=100&${query}`))
  return data.map((row: { name: string; language: string }) => `${row.name} ${row.language}`)
}

describe('GET /templates', () => {
  it('shows the approved ones unless told otherwise', async () => {
    const kirim = await startTestSandbox()
    const data = dataOf(await kirim.call('GET', '/templates?limit=100'))
    expect(new Set(data.map((row: { status: string }) => row.status))).toEqual(
      new Set(['approved']),
    )
    expect(data).toHaveLength(15)
    expect(await namesOf(kirim, 'status=approved')).toStrictEqual(await namesOf(kirim, ''))
  })

  it("folds Meta's statuses into the three words of the API", async () => {
    const kirim = await startTestSandbox()
    expect(await namesOf(kirim, 'status=pending')).toStrictEqual([
      'loyalty_points id',
      'feedback_survey id',
    ])
    expect(await namesOf(kirim, 'status=rejected')).toStrictEqual([
      'monthly_newsletter id',
      'flash_sale_alert id',
    ])
    expect(await namesOf(kirim, 'status=all')).toHaveLength(19)
  })

  it('keeps those of one language', async () => {
    const kirim = await startTestSandbox()
    expect(await namesOf(kirim, 'language=en_US&status=all')).toStrictEqual([
      'otp_login en_US',
      'appointment_reminder en_US',
      'product_video en_US',
      'payment_reminder en_US',
      'order_confirmation en_US',
      'hello_world en_US',
    ])
    expect(await namesOf(kirim, 'language=fr')).toStrictEqual([])
  })

  it('shows the newest first', async () => {
    const kirim = await startTestSandbox()
    addTemplate(kirim, 'brand_new')
    expect((await namesOf(kirim, ''))[0]).toBe('brand_new id')
    expect((await namesOf(kirim, '')).at(-1)).toBe('hello_world en_US')
  })

  it('shows the same name once for each account that has it', async () => {
    const kirim = await startTestSandbox()
    const second = addAccount(kirim, '+6281100000002')
    addTemplate(kirim, 'hello_world', { language: 'en_US', accountId: second.id })
    const data = dataOf(await kirim.call('GET', '/templates?limit=100&language=en_US'))
    const phones = data
      .filter((row: { name: string }) => row.name === 'hello_world')
      .map((row: { whatsapp_account: unknown }) => row.whatsapp_account)
    expect(phones).toStrictEqual([
      { phone_number: '+62 811-0000-0002' },
      { phone_number: BUSINESS_SHOWN },
    ])
  })

  it.each([
    ['status=APPROVED', 'status'],
    ['status=paused', 'status'],
    ['language=i', 'language'],
    [`language=${'i'.repeat(16)}`, 'language'],
  ])('refuses %s', async (query, param) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `/templates?${query}`)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })
})

describe('GET /templates/{name}', () => {
  it('shows a template whole', async () => {
    const kirim = await startTestSandbox()
    const template = dataOf(await kirim.call('GET', '/templates/shipping_update'))
    const text = 'Halo {{1}}, paket Anda dikirim dengan {{2}} dan diperkirakan tiba {{3}}.'
    expect(template).toStrictEqual({
      id: expect.stringMatching(/^tmpl_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'template',
      name: 'shipping_update',
      language: 'id',
      status: 'approved',
      content: text,
      variables: ['1', '2', '3'],
      components: expect.arrayContaining([
        expect.objectContaining({ type: 'BODY', text }),
        expect.objectContaining({ type: 'HEADER', format: 'TEXT' }),
        expect.objectContaining({ type: 'BUTTONS' }),
      ]),
      whatsapp_account: { phone_number: BUSINESS_SHOWN },
      provider_template_id: expect.stringMatching(/^[1-9]\d{15}$/),
      created_at: '2025-12-02T00:00:00.000Z',
      updated_at: '2025-12-02T00:00:00.000Z',
    })
  })

  it('shows the names of named placeholders', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', '/templates/payment_reminder?language=en_US')
    const { variables } = dataOf(reply)
    expect(variables).toStrictEqual(['name', 'bill_number', 'amount', 'due_date'])
  })

  it('shows the language that is asked for', async () => {
    const kirim = await startTestSandbox()
    for (const language of ['id', 'en_US']) {
      const reply = await kirim.call('GET', `/templates/otp_login?language=${language}`)
      expect(dataOf(reply).language).toBe(language)
    }
  })

  it('shows the approved one that was updated last when no language is asked for', async () => {
    const kirim = await startTestSandbox()
    const { now } = kirim.world
    addTemplate(kirim, 'greeting', { language: 'id', updatedAt: now - 1 })
    addTemplate(kirim, 'greeting', { language: 'en_US', updatedAt: now - 2 })
    addTemplate(kirim, 'greeting', { language: 'fr', metaStatus: 'REJECTED' })
    expect(dataOf(await kirim.call('GET', '/templates/greeting')).language).toBe('id')
  })

  it('shows one that is not approved when there is no other', async () => {
    const kirim = await startTestSandbox()
    expect(dataOf(await kirim.call('GET', '/templates/feedback_survey')).status).toBe('pending')
  })

  it('does not know an unknown name, nor a known one in another language', async () => {
    const kirim = await startTestSandbox()
    const unknown = await kirim.call('GET', '/templates/nobody_knows')
    expectRefusal(unknown, 404, 'resource_not_found')
    const foreign = await kirim.call('GET', '/templates/hello_world?language=id')
    expectRefusal(foreign, 404, 'resource_not_found')
  })

  it('reads names of 512 characters, of any script, and refuses longer ones', async () => {
    const kirim = await startTestSandbox()
    for (const name of ['a'.repeat(512), 'é'.repeat(512), '😀'.repeat(512), 'a/b', 'a b', '%']) {
      addTemplate(kirim, name)
      const reply = await kirim.call('GET', `/templates/${encodeURIComponent(name)}`)
      expect(dataOf(reply).name).toBe(name)
    }
    const long = await kirim.call('GET', `/templates/${'a'.repeat(513)}`)
    expectRefusal(long, 400, 'invalid_field_value', 'name')
  })

  it('refuses a language that is too short', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', '/templates/hello_world?language=x')
    expectRefusal(reply, 400, 'invalid_field_value', 'language')
  })
})
