// What the inboxes of an organisation may take: of requests, of bytes, and of all together.
import { expect, it } from 'vitest'

import {
  type Arrival,
  INBOX_BYTES_MAX,
  INBOX_REQUESTS_MAX,
  INBOXES_BYTES_MAX,
  type InboxScript,
  keepRequest,
  newInboxes,
} from '../../src/engine/inboxes/inbox.ts'

const SCRIPT: InboxScript = { answers: [200], delayMs: 0, retryAfter: null, body: '' }
const JUDGED = { at: 0, deliveryId: null, signature: { valid: true, t: 0 } } as const
const MEBIBYTE = 1024 * 1024

function arrival(bytes: number, headers: Arrival['headers'] = {}): Arrival {
  return { method: 'POST', path: '/', headers, body: Buffer.alloc(bytes, 'x') }
}

it('keeps the newest requests of an inbox', () => {
  const inboxes = newInboxes()
  for (let n = 0; n < INBOX_REQUESTS_MAX + 5; n++) {
    keepRequest(inboxes, 'shop', arrival(1), JUDGED, SCRIPT)
  }
  const { requests, bytes } = inboxes.byName.get('shop') ?? { requests: [], bytes: 0 }
  expect([requests.length, requests[0]?.number]).toEqual([INBOX_REQUESTS_MAX, 6])
  expect(bytes).toBe(INBOX_REQUESTS_MAX * 2)
})

it('counts headers as well as bodies', () => {
  const inboxes = newInboxes()
  const headers = { 'x-long': 'x'.repeat(MEBIBYTE) }
  for (let n = 0; n < 20; n++) keepRequest(inboxes, 'shop', arrival(0, headers), JUDGED, SCRIPT)
  expect(inboxes.byName.get('shop')?.requests).toHaveLength(INBOX_BYTES_MAX / MEBIBYTE - 1)
})

it('forgets first what the quietest inboxes got when all together hold too much', () => {
  const inboxes = newInboxes()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    for (let n = 0; n < 12; n++) keepRequest(inboxes, name, arrival(MEBIBYTE), JUDGED, SCRIPT)
  }
  const held = [...inboxes.byName.values()].map(({ name, requests }) => [name, requests.length])
  expect(held).toEqual([
    ['a', 3],
    ['b', 12],
    ['c', 12],
    ['d', 12],
    ['e', 12],
    ['f', 12],
  ])
  const all = [...inboxes.byName.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  expect(all).toBeLessThanOrEqual(INBOXES_BYTES_MAX)
})
