// GET /messages/{id}/media: the way to the file of a message.
import { describe, expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  customerWrites,
  dataOf,
  expectRefusal,
  NEVER_READS,
  REQUEST_ID,
  sendText,
  unknownId,
} from './stories.ts'

const url = 'https://media.example/a'

function mediaOf(kirim: TestSandbox, id: string, headers?: Record<string, string>) {
  return kirim.call('GET', `/messages/${id}/media`, undefined, headers)
}

describe('GET /messages/{id}/media', () => {
  it.each(['image', 'document', 'video', 'audio'])(
    'leads to the address that was sent with a message of type %s',
    async (type) => {
      const kirim = await startTestSandbox()
      const wish = { to: NEVER_READS, type, [type]: { url } }
      const { id } = dataOf(await kirim.call('POST', '/messages', wish))
      const reply = await mediaOf(kirim, id)
      expect({ status: reply.status, body: reply.body }).toStrictEqual({
        status: 302,
        body: undefined,
      })
      expect(reply.headers.get('location')).toBe(url)
      expect(reply.headers.get('x-request-id')).toMatch(REQUEST_ID)
      expect(reply.headers.get('x-ratelimit-limit')).toBe('1000000')
    },
  )

  it.each(['image', 'document', 'video', 'audio', 'sticker'])(
    'finds a %s from a customer once it has been downloaded',
    async (type) => {
      const kirim = await startTestSandbox()
      const file = { text: undefined, [type]: { url } }
      const { message_id: id } = await customerWrites(kirim, file)
      expectRefusal(await mediaOf(kirim, id), 404, 'resource_not_found')
      const item = async () => dataOf(await kirim.call('GET', '/messages'))[0]
      expect(await item()).toMatchObject({ id, type, media_url: null })
      await kirim.settle()
      const reply = await mediaOf(kirim, id)
      expect(reply.status).toBe(302)
      expect(reply.headers.get('location')).toBe((await item()).media_url)
      expect((await item()).media_url).toMatch(/^https:\/\//)
    },
  )

  it.each([
    'https://media.example/фото.jpg',
    'https://media.example/é ñ.jpg?name=a b',
    'https://media.example/a\r\nX-Evil: 1',
    'https://media.example/a\u0000\u007f',
  ])('leads to %j as a URL is written in a header', async (strange) => {
    const kirim = await startTestSandbox()
    const file = { text: undefined, image: { url: strange } }
    const { message_id: id } = await customerWrites(kirim, file)
    await kirim.settle()
    const reply = await mediaOf(kirim, id)
    expect(reply.status).toBe(302)
    expect(reply.headers.get('location')).toBe(new URL(strange).href)
    expect(reply.headers.get('x-evil')).toBeNull()
  })

  it('does not know media of a text, or of no message', async () => {
    const kirim = await startTestSandbox()
    const { id } = await sendText(kirim)
    expectRefusal(await mediaOf(kirim, id), 404, 'resource_not_found')
    expectRefusal(await mediaOf(kirim, unknownId('msg')), 404, 'resource_not_found')
  })

  it('is closed to those without a key', async () => {
    const kirim = await startTestSandbox()
    const wish = { to: NEVER_READS, type: 'image', image: { url } }
    const { id } = dataOf(await kirim.call('POST', '/messages', wish))
    const reply = await mediaOf(kirim, id, { authorization: '' })
    expectRefusal(reply, 401, 'missing_api_key')
    expect(reply.headers.get('location')).toBeNull()
  })

  it('refuses what is no message id', async () => {
    const kirim = await startTestSandbox()
    expectRefusal(await mediaOf(kirim, 'msg_1'), 400, 'invalid_field_value', 'id')
  })
})
