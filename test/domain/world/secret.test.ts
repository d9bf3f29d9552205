// Secrets: no text to the compiler, and covered in whatever text they come in from outside.
import { describe, expect, it } from 'vitest'

import { entriesAfter, newJournal, record } from '../../../src/domain/world/journal.ts'
import { masked, reveal, secretOf } from '../../../src/domain/world/secret.ts'

const KEY = `kdv_live_${'a'.repeat(24)}`
const WEBHOOK_SECRET = `whsec_${'Zz9-_'.repeat(8)}abc`
const DIGEST = '0123456789abcdef'.repeat(4)

describe('what is covered', () => {
  it.each([
    [`No key ${KEY}.`, 'No key kdv_live_***.'],
    [`kdv_test_short`, 'kdv_test_***'],
    [`key ${WEBHOOK_SECRET.slice(0, 20)}`, 'key whsec_***'],
    [`got "KDV_LIVE_${'B'.repeat(24)}"`, 'got "KDV_LIVE_***"'],
    [`t=1767225600,v1=${DIGEST},v1=${DIGEST}`, 't=1767225600,v1=***,v1=***'],
    [`sha256=${DIGEST}`, 'sha256=***'],
    [`v1%3D${DIGEST.slice(0, 9)}`, 'v1%3D***'],
    ['https://toko:rahasia@shop.example/hook', 'https://***@shop.example/hook'],
    ['https://toko@shop.example/hook', 'https://***@shop.example/hook'],
    ['https://a:p@ss@shop.example', 'https://***@shop.example'],
    ['/v1/x?url=https%3A%2F%2Fa%3Ab%40shop.example', '/v1/x?url=https%3A%2F%2F***%40shop.example'],
    ['/v1/me?api_key=rahasia&limit=2', '/v1/me?api_key=***&limit=2'],
    ['/v1/me?limit=2&X-Amz-Signature=9f86d0#top', '/v1/me?limit=2&X-Amz-Signature=***#top'],
    ['/hook;token=rahasia?x', '/hook;token=***'],
    ['/hook?Password=x;b=1', '/hook?Password=***;b=1'],
    [`bearer ${'a'.repeat(16)}`, 'bearer ***'],
    ['Authorization: Bearer rahasia-sekali', 'Authorization: Bearer ***'],
    ['Basic dXNlcjpwYXNz', 'Basic ***'],
    ['{"client_secret" : "rah\\"asia","id":"7"}', '{"client_secret" : "***","id":"7"}'],
    ['{"password":"cut off in the mid', '{"password":"***"'],
  ])('%j becomes %j', (text, covered) => {
    expect(masked(text)).toBe(covered)
  })
})

describe('what is left alone', () => {
  it.each([
    '',
    '/v1/messages?limit=25&cursor=abc&account_id=acc_01J9Z3K4M5N6P7Q8R9S0T1V2W3',
    '/v1/contacts?phone_number=%2B6281234567890&label_id=lbl_1',
    'http://127.0.0.1:3000/_sandbox/inbox/shop?answers=503,200&body={"ok":true}',
    'https://shop.example/@toko/hook?at=a@b.example',
    'budi@example.com',
    'Bearer',
    'Only the Bearer scheme is accepted: "Authorization: Bearer <api key>".',
    'An API key is kdv_live_ (or kdv_test_) and 24 characters of A-Z a-z 0-9 - _.',
    'v1=2',
    'The basic idea',
  ])('%j', (text) => {
    expect(masked(text)).toBe(text)
  })
})

it('covers a mebibyte of anything in next to no time', () => {
  for (const piece of ['://', '"key', '"a":"', '?key', '&a=', 'v1=', 'Bearer ', '@', '\\"', '[%']) {
    expect(masked(piece.repeat(2 ** 20 / piece.length)).length).toBeGreaterThan(0)
  }
})

it('is no text to the compiler, so that none slips into a journal entry', () => {
  const secret = secretOf(WEBHOOK_SECRET)
  // @ts-expect-error A secret is no string: this line must not compile without this remark.
  record(newJournal(), 0, { kind: 'notice', message: secret })
  expect(reveal(secret)).toBe(WEBHOOK_SECRET)
})

it('stands in no entry of a journal, whichever kind it is', () => {
  const journal = newJournal()
  const told: string[] = []
  journal.listeners.add((entry) => told.push(JSON.stringify(entry)))
  const from = { from: '+6281', messageId: 'msg_1', type: 'text' }
  record(journal, 0, { kind: 'notice', message: `say ${KEY}` })
  record(journal, 0, { kind: 'breach', message: `say ${WEBHOOK_SECRET}` })
  record(journal, 0, { kind: 'inbound', ...from, detail: `my key is ${KEY}` })
  record(journal, 0, {
    kind: 'request',
    requestId: 'req_1',
    operation: '',
    method: 'GET',
    path: `/v1/me?access_token=${DIGEST}`,
    status: 400,
    durationMs: 1,
    param: KEY,
    message: `got ${WEBHOOK_SECRET}`,
  })
  record(journal, 0, {
    kind: 'attempt',
    deliveryId: 'wbd_1',
    subscriptionId: 'wbs_1',
    event: 'message.status',
    attempt: 1,
    url: `https://toko:${DIGEST}@shop.example/?token=${DIGEST}`,
    outcome: `ECONNRESET while sending v1=${DIGEST}`,
    status: null,
    durationMs: 1,
    result: 'failed',
    nextAttemptAt: null,
  })
  const kept = entriesAfter(journal, 0).map((entry) => JSON.stringify(entry))
  expect(kept).toEqual(told)
  expect(kept).toHaveLength(5)
  for (const secret of [KEY, WEBHOOK_SECRET, DIGEST]) expect(kept.join()).not.toContain(secret)
  expect(kept[4]).toContain('https://***@shop.example/?token=***')
})
