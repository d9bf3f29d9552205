// A sandbox in which much has happened, and snapshots of it as texts and values.
import type { AppOptions } from '../../../src/app.ts'
import { loadSnapshot, presentTexts } from '../../../src/engine/snapshots/snapshots.ts'
import type { Receiver } from '../../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts'
import { startWithReceiver } from '../webhooks.ts'

/** The text of an organisation as it is now. */
export async function textOf({ app }: Pick<TestSandbox, 'app'>, redact = false): Promise<string> {
  let whole = ''
  for await (const text of presentTexts(app.sandbox, app.organization, redact).texts) whole += text
  return whole
}

/** Loads a text, as a value that was sent. */
export async function loadText({ app }: Pick<TestSandbox, 'app'>, text: string): Promise<void> {
  await loadSnapshot(app.sandbox, app.organization, { value: JSON.parse(text) })
}

/** A virtual sandbox with customers, labels, faults, kept answers, retries and jobs to come. */
export async function startBusySandbox(
  options: Partial<AppOptions> = {},
): Promise<TestSandbox & { readonly receiver: Receiver }> {
  const sandbox = await startWithReceiver({ world: 'default', ...options })
  const { receiver, call, act, advance } = sandbox
  receiver.answers.push(503, 500, 200, 404, 503)
  await call('POST', '/messages', text('+628000000003', 'Halo'), { 'Idempotency-Key': 'one' })
  await act('customer-writes', { from: '+6281234567890', name: 'Budi', text: 'Masih buka?' })
  await act('set-recipient', { phone_number: '+6281234567891', behaviour: 'never-reads' })
  await act('arm-fault', { fault: 'delivery.delay', delay: '2h', match: { attempt: 1 }, times: 1 })
  const { body: label } = await call('POST', '/labels', { name: 'Lama', color: 'teal' })
  const { body: contact } = await call('POST', '/contacts', {
    phone_number: '+6281234567892',
    name: 'Siti \u2028 "é"',
    metadata: { zebra: 1, apple: { 10: 'x', b: 'y' } },
  })
  await call('POST', `/contacts/${contact.data.id}/labels`, { label_ids: [label.data.id] })
  await advance(90_000)
  await act('customer-writes', { from: '+6281234567890', text: 'Halo?' })
  await call('POST', '/messages', text('+6281234567890', 'Ya'))
  await call('POST', '/messages', text('+628000000006', 'Echo'))
  await advance(700)
  return sandbox
}

export function text(to: string, body: string): object {
  return { to, type: 'text', text: { body } }
}

/** What a client sees in all lists, page by page, as texts. */
export async function pagesOf({ app }: TestSandbox): Promise<string[]> {
  const pages: string[] = []
  for (const path of LISTS) {
    for (let cursor = ''; ; ) {
      const query = `limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
      const response = await fetch(`${app.url}${path}${path.includes('?') ? '&' : '?'}${query}`, {
        headers: { authorization: `Bearer ${app.apiKey}` },
      })
      const page = (await response.text()).replace(/"request_id":"\w+"/, '')
      pages.push(`${response.status} ${path} ${page}`)
      cursor = /"next_cursor":"([^"]+)"/.exec(page)?.[1] ?? ''
      if (cursor === '') break
    }
  }
  return pages
}

const LISTS = [
  '/messages',
  '/contacts',
  '/conversations',
  '/labels',
  '/templates?status=all',
  '/webhook_subscriptions',
  '/webhook_deliveries',
]

/** Lets a day pass and tells what happened meanwhile, in order. */
export async function dayOf(sandbox: TestSandbox): Promise<unknown[]> {
  const { journal } = sandbox.app.organization.world
  const happened: unknown[] = []
  const listener = ({ number: _number, ...entry }: Readonly<Record<string, unknown>>) => {
    happened.push({ ...entry, durationMs: 0, requestId: '' })
  }
  journal.listeners.add(listener as never)
  await sandbox.advance(24 * 3_600_000)
  const { body } = await sandbox.call('POST', '/messages', text('+628000000003', 'Besok'))
  await sandbox.act('customer-writes', { from: '+6281299999999', text: 'Baru' })
  await sandbox.settle()
  journal.listeners.delete(listener as never)
  return [...happened, body.data]
}

export { startTestSandbox }
