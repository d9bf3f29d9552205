// Waiting for webhooks at the built-in receiver, and reading from the error why none came.
import { describe, expect, it } from 'vitest'

import {
  type KirimSandbox,
  KirimWaitError,
  startSandbox,
  verifySignature,
} from '../../src/index.ts'
import { startReceiver } from '../support/receiver.ts'

const CUSTOMER = '+6281234567890'

async function reasonOf(wait: Promise<unknown>): Promise<string> {
  const error = await wait.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(KirimWaitError)
  return (error as KirimWaitError).message
}

function customerWrites(sandbox: KirimSandbox) {
  return sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
}

/** Waits for what does not come. */
function inVain(sandbox: KirimSandbox): Promise<string> {
  return reasonOf(sandbox.waitFor.webhook({ event: 'message.received' }, { timeout: 150 }))
}

it('finds a webhook with its body, its bytes and its signature', async () => {
  await using sandbox = await startSandbox()
  const { initial_secret: secret } = await sandbox.inbox.subscribe(['message.received'])
  const { message_id } = await customerWrites(sandbox)
  const webhook = await sandbox.waitFor.webhook({ event: 'message.received' })
  expect(webhook).toMatchObject({
    inbox: 'default',
    messageId: message_id,
    attempt: 1,
    answer: 200,
  })
  expect(webhook.body.entry[0]?.changes[0]?.value.messages[0]?.from).toBe(CUSTOMER.slice(1))
  const header = webhook.headers['x-kirim-signature'] as string
  const { signature } = webhook
  expect(signature.valid).toBe(true)
  const now = signature.valid ? signature.t : 0
  const check = { header, body: webhook.rawBody, secrets: [secret], now }
  expect(verifySignature(check).valid).toBe(true)
})

it('lets time pass until the status that is meant has come', async () => {
  await using sandbox = await startSandbox({ settings: { readProbability: 1 } })
  await customerWrites(sandbox)
  await sandbox.inbox.subscribe(['message.status'])
  const body = { to: CUSTOMER, type: 'text', text: { body: 'x' } } as const
  const { data } = await sandbox.call('POST /messages', { body })
  const filter = { event: 'message.status', message: data.id } as const
  const read = await sandbox.waitFor.webhook({ ...filter, status: 'read' })
  const sent = await sandbox.waitFor.webhook({
    ...filter,
    match: ({ status }) => status === 'sent',
  })
  expect([sent.number, read.number]).toEqual([1, 3])
})

it('hears what the program under test brings about while it waits', async () => {
  await using sandbox = await startSandbox()
  await sandbox.inbox.subscribe()
  const waiting = sandbox.waitFor.webhook({ event: 'contact.created' })
  await sandbox.call('POST /contacts', { body: { phone_number: CUSTOMER, name: 'Budi' } })
  expect((await waiting).body.data.contact.name).toBe('Budi')
})

it('looks behind the webhook that it was told', async () => {
  await using sandbox = await startSandbox()
  await sandbox.inbox.subscribe(['message.received'])
  await customerWrites(sandbox)
  const first = await sandbox.waitFor.webhook({ event: 'message.received' })
  await customerWrites(sandbox)
  const second = await sandbox.waitFor.webhook({ event: 'message.received', after: first.number })
  expect(second.messageId).not.toBe(first.messageId)
})

it('keeps inboxes apart', async () => {
  await using sandbox = await startSandbox({ timeout: 20 })
  const orders = sandbox.inbox.named('orders')
  await orders.subscribe(['message.received'])
  await customerWrites(sandbox)
  expect((await sandbox.waitFor.webhook({ inbox: 'orders' })).inbox).toBe('orders')
  expect(orders.webhooks).toHaveLength(1)
  expect(sandbox.inbox.webhooks).toEqual([])
  expect(await reasonOf(sandbox.waitFor.webhook({ inbox: 'default' }))).toContain(
    'nothing has arrived at the inbox default',
  )
  expect(orders.clear()).toBe(1)
  expect(orders.webhooks).toEqual([])
})

it('answers as it is told', async () => {
  await using sandbox = await startSandbox()
  await sandbox.inbox.subscribe(['message.received'], { answers: [503, 200] })
  await customerWrites(sandbox)
  const second = await sandbox.waitFor.webhook({ match: ({ attempt }) => attempt === 2 })
  expect(sandbox.inbox.webhooks.map(({ answer }) => answer)).toEqual([503, 200])
  expect(second.rawBody).toBe(sandbox.inbox.webhooks[0]?.rawBody)
})

describe('a webhook that never comes tells why', () => {
  it('because nobody has subscribed', async () => {
    await using sandbox = await startSandbox()
    await customerWrites(sandbox)
    const reason = await inVain(sandbox)
    expect(reason).toMatch(
      /^Waited 150 ms for a message\.received webhook at an inbox: timed out\./,
    )
    expect(reason).toContain('nothing has arrived at any inbox')
    expect(reason).toContain('there is no subscription')
    expect(reason).toContain(`text  ${CUSTOMER}  Halo`)
  })

  it('because only other events were asked for', async () => {
    await using sandbox = await startSandbox()
    await sandbox.inbox.subscribe(['message.status', 'contact.created'])
    await customerWrites(sandbox)
    const reason = await inVain(sandbox)
    expect(reason).toContain('1 webhook arrived at any inbox: contact.created × 1')
    expect(reason).toContain('asks for message.received, only for message.status, contact.created')
  })

  it('because the subscription is paused', async () => {
    await using sandbox = await startSandbox()
    const { id } = await sandbox.inbox.subscribe(['message.received'])
    await sandbox.call('PATCH /webhook_subscriptions/{id}', {
      params: { id },
      body: { status: 'paused' },
    })
    await customerWrites(sandbox)
    expect(await inVain(sandbox)).toContain(`${id} at ${sandbox.inbox.url} is paused`)
  })

  it('because its receiver fails', async () => {
    await using sandbox = await startSandbox()
    const { url } = await startReceiver(...Array.from({ length: 8 }, () => 500))
    const body = { url, events: ['message.received' as const] }
    await sandbox.call('POST /webhook_subscriptions', { body })
    await customerWrites(sandbox)
    await sandbox.settle()
    const reason = await inVain(sandbox)
    expect(reason).toMatch(new RegExp(`is dead; attempt 8 at ${url}: HTTP 500`))
  })

  it('because it went to a receiver that is no inbox', async () => {
    await using sandbox = await startSandbox()
    const { url } = await startReceiver()
    const body = { url, events: ['message.received' as const] }
    await sandbox.call('POST /webhook_subscriptions', { body })
    await customerWrites(sandbox)
    expect(await inVain(sandbox)).toContain(`what went to ${url} arrived, but that is no inbox`)
  })

  it('because a fault holds it back', async () => {
    await using sandbox = await startSandbox()
    await sandbox.inbox.subscribe(['message.received'])
    await sandbox.do.armFault({ fault: 'hold' })
    await customerWrites(sandbox)
    const reason = await inVain(sandbox)
    expect(reason).toContain('is held back by a fault until that is disarmed')
    expect(reason).toMatch(/the fault delivery\.hold \(flt_\w+\) is armed and has struck once/)
  })

  it('because those that came do not match', async () => {
    await using sandbox = await startSandbox()
    await sandbox.inbox.subscribe(['message.received'])
    await customerWrites(sandbox)
    const wait = sandbox.waitFor.webhook({ match: () => false }, { timeout: 50 })
    expect(await reasonOf(wait)).toMatch(/default 1: message\.received .*did not fit/)
  })

  it('or names the event that was meant', async () => {
    await using sandbox = await startSandbox()
    const wait = () => sandbox.waitFor.webhook({ event: 'message.recieved' as 'message.received' })
    expect(wait).toThrow('Did you mean message.received?')
  })
})
