// Bodies that are no JSON, not the right JSON, too large or too deep: a clear no, and never a 500.
import { gzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { VALUES_MAX } from '../../src/api/request-body.ts'
import { OPERATION_KEYS, OPERATIONS, type OperationKey } from '../../src/contract/spec.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { requestText, sendBytes } from './raw.ts'
import { CUSTOMER, dataOf, expectRefusal, NEVER_READS, unknownId } from './stories.ts'

const MEBIBYTE = 1_048_576

const PREFIXES = {
  contacts: 'ctc',
  conversations: 'cnv',
  labels: 'lbl',
  webhook_deliveries: 'wbd',
  webhook_subscriptions: 'wbs',
} as const

/** The path of an operation with ids that nobody has: bodies are looked at first. */
function pathOf(key: OperationKey): string {
  const { path } = OPERATIONS[key]
  const kind = path.split('/')[1] as keyof typeof PREFIXES
  return path.replace('{id}', unknownId(PREFIXES[kind]))
}

const WITH_BODY = OPERATION_KEYS.filter((key) => OPERATIONS[key].hasBody).map(
  (key) => [key, OPERATIONS[key].method, pathOf(key)] as const,
)

describe('a body that is no JSON', () => {
  it.each(WITH_BODY)('is refused by %s', async (_key, method, path) => {
    const kirim = await startTestSandbox()
    for (const body of ['{"a":', '{"a":1,}', "{'a':1}", '{}{}', 'NaN', 'undefined', ' ', '\0']) {
      expectRefusal(await kirim.call(method, path, body), 400, 'invalid_request')
    }
  })
})

describe('a body that is no object', () => {
  it.each(WITH_BODY)('is refused by %s', async (_key, method, path) => {
    const kirim = await startTestSandbox()
    for (const body of ['[]', '[{}]', 'null', '"text"', '7', 'true']) {
      expectRefusal(await kirim.call(method, path, body), 400, 'invalid_request')
    }
  })
})

describe('no body', () => {
  const FIRST: Readonly<Partial<Record<OperationKey, string>>> = {
    'POST /messages': 'type',
    'POST /webhook_subscriptions': 'url',
    'POST /webhook_deliveries/bulk_replay': 'subscription_id',
    'PATCH /conversations/{id}': 'status',
    'POST /contacts': 'phone_number',
    'POST /contacts/{id}/labels': 'label_id',
    'POST /contacts/bulk_label': 'contact_ids',
    'POST /conversations/{id}/labels': 'label_id',
    'POST /labels': 'name',
  }

  it.each(WITH_BODY)(
    'misses the first required field of %s, if there is one',
    async (key, method, path) => {
      const kirim = await startTestSandbox()
      const param = FIRST[key]
      const replies = [
        await kirim.call(method, path),
        await kirim.call(method, path, '', { 'content-type': 'application/json' }),
        await kirim.call(method, path, {}),
      ]
      for (const reply of replies) {
        if (param !== undefined) expectRefusal(reply, 400, 'missing_required_field', param)
        else expectRefusal(reply, 404, 'resource_not_found')
      }
    },
  )

  it('may be announced as JSON where none is taken', async () => {
    const kirim = await startTestSandbox()
    const headers = { 'content-type': 'application/json' }
    for (const [method, path] of [
      ['DELETE', `/labels/${unknownId('lbl')}`],
      ['GET', `/labels/${unknownId('lbl')}`],
      ['POST', `/webhook_deliveries/${unknownId('wbd')}/replay`],
    ] as const) {
      const reply = await kirim.call(method, path, undefined, headers)
      expectRefusal(reply, 404, 'resource_not_found')
    }
  })

  it('is what an operation sees that takes none, whatever is sent', async () => {
    const kirim = await startTestSandbox()
    for (const body of ['{"broken', 'a'.repeat(2 * MEBIBYTE), '['.repeat(100_000)]) {
      const reply = await kirim.call('DELETE', `/labels/${unknownId('lbl')}`, body)
      expectRefusal(reply, 404, 'resource_not_found')
    }
  })
})

describe('a content type', () => {
  const wish = JSON.stringify({ phone_number: CUSTOMER })

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset=UTF-8',
  ])('is well as %s', async (type) => {
    const kirim = await startTestSandbox()
    const headers = { 'content-type': type }
    dataOf(await kirim.call('POST', '/contacts', wish, headers))
  })

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'application/vnd.api+json',
    'nonsense',
    ';',
  ])('is refused as %s', async (type) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', '/contacts', wish, { 'content-type': type })
    expectRefusal(reply, 400, 'invalid_request', 'Content-Type')
  })

  it('must be named when there is a body', async () => {
    const kirim = await startTestSandbox()
    const reply = await sendBytes(kirim, requestText(kirim, 'POST /v1/contacts', wish))
    expectRefusal(reply, 400, 'invalid_request', 'Content-Type')
  })

  it('is not looked at when the body is compressed: that is refused by name', async () => {
    const kirim = await startTestSandbox()
    const packed = gzipSync(wish)
    const headers = {
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
      'Content-Length': String(packed.byteLength),
    }
    const head = Buffer.from(requestText(kirim, 'POST /v1/contacts', '', headers))
    const reply = await sendBytes(kirim, Buffer.concat([head, packed]))
    expectRefusal(reply, 400, 'invalid_request', 'Content-Encoding')
  })
})

describe('a large body', () => {
  const sized = (bytes: number) => {
    const frame = JSON.stringify({ phone_number: CUSTOMER, metadata: { a: '' } })
    return frame.replace('""', `"${'a'.repeat(bytes - frame.length)}"`)
  }

  it('may have a mebibyte and not a byte more', async () => {
    const kirim = await startTestSandbox()
    const full = dataOf(await kirim.call('POST', '/contacts', sized(MEBIBYTE)))
    expect(full.metadata.a.length).toBeGreaterThan(MEBIBYTE - 100)
    const more = await kirim.call('POST', '/contacts', sized(MEBIBYTE + 1))
    expectRefusal(more, 400, 'invalid_request')
  })

  it('is refused with its length told, in chunks, and on the connection of later requests', async () => {
    const kirim = await startTestSandbox()
    const body = 'a'.repeat(2 * MEBIBYTE)
    const headers = { 'Content-Type': 'application/json' }
    const told = await sendBytes(kirim, requestText(kirim, 'POST /v1/messages', body, headers))
    expectRefusal(told, 400, 'invalid_request')
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' }
    const head = requestText(kirim, 'POST /v1/messages', '', chunked)
    const chunks = `${(2 * MEBIBYTE).toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expectRefusal(await sendBytes(kirim, head + chunks), 400, 'invalid_request')
    for (let n = 0; n < 3; n++) {
      expectRefusal(await kirim.call('POST', '/messages', body), 400, 'invalid_request')
      expect((await kirim.call('GET', '/me')).status).toBe(200)
    }
  })
})

describe('a body of many parts', () => {
  const wish = (metadata: unknown) => ({ phone_number: '+6281312345678', metadata })
  const items = (count: number) => Array.from({ length: count }, () => 1)

  it('is taken with ten thousand members and items, and refused with more', async () => {
    const kirim = await startTestSandbox()
    const most = await kirim.call('POST', '/contacts', wish({ a: items(VALUES_MAX - 1) }))
    expect(most.status).toBe(200)
    for (const metadata of [
      { a: items(VALUES_MAX) },
      { a: items(6_000), b: items(6_000) },
      Object.fromEntries(items(VALUES_MAX).map((_, index) => [index, null])),
      { a: Array.from({ length: VALUES_MAX }, () => []) },
    ]) {
      const reply = await kirim.call('POST', '/contacts', wish(metadata))
      expectRefusal(reply, 400, 'invalid_request')
      expect(reply.body.error.message).toBe(
        'The request body has more than 10,000 members and items.',
      )
    }
  })

  it('is not one by the commas in a text', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', '/contacts', wish({ a: ',\\",'.repeat(VALUES_MAX) }))
    expect(reply.status).toBe(200)
  })

  it('is refused by the control API as well', async () => {
    const kirim = await startTestSandbox()
    const input = JSON.stringify({ settings: {}, many: items(VALUES_MAX) })
    expectRefusal(await kirim.act('change-settings', input), 400, 'invalid_request')
  })
})

it('does not quote a body that is no JSON, for it may hold a secret', async () => {
  const kirim = await startTestSandbox()
  for (const body of ['{"password":rahasia}', '{"a":"rahasia"} x', 'rahasia', '["rahasia"']) {
    const reply = await kirim.call('POST', '/contacts', body)
    expectRefusal(reply, 400, 'invalid_request')
    expect(reply.body.error.message).toMatch(/^The request body is not valid JSON: \S/)
    expect(reply.body.error.message).not.toContain('rahasia')
  }
})

describe('a deep body', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const wish = (value: string) => `{"phone_number":"${CUSTOMER}","metadata":{"a":${value}}}`

  it('may have 64 levels and not one more', async () => {
    const kirim = await startTestSandbox()
    const { metadata } = dataOf(await kirim.call('POST', '/contacts', wish(nested(62))))
    expect(JSON.stringify(metadata.a)).toBe(nested(62))
    const more = await kirim.call('POST', '/contacts', wish(nested(63)))
    expectRefusal(more, 400, 'invalid_request')
  })

  it('is refused with a hundred thousand levels, closed or not', async () => {
    const kirim = await startTestSandbox()
    const levels = 100_000
    const bodies = [
      nested(levels),
      '['.repeat(levels),
      wish(nested(levels)),
      `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
    ]
    for (const body of bodies) {
      const headers = { 'idempotency-key': `deep ${body.length}` }
      const reply = await kirim.call('POST', '/contacts', body, headers)
      expectRefusal(reply, 400, 'invalid_request')
    }
  })

  it('is not made deep by brackets inside a text', async () => {
    const kirim = await startTestSandbox()
    const body = '[{\\"'.repeat(1_000)
    const wish = `{"to":"${NEVER_READS}","type":"text","text":{"body":"${body}"}}`
    expect(dataOf(await kirim.call('POST', '/messages', wish)).status).toBe('pending')
  })
})
