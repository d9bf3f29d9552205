// Faults of fates: what becomes of a message, as the API shows it and as a receiver hears it.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../src/contract/validators.ts'
import { HOUR, startWithReceiver } from '../engine/webhooks.ts'
import type { TestSandbox } from '../support/sandbox.ts'
import { arm, counts, READER, sendAccepted, statusesAt } from './arming.ts'

const NEVER_READS = '+628000000002'

async function statusOf({ call }: TestSandbox, id: string): Promise<string> {
  return (await call('GET', `/messages/${id}`)).body.data.status
}

/** Sends to a phone that reads everything, under one fault: what was shown and what was heard. */
async function struckBy(fault: object) {
  const story = await startWithReceiver()
  await arm(story, { ...fault, times: 1 })
  const id = await sendAccepted(story)
  await story.settle()
  const heard = statusesAt(story.receiver)
  for (const { json } of story.receiver.received) {
    expect(checkWebhookBody('message.status', json)).toBeNull()
  }
  return { ...story, id, heard, shown: await statusOf(story, id) }
}

it('without a fault: sent, delivered, read', async () => {
  const story = await startWithReceiver()
  const id = await sendAccepted(story)
  await story.settle()
  expect(statusesAt(story.receiver)).toEqual(['sent', 'delivered', 'read'])
  expect(await statusOf(story, id)).toBe('read')
})

describe('fate.fail', () => {
  it('fails as undeliverable when no code is said', async () => {
    const { call, id, heard, receiver } = await struckBy({ fault: 'fate.fail' })
    expect(heard).toEqual(['failed'])
    const { data } = (await call('GET', `/messages/${id}`)).body
    expect(data).toMatchObject({
      status: 'failed',
      error: { code: 'recipient_not_on_whatsapp' },
    })
    const [status] = receiver.received[0]?.json.entry[0].changes[0].value.statuses ?? []
    expect(status.errors[0].code).toBe(131026)
  })

  it.each([
    [131047, 'outside_24h_window', 131047],
    [132015, 'template_paused', 132015],
    [131053, 'media_download_failed', 131053],
    [131049, 'whatsapp_upstream_error', 131049],
    [190, 'whatsapp_upstream_error', 190],
  ])('with the Meta code %i fails as %s', async (metaCode, code, providerCode) => {
    const { call, id, receiver } = await struckBy({ fault: 'fate.fail', meta_code: metaCode })
    const { error } = (await call('GET', `/messages/${id}`)).body.data
    expect(error).toMatchObject({ code, provider_code: providerCode })
    const [status] = receiver.received[0]?.json.entry[0].changes[0].value.statuses ?? []
    expect(status.errors[0].code).toBe(metaCode)
  })
})

it('fate.delay moves every status, in world time', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'fate.delay', delay: '6h', times: 1 })
  const id = await sendAccepted(story)
  await story.advance(6 * HOUR)
  expect([await statusOf(story, id), statusesAt(story.receiver)]).toEqual(['pending', []])
  await story.advance(10_000)
  expect(await statusOf(story, id)).toBe('read')
  expect(statusesAt(story.receiver)).toEqual(['sent', 'delivered', 'read'])
})

describe('fate.skip', () => {
  it.each([
    ['sent', ['delivered', 'read'], 'read'],
    ['delivered', ['sent', 'read'], 'read'],
    ['read', ['sent', 'delivered'], 'delivered'],
    ['failed', ['sent', 'delivered', 'read'], 'read'],
  ])('of %s leaves the others', async (at, heard, shown) => {
    expect(await struckBy({ fault: 'fate.skip', at })).toMatchObject({ heard, shown })
  })

  it('of the only status leaves the message pending for ever', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'fate.skip', at: 'failed' })
    const id = await sendAccepted(story, '+62800000131026')
    await story.settle()
    expect([await statusOf(story, id), statusesAt(story.receiver)]).toEqual(['pending', []])
  })
})

describe('fate.stick', () => {
  it.each([
    ['sent', ['sent'], 'sent'],
    ['delivered', ['sent', 'delivered'], 'delivered'],
    ['read', ['sent', 'delivered', 'read'], 'read'],
  ])('at %s tells nothing more', async (at, heard, shown) => {
    expect(await struckBy({ fault: 'fate.stick', at })).toMatchObject({ heard, shown })
  })
})

it('fate.reorder tells the statuses backwards, and what is shown never goes back', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'fate.reorder', times: 1 })
  const id = await sendAccepted(story)
  const shown: string[] = []
  story.receiver.answers = Array.from({ length: 3 }, () => async (response) => {
    shown.push(await statusOf(story, id))
    response.writeHead(200).end()
  })
  expect(await statusOf(story, id)).toBe('pending')
  await story.settle()
  expect(statusesAt(story.receiver)).toEqual(['read', 'delivered', 'sent'])
  expect(shown).toEqual(['read', 'read', 'read'])
  expect(await statusOf(story, id)).toBe('read')
})

describe('fate.repeat', () => {
  it.each([
    [{}, 2],
    [{ copies: 3 }, 4],
  ])('with %j tells each status %i times', async (options, times) => {
    const { heard, shown } = await struckBy({ fault: 'fate.repeat', ...options })
    const each = (status: string) => Array.from({ length: times }, () => status)
    expect(heard).toEqual([...each('sent'), ...each('delivered'), ...each('read')])
    expect(shown).toBe('read')
  })
})

describe('what it matches', () => {
  it('the number, by its digits', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'fate.fail', match: { to: NEVER_READS } })
    const spared = await sendAccepted(story, READER)
    const struck = await sendAccepted(story, NEVER_READS)
    await story.settle()
    expect([await statusOf(story, spared), await statusOf(story, struck)]).toEqual([
      'read',
      'failed',
    ])
    expect(await counts(story)).toEqual([[1, 1, true]])
  })

  it('the type of the message', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'fate.fail', match: { type: 'image' } })
    const spared = await sendAccepted(story)
    const image = { to: READER, type: 'image', image: { url: 'https://cdn.example/a.jpg' } }
    const { body } = await story.call('POST', '/messages', image)
    await story.settle()
    expect(await statusOf(story, spared)).toBe('read')
    expect(await statusOf(story, body.data.id)).toBe('failed')
  })

  it('the template', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'fate.fail', meta_code: 131049, match: { template: 'hello_world' } })
    const shown: string[] = []
    for (const template of [
      { name: 'hello_world', language: 'en_US' },
      { name: 'salam_pembuka', language: 'id' },
    ]) {
      const { body } = await story.call('POST', '/messages', {
        to: READER,
        type: 'template',
        template,
      })
      await story.settle()
      shown.push(await statusOf(story, body.data.id))
    }
    expect(shown).toEqual(['failed', 'read'])
    expect(await counts(story)).toEqual([[1, 1, true]])
  })

  it('a message that was accepted before is not struck', async () => {
    const story = await startWithReceiver()
    const before = await sendAccepted(story)
    await arm(story, { fault: 'fate.fail' })
    const after = await sendAccepted(story)
    await story.settle()
    expect([await statusOf(story, before), await statusOf(story, after)]).toEqual([
      'read',
      'failed',
    ])
  })

  it('a request that is refused is seen by no fault of fates', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'fate.fail' })
    const unknown = { to: READER, type: 'template', template: { name: 'none', language: 'id' } }
    expect((await story.call('POST', '/messages', unknown)).status).toBe(400)
    expect(await counts(story)).toEqual([[0, 0, true]])
  })
})
