// Built-in inboxes: they record whatever arrives, and forget the oldest.
import { describe, expect, it } from 'vitest'

import { INBOX_BYTES_MAX, INBOX_REQUESTS_MAX, INBOXES_MAX } from '../../src/engine/inboxes/inbox.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { ask, postInbox, rawRequest, see } from './control-reading.ts'

describe('records', () => {
  it.each(['POST', 'PUT', 'PATCH', 'OPTIONS', 'HEAD'])('a %s', async (method) => {
    const sandbox = await startTestSandbox()
    const response = await fetch(`${sandbox.app.controlUrl}/inbox/any?a=1`, { method })
    expect([response.status, await response.text()]).toEqual([200, ''])
    const { requests } = await see(sandbox, '/inboxes/any')
    expect(requests).toMatchObject([
      { number: 1, method, path: '/_sandbox/inbox/any?a=1', body: '', json: null },
    ])
  })

  it('a GET or a DELETE that carries a delivery', async () => {
    const sandbox = await startTestSandbox()
    for (const method of ['GET', 'DELETE']) {
      const headers = { 'x-kirim-delivery-id': 'wbd_somebody' }
      await fetch(`${sandbox.app.controlUrl}/inbox/any`, { method, headers })
    }
    const { requests } = await see(sandbox, '/inboxes/any')
    expect(requests).toMatchObject([
      { method: 'GET', delivery_id: 'wbd_somebody' },
      { method: 'DELETE', delivery_id: 'wbd_somebody' },
    ])
  })

  it.each([
    ['application/json', '{"a": [1, "é"]}', { a: [1, 'é'] }],
    ['application/json', '{"broken', null],
    ['text/plain', 'Halo', null],
    ['text/plain', '12', 12],
    ['application/x-www-form-urlencoded', 'a=1&b=2', null],
    ['application/xml', '<a/>', null],
    ['nonsense', 'x', null],
  ])('%s: %j', async (type, body, json) => {
    const sandbox = await startTestSandbox()
    await postInbox(sandbox, 'any', body, { 'content-type': type })
    const { requests } = await see(sandbox, '/inboxes/any')
    expect(requests).toMatchObject([
      { body, encoding: 'utf8', json, headers: { 'content-type': type } },
    ])
  })

  it('no value of a body that is nested too deep', async () => {
    const sandbox = await startTestSandbox()
    const body = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    await postInbox(sandbox, 'any', body)
    expect((await see(sandbox, '/inboxes/any')).requests).toMatchObject([{ body, json: null }])
  })

  it('bytes that are no text', async () => {
    const sandbox = await startTestSandbox()
    const body = new Uint8Array([0xff, 0xfe, 0x00, 0x80])
    await fetch(`${sandbox.app.controlUrl}/inbox/any`, { method: 'POST', body })
    const { requests } = await see(sandbox, '/inboxes/any')
    expect(requests).toMatchObject([{ body: '//4AgA==', encoding: 'base64', json: null }])
  })

  it('a body up to one mebibyte', async () => {
    const sandbox = await startTestSandbox()
    const body = 'x'.repeat(1_048_576)
    expect((await postInbox(sandbox, 'any', body)).status).toBe(200)
    expect((await see(sandbox, '/inboxes/any')).requests[0].body).toBe(body)
    const headers = { 'content-type': 'text/plain', 'content-length': '1048577' }
    const url = `${sandbox.app.controlUrl}/inbox/any`
    const refused = await rawRequest(url, { method: 'POST', headers }, `${body}x`)
    expect(refused.status).toBe(400)
    expect(JSON.parse(refused.body).error.message).toContain('larger than')
  })

  it('the time of the world', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.advance(60_000)
    await postInbox(sandbox, 'any', '')
    const { requests } = await see(sandbox, '/inboxes/any')
    expect(requests[0].at).toBe('2026-01-01T00:01:00.000Z')
  })
})

describe('reads', () => {
  it('nothing where nothing has arrived', async () => {
    const sandbox = await startTestSandbox()
    const empty = { name: 'shop', requests: [], next: 0, received: 0, kept: 0 }
    expect(await see(sandbox, '/inboxes/shop')).toEqual(empty)
    expect((await ask(sandbox, '/inbox/shop')).data).toEqual(empty)
    expect(await see(sandbox, '/inboxes')).toEqual({ inboxes: [] })
  })

  it('the newest, or what is behind a number, at either place', async () => {
    const sandbox = await startTestSandbox()
    for (const word of ['1', '2', '3', '4']) await postInbox(sandbox, 'shop', word)
    expect(await bodies(sandbox, 'shop?limit=2')).toEqual([['3', '4'], 4])
    expect(await bodies(sandbox, 'shop?after=0&limit=3')).toEqual([['1', '2', '3'], 3])
    expect(await bodies(sandbox, 'shop?after=3')).toEqual([['4'], 4])
    expect(await bodies(sandbox, 'shop?after=4')).toEqual([[], 4])
    const { data } = await ask(sandbox, '/inbox/shop?answers=503&after=3')
    expect(data).toEqual(await see(sandbox, '/inboxes/shop?after=3'))
  })

  it('a summary of all, the one used last first', async () => {
    const sandbox = await startTestSandbox()
    for (const name of ['a', 'b', 'a']) await postInbox(sandbox, name, '')
    const { inboxes } = await see(sandbox, '/inboxes')
    expect(inboxes).toMatchObject([
      { name: 'a', received: 2, kept: 2, bad_signatures: 2 },
      { name: 'b', url: `${sandbox.app.controlUrl}/inbox/b` },
    ])
  })

  it('nothing of a name that is none', async () => {
    const sandbox = await startTestSandbox()
    for (const name of ['a%20b', 'a%2Fb', 'x'.repeat(101)]) {
      for (const place of ['inbox', 'inboxes']) {
        const { status, error } = await ask(sandbox, `/${place}/${name}`)
        expect([status, error.code, error.param]).toEqual([400, 'invalid_field_value', 'name'])
      }
    }
  })
})

describe('forgets', () => {
  it('everything when it is emptied, and counts on', async () => {
    const sandbox = await startTestSandbox()
    for (const word of ['1', '2']) await postInbox(sandbox, 'shop', word)
    const { data } = await ask(sandbox, '/inbox/shop', { method: 'DELETE' })
    expect(data).toEqual({ name: 'shop', removed: 2 })
    await postInbox(sandbox, 'shop', '3')
    expect((await see(sandbox, '/inboxes/shop')).requests).toMatchObject([{ number: 3, body: '3' }])
  })

  it('everything when the organisation is reset', async () => {
    const sandbox = await startTestSandbox()
    await postInbox(sandbox, 'shop', '1')
    await sandbox.act('reset', {})
    expect((await see(sandbox, '/inboxes/shop')).requests).toEqual([])
  })

  it('the oldest requests', async () => {
    const sandbox = await startTestSandbox()
    for (let n = 0; n < INBOX_REQUESTS_MAX + 2; n++) await postInbox(sandbox, 'shop', '')
    const inbox = await see(sandbox, '/inboxes/shop?limit=1000&after=0')
    expect(inbox).toMatchObject({ received: INBOX_REQUESTS_MAX + 2, kept: INBOX_REQUESTS_MAX })
    expect(inbox.requests[0].number).toBe(3)
  })

  it('the oldest of large requests', async () => {
    const sandbox = await startTestSandbox()
    const size = 1_000_000
    for (let n = 0; n < 20; n++) await postInbox(sandbox, 'shop', 'x'.repeat(size))
    const { kept } = await see(sandbox, '/inboxes/shop?limit=1')
    expect(kept).toBe(Math.floor(INBOX_BYTES_MAX / size))
  })

  it('the inbox that has been quiet longest', async () => {
    const sandbox = await startTestSandbox()
    for (let n = 0; n < INBOXES_MAX; n++) await postInbox(sandbox, `inbox-${n}`, '')
    await postInbox(sandbox, 'inbox-0', '')
    await postInbox(sandbox, 'one-more', '')
    const { inboxes } = await see(sandbox, '/inboxes')
    const names = inboxes.map(({ name }: { name: string }) => name)
    expect(names.slice(0, 2)).toEqual(['one-more', 'inbox-0'])
    expect(names).toHaveLength(INBOXES_MAX)
    expect(names).not.toContain('inbox-1')
  })
})

async function bodies(
  sandbox: TestSandbox,
  inbox: string,
  key?: string,
): Promise<[string[], number]> {
  const { requests, next } = await see(sandbox, `/inboxes/${inbox}`, key)
  return [requests.map(({ body }: { body: string }) => body), next]
}
