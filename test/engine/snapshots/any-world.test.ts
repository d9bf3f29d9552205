// Whatever has happened in a world: its snapshot is loaded without complaint and saved with the same bytes.
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { startReceiver } from '../../support/receiver.ts'
import type { TestSandbox } from '../../support/sandbox.ts'
import { subscribe } from '../webhooks.ts'
import { loadText, startTestSandbox, text, textOf } from './stories.ts'

type Deed = (sandbox: TestSandbox, url: string, n: number) => Promise<unknown>

const phone = (n: number) => `+62812000000${n % 10}`

/** The nth of a list, if there is one, for a deed about it. */
async function withOne(
  { call }: TestSandbox,
  path: string,
  n: number,
  act: (id: string) => Promise<unknown>,
): Promise<void> {
  const { body } = await call('GET', `${path}?limit=20`)
  const rows = body.data as { id: string }[]
  const row = rows[n % Math.max(1, rows.length)]
  if (row !== undefined) await act(row.id)
}

const DEEDS: readonly Deed[] = [
  (s, _url, n) => s.call('POST', '/messages', text(`+62800000000${1 + (n % 8)}`, `No. ${n}`)),
  (s, _url, n) => s.call('POST', '/messages', text(phone(n), 'Ya'), { 'Idempotency-Key': `k${n}` }),
  (s, _url, n) => s.act('customer-writes', { from: phone(n), text: `Halo ${n}` }),
  (s, _url, n) =>
    s.act('customer-writes', { from: phone(n), image: { url: 'https://x.example/a.jpg' } }),
  (s, _url, n) => s.act('customer-reads', { from: phone(n) }),
  (s, _url, n) => s.act('set-recipient', { phone_number: phone(n), behaviour: 'fails:131026' }),
  (s, url) => subscribe(s, url),
  (s, _url, n) =>
    withOne(s, '/webhook_subscriptions', n, (id) =>
      s.call('PATCH', `/webhook_subscriptions/${id}`, { status: n % 2 ? 'paused' : 'active' }),
    ),
  (s, _url, n) =>
    withOne(s, '/webhook_subscriptions', n, (id) =>
      s.call('DELETE', `/webhook_subscriptions/${id}`),
    ),
  (s, _url, n) =>
    withOne(s, '/webhook_subscriptions', n, (id) =>
      s.call('POST', `/webhook_subscriptions/${id}/secrets`, {}),
    ),
  (s, _url, n) =>
    withOne(s, '/webhook_deliveries', n, (id) =>
      s.call('POST', `/webhook_deliveries/${id}/replay`, {}),
    ),
  (s, _url, n) => withOne(s, '/contacts', n, (id) => s.call('DELETE', `/contacts/${id}`)),
  (s, _url, n) => s.call('POST', '/labels', { name: `Label ${n % 5}` }),
  (s, _url, n) => withOne(s, '/labels', n, (id) => s.call('DELETE', `/labels/${id}`)),
  (s, _url, n) =>
    withOne(s, '/labels', n, (label) =>
      withOne(s, '/contacts', n, (id) =>
        s.call('POST', `/contacts/${id}/labels`, { label_ids: [label] }),
      ),
    ),
  (s, _url, n) =>
    withOne(s, '/conversations', n, (id) =>
      s.call('PATCH', `/conversations/${id}`, { status: n % 2 ? 'resolved' : 'open' }),
    ),
  (s, _url, n) =>
    s.act('arm-fault', {
      fault: ['delivery.hold', 'delivery.delay', 'delivery.drop', 'fate.repeat'][n % 4],
      ...(n % 4 === 1 && { delay: '3h' }),
      probability: 0.5,
    }),
  (s) => s.act('disarm-faults', {}),
  (s, _url, n) => s.act('issue-key', { label: `key ${n}`, expires_in: '2h' }),
  (s, _url, n) => s.act('change-settings', { settings: { labelNamesIgnoreCase: n % 2 === 0 } }),
  (s, _url, n) => s.advance(n * 37),
  (s, _url, n) => s.advance(n * 3_600_000),
]

it('is loaded and saved again as it was', async () => {
  const deed = fc.tuple(fc.nat(DEEDS.length - 1), fc.nat(500))
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), async (deeds) => {
      const sandbox = await startTestSandbox({ world: 'default' })
      try {
        const { url } = await startReceiver(503, 200, 404, 500, 200, 503)
        await subscribe(sandbox, url)
        for (const [which, n] of deeds) await DEEDS[which]?.(sandbox, url, n)
        // Whatever is on its way ends first: an attempt that is in flight would be made again.
        await sandbox.advance(1)
        const saved = await textOf(sandbox)
        await loadText(sandbox, saved)
        expect((await textOf(sandbox)) === saved).toBe(true)
        await loadText(sandbox, await textOf(sandbox, true))
      } finally {
        await sandbox.app.close()
      }
    }),
    { numRuns: 15 },
  )
}, 120_000)
