// Values that are JSON and strange: kept as they came, or refused by name, and never a 500.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { startReceiver } from '../support/receiver.ts'
import { type Reply, startTestSandbox } from '../support/sandbox.ts'
import { requestText, sendBytes } from './raw.ts'
import { CUSTOMER, dataOf, expectRefusal, REQUEST_ID, subscribe, unknownId } from './stories.ts'

/** A success or a refusal of the client: with its envelope, under its request id. */
function expectAnAnswer({ status, body, headers }: Reply, what: string): void {
  expect(status, what).toBeGreaterThanOrEqual(200)
  expect(status, what).toBeLessThan(500)
  const id = headers.get('x-request-id')
  expect(id, what).toMatch(REQUEST_ID)
  expect(body.request_id ?? body.error?.request_id, what).toBe(id)
}

describe('text', () => {
  it.each([
    ['NUL and other controls', 'a\u0000b\u0001\u001f\u007f'],
    ['lone surrogates', '\ud83d a \ude00 b \udfff\ud800'],
    [
      'characters outside the plane, joined and turned',
      '👩‍👩‍👧‍👦 \u202e\u2066é e\u0301 \ufeff\uffff',
    ],
    ['quotes, slashes and markup', `"\\/</script><b>'--;{{1}}$\{x}`],
  ])('with %s comes back as it came', async (_what, text) => {
    const kirim = await startTestSandbox()
    const wish = { phone_number: CUSTOMER, name: text, metadata: { [text]: [text] } }
    const contact = dataOf(await kirim.call('POST', '/contacts', wish))
    expect(contact).toMatchObject({ name: text, metadata: { [text]: [text] } })
    const read = await kirim.call('GET', `/contacts/${contact.id}`)
    expect(dataOf(read)).toStrictEqual(contact)
    const message = { to: CUSTOMER, type: 'text', text: { body: text } }
    dataOf(await kirim.call('POST', '/messages', message))
    expect(dataOf(await kirim.call('GET', '/messages'))[0].content).toBe(text)
  })

  it('of half a million characters is kept where there is no limit', async () => {
    const kirim = await startTestSandbox()
    const metadata = { note: 'é'.repeat(250_000) }
    const wish = { phone_number: CUSTOMER, metadata }
    expect(dataOf(await kirim.call('POST', '/contacts', wish)).metadata).toStrictEqual(metadata)
  })
})

describe('the names of members', () => {
  const METADATA =
    '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toString":"x","hasOwnProperty":1,"":0,"a.b":2,"1":3}'

  it('may be those that programs trip over: they are kept, and mean nothing', async () => {
    const kirim = await startTestSandbox()
    const { url, received } = await startReceiver()
    await subscribe(kirim, url)
    const body = `{"phone_number":"${CUSTOMER}","metadata":${METADATA}}`
    const headers = { 'idempotency-key': 'one' }
    const contact = dataOf(await kirim.call('POST', '/contacts', body, headers))
    const replayed = (await kirim.call('POST', '/contacts', body, headers)).body.data
    const read = dataOf(await kirim.call('GET', `/contacts/${contact.id}`))
    await kirim.settle()
    const told = received[0]?.json.data.contact
    for (const { metadata } of [contact, replayed, read, told]) {
      expect(JSON.stringify(metadata)).toBe(JSON.stringify(JSON.parse(METADATA)))
    }
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it('stand for themselves: what only a prototype has is missing', async () => {
    const kirim = await startTestSandbox()
    const inherited = '{"__proto__":{"to":"+6281234567890","type":"text","text":{"body":"a"}}}'
    const reply = await kirim.call('POST', '/messages', inherited)
    expectRefusal(reply, 400, 'missing_required_field', 'type')
    const strange = await kirim.call('POST', '/messages', { to: CUSTOMER, type: '__proto__' })
    expectRefusal(strange, 400, 'invalid_field_value', 'type')
    const built = await kirim.call('POST', '/messages', { to: CUSTOMER, type: 'constructor' })
    expectRefusal(built, 400, 'invalid_field_value', 'type')
  })

  it('may come twice: the last one counts', async () => {
    const kirim = await startTestSandbox()
    const body = '{"phone_number":"nonsense","phone_number":"+6281234567890"}'
    const { phone_number } = dataOf(await kirim.call('POST', '/contacts', body))
    expect(phone_number).toBe('+6281234567890')
  })
})

describe('a query', () => {
  it.each([
    ['limit=1&limit=2', 'invalid_limit', 'limit'],
    ['status=open&status=open', 'invalid_field_value', 'status'],
    ['contact_id=a&contact_id=b', 'invalid_field_value', 'contact_id'],
    ['limit=', 'invalid_limit', 'limit'],
    ['limit=%00', 'invalid_limit', 'limit'],
    ['status=%zz', 'invalid_field_value', 'status'],
    ['cursor=', 'invalid_cursor', 'cursor'],
    ['cursor=%E0%A4%A', 'invalid_cursor', 'cursor'],
  ])('%s is refused with %s', async (query, code, param) => {
    const kirim = await startTestSandbox()
    const reply = await sendBytes(kirim, requestText(kirim, `GET /v1/conversations?${query}`))
    expectRefusal(reply, 400, code, param)
  })

  it.each([
    'limit[a]=1&limit[]=0',
    '__proto__=1&constructor=2&__proto__[limit]=0',
    'a=1&'.repeat(3_000),
    '&&&=&=&?&#limit=0',
    'x=%E0%A4%A&%zz=%',
  ])('%s has nothing that is known, and is passed over', async (query) => {
    const kirim = await startTestSandbox()
    const reply = await sendBytes(kirim, requestText(kirim, `GET /v1/conversations?${query}`))
    expect(dataOf(reply)).toStrictEqual([])
  })
})

describe('a path', () => {
  it.each([
    '/v1/templates/%',
    '/v1/templates/%E0%A4%A',
    '/v1/messages/%zz',
    '/v1/contacts/%C3%28/labels',
  ])('%s cannot be decoded', async (path) => {
    const kirim = await startTestSandbox()
    const reply = await sendBytes(kirim, requestText(kirim, `GET ${path}`))
    expectRefusal(reply, 400, 'invalid_request')
  })

  it.each([
    `msg_${'0'.repeat(25)}%00`,
    `msg_${'0'.repeat(26)}%0A`,
    `%20msg_${'0'.repeat(26)}`,
    'a%2Fb',
    '..%2F..%2Fme',
    `msg_${'%D9%A3'.repeat(26)}`,
    'a'.repeat(8_000),
  ])('with the id %s is refused', async (id) => {
    const kirim = await startTestSandbox()
    const reply = await sendBytes(kirim, requestText(kirim, `GET /v1/messages/${id}`))
    expectRefusal(reply, 400, 'invalid_field_value', 'id')
  })

  it('with a template name of 9000 characters is refused for its name', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `/templates/${'a'.repeat(9_000)}`)
    expectRefusal(reply, 400, 'invalid_field_value', 'name')
  })
})

describe('whatever comes', () => {
  it('in a body is answered with a success or a refusal', async () => {
    const kirim = await startTestSandbox()
    const keys = OPERATION_KEYS.filter((key) => OPERATIONS[key].hasBody)
    const members = ['to', 'type', 'text', 'name', 'events', 'label_id', 'status', 'metadata']
    const likely = fc.dictionary(fc.constantFrom(...members), fc.jsonValue({ maxDepth: 3 }))
    const property = async (key: (typeof keys)[number], body: unknown) => {
      const { method, path } = OPERATIONS[key]
      const reply = await kirim.call(method, path.replace('{id}', unknownId('ctc')), body)
      expectAnAnswer(reply, `${key} ${JSON.stringify(body)}`)
    }
    const body = fc.oneof(likely, fc.jsonValue())
    await fc.assert(fc.asyncProperty(fc.constantFrom(...keys), body, property), { numRuns: 300 })
  })

  it('in a query is answered with a success or a refusal', async () => {
    const kirim = await startTestSandbox()
    const keys = OPERATION_KEYS.filter((key) => /^GET \/\w+$/.test(key))
    const names = ['limit', 'cursor', 'status', 'search', 'phone', 'language', 'created_after']
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.webQueryParameters())
    const query = fc.dictionary(fc.constantFrom(...names), value)
    const property = async (key: (typeof keys)[number], pairs: Record<string, string>) => {
      const query = new URLSearchParams(pairs)
      const reply = await kirim.call('GET', `${OPERATIONS[key].path}?${query}`)
      expectAnAnswer(reply, `${key} ${query}`)
    }
    await fc.assert(fc.asyncProperty(fc.constantFrom(...keys), query, property), { numRuns: 200 })
  })
})
