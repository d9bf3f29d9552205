// A furnished sandbox and, for every operation, a request that succeeds in it.
import { OPERATIONS, type OperationKey } from '../../src/contract/spec.ts'
import { startReceiver } from '../support/receiver.ts'
import { type Reply, startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addUser } from './rows.ts'
import { customerWrites, dataOf, NEVER_READS } from './stories.ts'

/** A sandbox with one of everything, and the ids of it. */
export type Town = Awaited<ReturnType<typeof furnishTown>>

export async function furnishTown() {
  const kirim = await startTestSandbox()
  const receiver = await startReceiver(400)
  const post = async (path: string, body?: unknown) => dataOf(await kirim.call('POST', path, body))
  const events = ['contact.created', 'contact.updated', 'conversation.closed', 'message.status']
  const subscription = await post('/webhook_subscriptions', { url: receiver.url, events })
  const secret = await post(`/webhook_subscriptions/${subscription.id}/secrets`, {})
  const talk = await customerWrites(kirim, { name: 'Siti', text: 'Halo' })
  const image = { url: 'https://cdn.example/a.jpg', caption: 'Batik' }
  const media = await post('/messages', { to: NEVER_READS, type: 'image', image })
  const failed = await post('/messages', {
    to: '+62800000131026',
    type: 'text',
    text: { body: 'Halo' },
  })
  const label = await post('/labels', { name: 'VIP', color: 'amber' })
  await post(`/contacts/${talk.contact_id}/labels`, { label_id: label.id })
  await post(`/conversations/${talk.conversation_id}/labels`, { label_id: label.id })
  const user = addUser(kirim, 'Ayu')
  await kirim.settle()
  const [delivery] = dataOf(await kirim.call('GET', '/webhook_deliveries?status=dead'))
  return {
    kirim,
    contact: talk.contact_id,
    conversation: talk.conversation_id,
    inbound: talk.message_id,
    media: media.id as string,
    failed: failed.id as string,
    label: label.id as string,
    user: user.id,
    subscription: subscription.id as string,
    secret: secret.id as string,
    delivery: delivery.id as string,
  }
}

/** What a request needs beside its operation. */
export type Recipe = {
  /** Fills `{id}` and its like in the path. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const text = { to: NEVER_READS, type: 'text', text: { body: 'Halo' } }

/** One request of each operation that succeeds. */
export const SUCCESSES: Readonly<Record<OperationKey, (town: Town) => Recipe>> = {
  'GET /health': () => ({}),
  'GET /me': () => ({}),
  'POST /messages': () => ({ body: text }),
  'GET /messages': () => ({}),
  'GET /messages/{id}': ({ failed }) => ({ params: { id: failed } }),
  'GET /messages/{id}/media': ({ media }) => ({ params: { id: media } }),
  'GET /templates': () => ({ query: 'status=all&limit=100' }),
  'GET /templates/{name}': () => ({ params: { name: 'order_confirmation' } }),
  'POST /webhook_subscriptions': () => ({
    body: { url: 'https://receiver.example/hook', events: ['message.received'] },
  }),
  'GET /webhook_subscriptions': () => ({}),
  'GET /webhook_subscriptions/{id}': ({ subscription }) => ({ params: { id: subscription } }),
  'PATCH /webhook_subscriptions/{id}': ({ subscription }) => ({
    params: { id: subscription },
    body: { description: 'CRM', status: 'paused' },
  }),
  'DELETE /webhook_subscriptions/{id}': ({ subscription }) => ({ params: { id: subscription } }),
  'POST /webhook_subscriptions/{id}/secrets': ({ subscription }) => ({
    params: { id: subscription },
    body: { expires_in_hours: 24 },
  }),
  'DELETE /webhook_subscriptions/{id}/secrets/{secret_id}': ({ subscription, secret }) => ({
    params: { id: subscription, secret_id: secret },
  }),
  'GET /webhook_deliveries': () => ({}),
  'GET /webhook_deliveries/{id}': ({ delivery }) => ({ params: { id: delivery } }),
  'POST /webhook_deliveries/{id}/replay': ({ delivery }) => ({ params: { id: delivery } }),
  'POST /webhook_deliveries/bulk_replay': ({ subscription }) => ({
    body: { subscription_id: subscription },
  }),
  'GET /conversations': () => ({}),
  'GET /conversations/{id}': ({ conversation }) => ({ params: { id: conversation } }),
  'PATCH /conversations/{id}': ({ conversation, user }) => ({
    params: { id: conversation },
    body: { status: 'resolved', assigned_to: user },
  }),
  'POST /conversations/{id}/labels': ({ conversation, label }) => ({
    params: { id: conversation },
    body: { label_id: label },
  }),
  'DELETE /conversations/{id}/labels/{label_id}': ({ conversation, label }) => ({
    params: { id: conversation, label_id: label },
  }),
  'GET /contacts': () => ({}),
  'POST /contacts': () => ({
    body: { phone_number: '+6281200000009', name: 'Budi', email: 'budi@example.com', metadata: {} },
  }),
  'GET /contacts/{id}': ({ contact }) => ({ params: { id: contact } }),
  'PATCH /contacts/{id}': ({ contact }) => ({
    params: { id: contact },
    body: { email: 'siti@example.com', metadata: { tier: 'gold' } },
  }),
  'DELETE /contacts/{id}': ({ contact }) => ({ params: { id: contact } }),
  'POST /contacts/{id}/labels': ({ contact, label }) => ({
    params: { id: contact },
    body: { label_id: label },
  }),
  'DELETE /contacts/{id}/labels/{label_id}': ({ contact, label }) => ({
    params: { id: contact, label_id: label },
  }),
  'POST /contacts/bulk_label': ({ contact, label }) => ({
    body: { contact_ids: [contact], label_id: label, operation: 'detach' },
  }),
  'GET /labels': () => ({}),
  'POST /labels': () => ({ body: { name: 'Emas' } }),
  'GET /labels/{id}': ({ label }) => ({ params: { id: label } }),
  'PATCH /labels/{id}': ({ label }) => ({ params: { id: label }, body: { color: 'teal' } }),
  'DELETE /labels/{id}': ({ label }) => ({ params: { id: label } }),
}

/** Asks for an operation as its recipe says. */
export function request(kirim: TestSandbox, key: OperationKey, recipe: Recipe): Promise<Reply> {
  const { method, path } = OPERATIONS[key]
  const { params = {}, query, body, headers } = recipe
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
  return kirim.call(method, query === undefined ? filled : `${filled}?${query}`, body, headers)
}
