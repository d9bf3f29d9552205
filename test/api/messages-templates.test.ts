// POST /messages with a template: what is refused at once, and what fails when its time comes.
import { describe, expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addAccount, addTemplate } from './rows.ts'
import { BUSINESS, dataOf, expectRefusal, NEVER_READS } from './stories.ts'

const body = (...texts: string[]) => ({
  type: 'body',
  parameters: texts.map((text) => ({ type: 'text', text })),
})
const link = (text: string) => ({
  type: 'button',
  sub_type: 'url',
  index: 0,
  parameters: [{ type: 'text', text }],
})

function send(kirim: TestSandbox, template: object, more: object = {}) {
  return kirim.call('POST', '/messages', { to: NEVER_READS, type: 'template', template, ...more })
}

/** What becomes of a template that is accepted: its last status, or the code it fails with. */
async function fateOf(kirim: TestSandbox, template: object): Promise<unknown> {
  const { id, status } = dataOf(await send(kirim, template))
  expect(status).toBe('pending')
  await kirim.settle()
  const message = dataOf(await kirim.call('GET', `/messages/${id}`))
  if (message.error === undefined) return message.status
  return [message.error.code, message.error.provider_code]
}

describe('a template that cannot be sent', () => {
  it('is refused when no account has its name', async () => {
    const kirim = await startTestSandbox()
    const reply = await send(kirim, { name: 'nobody_knows', language: 'id' })
    expectRefusal(reply, 400, 'invalid_template_name', 'template.name')
  })

  it('is refused when its name is spelled another way', async () => {
    const kirim = await startTestSandbox()
    const reply = await send(kirim, { name: 'Hello_World', language: 'en_US' })
    expectRefusal(reply, 400, 'invalid_template_name', 'template.name')
  })

  it('is refused in a language that it does not have', async () => {
    const kirim = await startTestSandbox()
    for (const language of ['id', 'en', 'EN_US']) {
      const reply = await send(kirim, { name: 'hello_world', language })
      expectRefusal(reply, 400, 'invalid_template_name', 'template.language')
    }
  })

  it.each([
    ['pending', 'feedback_survey'],
    ['rejected', 'flash_sale_alert'],
  ])('is refused while it is %s', async (_status, name) => {
    const kirim = await startTestSandbox()
    const reply = await send(kirim, { name, language: 'id', components: [body('a')] })
    expectRefusal(reply, 400, 'invalid_template_name', 'template.name')
  })

  it('is refused when only another number has it', async () => {
    const kirim = await startTestSandbox()
    const second = addAccount(kirim, '+6281100000002')
    addTemplate(kirim, 'only_there', { accountId: second.id })
    const template = { name: 'only_there', language: 'id' }
    const here = await send(kirim, template, { from: BUSINESS })
    expectRefusal(here, 400, 'invalid_template_name', 'template.name')
    expect(dataOf(await send(kirim, template, { from: '+6281100000002' })).status).toBe('pending')
  })
})

describe('a template that fails later', () => {
  it('is paused or disabled', async () => {
    const kirim = await startTestSandbox()
    const paused = { name: 'loyalty_points', language: 'id', components: [body('a', 'b')] }
    expect(await fateOf(kirim, paused)).toStrictEqual(['template_paused', 132015])
    const disabled = { name: 'monthly_newsletter', language: 'id', components: [body('a')] }
    expect(await fateOf(kirim, disabled)).toStrictEqual(['template_disabled', 132016])
  })

  it.each([
    ['too few parameters', [body('a', 'b'), link('c')]],
    ['too many parameters', [body('a', 'b', 'c', 'd'), link('e')]],
    ['no parameters', undefined],
  ])('has %s', async (_what, components) => {
    const kirim = await startTestSandbox()
    const template = { name: 'order_confirmation', language: 'id', components }
    expect(await fateOf(kirim, template)).toStrictEqual(['template_param_count_mismatch', 132000])
  })

  it('has a header of another kind, under the number of the documentation', async () => {
    const kirim = await startTestSandbox()
    const header = { type: 'header', parameters: [{ type: 'text', text: 'a' }] }
    const components = [header, body('a', 'b')]
    const template = { name: 'invoice_document', language: 'id', components }
    expect(await fateOf(kirim, template)).toStrictEqual(['template_param_format_mismatch', 132001])
  })

  it('names media that cannot be fetched', async () => {
    const kirim = await startTestSandbox()
    const image = { link: 'https://cdn.example/status/404' }
    const header = { type: 'header', parameters: [{ type: 'image', image }] }
    const template = { name: 'weekend_promo', language: 'id', components: [header, body('a')] }
    expect(await fateOf(kirim, template)).toStrictEqual(['media_download_failed', 131053])
  })
})

describe('a template that fits', () => {
  it('is delivered, in each of its languages', async () => {
    const kirim = await startTestSandbox()
    for (const language of ['id', 'en_US']) {
      const components = [body('Siti', 'INV-1', 'Rp5.000'), link('INV-1')]
      const template = { name: 'order_confirmation', language, components }
      expect(await fateOf(kirim, template)).toBe('delivered')
    }
  })

  it('takes a code twice, in the body and on the button', async () => {
    const kirim = await startTestSandbox()
    const components = [body('482913'), link('482913')]
    const template = { name: 'otp_login', language: 'id', components }
    expect(await fateOf(kirim, template)).toBe('delivered')
  })

  it('takes parameters by name', async () => {
    const kirim = await startTestSandbox()
    const values = { name: 'Dewi', bill_number: 'T-1', amount: 'Rp1', due_date: 'today' }
    const parameters = Object.entries(values).map(([parameter_name, text]) => ({
      type: 'text',
      parameter_name,
      text,
    }))
    const template = {
      name: 'payment_reminder',
      language: 'en_US',
      components: [{ type: 'body', parameters }],
    }
    expect(await fateOf(kirim, template)).toBe('delivered')
  })
})
