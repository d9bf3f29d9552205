// Taps of customers: on a template's quick reply and on a list, with the message that they answer.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../../src/contract/validators.ts'
import { startWithReceiver } from '../../engine/webhooks.ts'
import { see } from '../../http/control-reading.ts'
import type { TestSandbox } from '../../support/sandbox.ts'

const CUSTOMER = '+6281234567890'
const BUSINESS = '6281100000001'

const TEMPLATE = {
  to: CUSTOMER,
  type: 'template',
  template: {
    name: 'weekend_promo',
    language: 'id',
    components: [
      {
        type: 'header',
        parameters: [{ type: 'image', image: { link: 'https://cdn.example/batik.jpg' } }],
      },
      { type: 'body', parameters: [{ type: 'text', text: 'Siti' }] },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: 0,
        parameters: [{ type: 'payload', payload: 'PROMO_YES' }],
      },
    ],
  },
}

const LIST = {
  to: CUSTOMER,
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'Pilih ukuran' },
    action: {
      button: 'Ukuran',
      sections: [
        {
          rows: [
            { id: 'size-m', title: 'Ukuran M', description: 'Lebar dada 50 cm' },
            { id: 'size-l', title: 'Ukuran L' },
          ],
        },
      ],
    },
  },
}

/** Sends a message; its wamid. */
async function sent(sandbox: TestSandbox, message: object): Promise<string> {
  const { status, body } = await sandbox.call('POST', '/messages', message)
  expect([status, body.error]).toEqual([200, undefined])
  return (await see(sandbox, `/messages/${body.data.id}`)).wamid
}

async function startShop() {
  const story = await startWithReceiver()
  await story.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
  await story.settle()
  /** What the receiver hears of one tap. */
  const tap = async (wish: object) => {
    const { status, body } = await story.act('customer-writes', { from: CUSTOMER, ...wish })
    expect([status, body.error]).toEqual([200, undefined])
    await story.settle()
    const heard = story.receiver.received.filter(
      ({ headers }) => headers['x-kirim-event'] === 'message.received',
    )
    const json = heard.at(-1)?.json
    expect(checkWebhookBody('message.received', json)).toBeNull()
    return json.entry[0].changes[0].value.messages[0]
  }
  return { ...story, tap }
}

describe('a tap on a quick reply of a template', () => {
  it('answers the template, with the payload that was sent for the button', async () => {
    const shop = await startShop()
    const wamid = await sent(shop, TEMPLATE)
    expect(await shop.tap({ button: 'Mau dong' })).toMatchObject({
      type: 'button',
      button: { text: 'Mau dong', payload: 'PROMO_YES' },
      context: { from: BUSINESS, id: wamid },
    })
  })

  it('has the label as its payload where none was sent', async () => {
    const shop = await startShop()
    const wamid = await sent(shop, TEMPLATE)
    expect(await shop.tap({ button: { text: 'Berhenti promo' } })).toMatchObject({
      button: { text: 'Berhenti promo', payload: 'Berhenti promo' },
      context: { from: BUSINESS, id: wamid },
    })
  })

  it('answers the newest template, or the one that is named', async () => {
    const shop = await startShop()
    const older = await sent(shop, TEMPLATE)
    const newer = await sent(shop, TEMPLATE)
    await sent(shop, { to: CUSTOMER, type: 'text', text: { body: 'Halo' } })
    expect((await shop.tap({ button: 'Mau dong' })).context.id).toBe(newer)
    const named = { button: 'Mau dong', context: { message_id: older } }
    expect((await shop.tap(named)).context).toEqual({ from: BUSINESS, id: older })
  })
})

describe('a choice from a list', () => {
  it('answers the list, with the title and description of the row', async () => {
    const shop = await startShop()
    const wamid = await sent(shop, LIST)
    expect(await shop.tap({ interactive: { list_reply: { id: 'size-m' } } })).toMatchObject({
      type: 'interactive',
      interactive: {
        type: 'list_reply',
        list_reply: { id: 'size-m', title: 'Ukuran M', description: 'Lebar dada 50 cm' },
      },
      context: { from: BUSINESS, id: wamid },
    })
  })

  it('of a row without a description has none', async () => {
    const shop = await startShop()
    await sent(shop, LIST)
    const { interactive } = await shop.tap({ interactive: { list_reply: { id: 'size-l' } } })
    expect(interactive.list_reply).toEqual({ id: 'size-l', title: 'Ukuran L' })
  })
})

describe('an answer that quotes', () => {
  it('our message by its msg_ id carries its wamid', async () => {
    const shop = await startShop()
    const text = { to: CUSTOMER, type: 'text', text: { body: 'Ada, Kak.' } }
    const { body } = await shop.call('POST', '/messages', text)
    const { wamid } = await see(shop, `/messages/${body.data.id}`)
    const heard = await shop.tap({ text: 'Sip', context: { message_id: body.data.id } })
    expect(heard.context).toEqual({ from: BUSINESS, id: wamid })
  })

  it('a reaction names its message inside, and has no context', async () => {
    const shop = await startShop()
    const wamid = await sent(shop, { to: CUSTOMER, type: 'text', text: { body: 'Ada, Kak.' } })
    const heard = await shop.tap({ reaction: '👍' })
    expect(heard.reaction).toEqual({ message_id: wamid, emoji: '👍' })
    expect(heard).not.toHaveProperty('context')
  })
})
