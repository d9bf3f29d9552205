// Cassettes say a time, a header or a body once, and two different plays never have the same text.
import { expect, it } from 'vitest'

import { withoutRepeats } from '../../src/scenario/play/repeats.ts'

const BODY = JSON.stringify({ error: { code: 'rate_limit_exceeded', message: 'x'.repeat(60) } })

function call(id: string, headers: readonly string[] = ['x-limit: 60'], body = BODY): string {
  const reply = [`x-request-id: ${id}`, ...headers].map((line) => `< ${line}`).join('\n')
  return `@ 2026-01-01T00:00:00.000Z call\n> GET /v1/me\n> accept: */*\n< 429\n${reply}\n<\n< ${body}`
}

function webhook(second: number, attempt: number, body = BODY): string {
  const head = `X-Kirim-Delivery-Id: wbd_1\n> X-Kirim-Attempt: ${attempt}`
  return `@ 2026-01-01T00:00:0${second}.000Z webhook\n> POST https://shop.test\n> ${head}\n>\n> ${body}\n< 503`
}

it('leaves out the time, the headers and the body that earlier exchanges had', () => {
  expect(withoutRepeats(['the head', call('req_1'), call('req_2')])).toEqual([
    'the head',
    call('req_1'),
    '@ call\n> GET /v1/me\n< 429\n< x-request-id: req_2\n<\n< (the body of req_1)',
  ])
})

it('says what changed, and names a header that is there no more', () => {
  const [, second, third] = withoutRepeats([call('a'), call('b', ['x-limit: 59']), call('c', [])])
  expect(second).toContain('< x-request-id: b\n< x-limit: 59\n<')
  expect(third).toContain('< x-request-id: c\n< x-limit:\n<')
})

it('writes the body of a retried webhook once', () => {
  const [, retried] = withoutRepeats([webhook(0, 1), webhook(5, 2)])
  expect(retried).toBe(
    '@ 2026-01-01T00:00:05.000Z webhook\n> POST https://shop.test\n> X-Kirim-Attempt: 2\n>\n> (the body of wbd_1)\n< 503',
  )
})

it('keeps a body that differs in one byte', () => {
  const other = webhook(5, 2, BODY.replace('xx', 'xy'))
  expect(withoutRepeats([webhook(0, 1), other])[1]).toContain(BODY.replace('xx', 'xy'))
})

it('writes a request id that the head has told as =, and any other as it is', () => {
  const said = (id: string) => JSON.stringify({ data: { id: 1 }, request_id: id })
  const texts = withoutRepeats([call('a', [], said('a')), call('b', [], said('z'))])
  expect(texts[0]).toContain('"request_id":"="')
  expect(texts[1]).toContain('"request_id":"z"')
})

it('leaves the lines of actions, statuses and folds alone', () => {
  const action = '@ 2026-01-01T00:00:00.000Z reset\n> {"a":1}\n< {"data":{}}'
  const fold = '… 9 more like the one before, sha256 0'
  expect(withoutRepeats([action, fold, action])).toEqual([
    action,
    fold,
    '@ reset\n> {"a":1}\n< {"data":{}}',
  ])
})
