// The steps of a random story: each does one thing to a sandbox, and says in the model what came of it.
import { expect } from 'vitest'

import type { Reply, TestSandbox } from '../support/sandbox.ts'
import type { Model } from './model.ts'

/** Where a story happens. `pick` chooses: the same numbers make the same story. */
export type Scene = {
  readonly kirim: TestSandbox
  readonly model: Model
  /** Webhooks may go there: one that takes them, one that refuses, one where nobody listens. */
  readonly receivers: readonly string[]
}

type Step = (scene: Scene, pick: (from: number) => number) => Promise<void>

/** Nobody of them writes back by himself. */
const NUMBERS = [
  '+6281234567890',
  '+6281234567891',
  '+628000000001',
  '+628000000003',
  '+628000000007',
  '+628000000008',
  '+62800000131047',
]

const NAMES = ['VIP', 'Emas', 'Lama', 'vip ']

function phone(pick: (from: number) => number): string {
  return NUMBERS[pick(NUMBERS.length)] as string
}

/** One of what there is, or one that there is not. */
function one(ids: Iterable<string>, pick: (from: number) => number, prefix: string): string {
  const all = [...ids]
  return all[pick(all.length + 1)] ?? `${prefix}_${'0'.repeat(26)}`
}

function expectStatus(reply: Reply, isWell: boolean, otherwise: number): boolean {
  expect(reply.status, JSON.stringify(reply.body)).toBe(isWell ? 200 : otherwise)
  return isWell
}

function contactWith({ model }: Scene, number: string): string | undefined {
  for (const [id, contact] of model.contacts) if (contact.phone === number) return id
  return undefined
}

/** A message makes the contact that it needs. */
function meet({ model }: Scene, message: string, contact: string, number: string): void {
  if (!model.contacts.has(contact))
    model.contacts.set(contact, { phone: number, labels: new Set() })
  model.messages.set(message, contact)
}

const createContact: Step = async (scene, pick) => {
  const number = phone(pick)
  const isNew = contactWith(scene, number) === undefined
  const reply = await scene.kirim.call('POST', '/contacts', { phone_number: number })
  if (!expectStatus(reply, isNew, 400)) return
  scene.model.contacts.set(reply.body.data.id, { phone: number, labels: new Set() })
}

const deleteContact: Step = async ({ kirim, model }, pick) => {
  const id = one(model.contacts.keys(), pick, 'ctc')
  const reply = await kirim.call('DELETE', `/contacts/${id}`)
  if (!expectStatus(reply, model.contacts.delete(id), 404)) return
  for (const [message, contact] of model.messages)
    if (contact === id) model.messages.delete(message)
}

const createLabel: Step = async ({ kirim, model }, pick) => {
  const name = NAMES[pick(NAMES.length)] as string
  const isFree = ![...model.labels.values()].includes(name.trim().toLowerCase())
  const reply = await kirim.call('POST', '/labels', { name })
  if (expectStatus(reply, isFree, 400)) {
    model.labels.set(reply.body.data.id, name.trim().toLowerCase())
  }
}

const deleteLabel: Step = async ({ kirim, model }, pick) => {
  const id = one(model.labels.keys(), pick, 'lbl')
  const reply = await kirim.call('DELETE', `/labels/${id}`)
  if (!expectStatus(reply, model.labels.delete(id), 404)) return
  for (const { labels } of model.contacts.values()) labels.delete(id)
}

const labelContacts: Step = async ({ kirim, model }, pick) => {
  const label = one(model.labels.keys(), pick, 'lbl')
  const ids = [one(model.contacts.keys(), pick, 'ctc'), one(model.contacts.keys(), pick, 'ctc')]
  const operation = pick(2) === 0 ? 'attach' : 'detach'
  const wish = { contact_ids: ids, label_id: label, operation }
  const reply = await kirim.call('POST', '/contacts/bulk_label', wish)
  if (!expectStatus(reply, model.labels.has(label), 404)) return
  const known = [...new Set(ids)].flatMap((id) => model.contacts.get(id) ?? [])
  for (const { labels } of known) {
    if (operation === 'attach') labels.add(label)
    else labels.delete(label)
  }
}

const sendMessage: Step = async (scene, pick) => {
  const { kirim, model } = scene
  const number = phone(pick)
  const key = pick(3) === 0 ? `key ${pick(4)}` : undefined
  const wish = { to: number, type: 'text', text: { body: `Halo ${pick(2)}` } }
  const headers = key === undefined ? {} : { 'idempotency-key': key }
  const reply = await kirim.call('POST', '/messages', wish, headers)
  const before = key === undefined ? undefined : model.answered.get(key)
  if (before !== undefined) {
    const isSame = before.request === JSON.stringify(wish)
    if (expectStatus(reply, isSame, 422)) expect(reply.body).toStrictEqual(before.reply.body)
    return
  }
  expectStatus(reply, true, 0)
  if (key !== undefined) model.answered.set(key, { request: JSON.stringify(wish), reply })
  const contact = contactWith(scene, number) ?? (await contactOf(kirim, number))
  meet(scene, reply.body.data.id, contact, number)
}

async function contactOf(kirim: TestSandbox, number: string): Promise<string> {
  const reply = await kirim.call('GET', `/contacts?phone=${encodeURIComponent(number)}`)
  expect(reply.body.data).toHaveLength(1)
  return reply.body.data[0].id
}

const customerWrites: Step = async (scene, pick) => {
  const number = phone(pick)
  const content = pick(2) === 0 ? { text: 'Halo' } : { image: { caption: 'Batik' } }
  const reply = await scene.kirim.act('customer-writes', { from: number, ...content })
  expectStatus(reply, true, 0)
  meet(scene, reply.body.data.message_id, reply.body.data.contact_id, number)
}

const customerReads: Step = async (scene, pick) => {
  const number = phone(pick)
  const reply = await scene.kirim.act('customer-reads', { from: number })
  expectStatus(reply, contactWith(scene, number) !== undefined, 404)
}

const moveStatus: Step = async ({ kirim, model }, pick) => {
  const id = one(model.messages.keys(), pick, 'msg')
  const status = ['sent', 'delivered', 'read', 'failed'][pick(4)]
  const reply = await kirim.act('set-message-status', { message_id: id, status })
  if (!model.messages.has(id)) expect(reply.status).toBe(404)
  else expect([200, 400]).toContain(reply.status)
}

const changeConversation: Step = async ({ kirim }, pick) => {
  const { body } = await kirim.call('GET', '/conversations?limit=3')
  const id = one(
    body.data.map((row: { id: string }) => row.id),
    pick,
    'cnv',
  )
  const status = ['open', 'resolved', 'pending'][pick(3)]
  const reply = await kirim.call('PATCH', `/conversations/${id}`, { status })
  expectStatus(reply, !id.endsWith('0'.repeat(26)), 404)
}

const subscribe: Step = async ({ kirim, model, receivers }, pick) => {
  if (model.subscriptions.size >= 3) return
  const events = ['message.status', 'message.received', 'contact.created', 'contact.updated']
  const wish = { url: receivers[pick(receivers.length)], events: events.slice(pick(4)) }
  const reply = await kirim.call('POST', '/webhook_subscriptions', wish)
  expectStatus(reply, true, 0)
  model.subscriptions.add(reply.body.data.id)
}

const changeSubscription: Step = async ({ kirim, model }, pick) => {
  const id = one(model.subscriptions, pick, 'wbs')
  const status = ['active', 'paused'][pick(2)]
  const reply = await kirim.call('PATCH', `/webhook_subscriptions/${id}`, { status })
  expectStatus(reply, model.subscriptions.has(id), 404)
}

const unsubscribe: Step = async ({ kirim, model }, pick) => {
  const id = one(model.subscriptions, pick, 'wbs')
  const reply = await kirim.call('DELETE', `/webhook_subscriptions/${id}`)
  expectStatus(reply, model.subscriptions.delete(id), 404)
}

const replay: Step = async ({ kirim, model }, pick) => {
  const id = one(model.subscriptions, pick, 'wbs')
  const wish = { subscription_id: id }
  const reply = await kirim.call('POST', '/webhook_deliveries/bulk_replay', wish)
  if (!model.subscriptions.has(id)) expect(reply.status).toBe(404)
  else expect([200, 409]).toContain(reply.status)
}

const SPANS = ['0s', '1s', '90s', '20m', '25h', '31d'] as const

const advanceClock: Step = async ({ kirim, model }, pick) => {
  const by = SPANS[pick(SPANS.length)] as string
  expectStatus(await kirim.act('advance-clock', { by }), true, 0)
  if (by === '25h' || by === '31d') model.answered.clear()
}

const finishNext: Step = async ({ kirim }) => {
  expectStatus(await kirim.act('advance-clock', { until: 'next-job' }), true, 0)
}

/** None of these changes what the API answers. */
const FAULTS = [
  { fault: 'fate.fail', meta_code: 131026 },
  { fault: 'fate.delay', delay: '3h' },
  { fault: 'fate.skip', at: 'delivered' },
  { fault: 'fate.stick', at: 'sent' },
  { fault: 'fate.reorder' },
  { fault: 'fate.repeat', copies: 2 },
  { fault: 'delivery.duplicate', copies: 1 },
  { fault: 'delivery.delay', delay: '2h' },
  { fault: 'delivery.hold' },
  { fault: 'delivery.drop' },
  { fault: 'delivery.no-signature' },
  { fault: 'delivery.outcome', status: 503 },
  { fault: 'delivery.outcome', status: 410 },
  { fault: 'delivery.outcome', outcome: 'timed-out' },
]

const armFault: Step = async ({ kirim }, pick) => {
  const wish = { ...FAULTS[pick(FAULTS.length)], times: 1 + pick(3) }
  expectStatus(await kirim.act('arm-fault', wish), true, 0)
}

const disarm: Step = async ({ kirim }) => {
  expectStatus(await kirim.act('disarm-faults', {}), true, 0)
}

/** A fault that answers instead of the sandbox: nothing was done. */
const refusedByFault: Step = async ({ kirim }, pick) => {
  const operation = 'POST /labels'
  await kirim.act('arm-fault', { fault: 'status', status: 429, match: { operation }, times: 1 })
  const reply = await kirim.call('POST', '/labels', { name: NAMES[pick(NAMES.length)] })
  expect(reply.status).toBe(429)
}

const reset: Step = async ({ kirim, model }, pick) => {
  // Seldom, or no story would get far.
  if (pick(4) > 0) return
  expectStatus(await kirim.act('reset', {}), true, 0)
  for (const part of Object.values(model)) part.clear()
}

/** What a story is made of; what makes it go on comes more often. */
export const STEPS = {
  createContact,
  deleteContact,
  createLabel,
  deleteLabel,
  labelContacts,
  sendMessage,
  customerWrites,
  customerReads,
  moveStatus,
  changeConversation,
  subscribe,
  changeSubscription,
  unsubscribe,
  replay,
  advanceClock,
  finishNext,
  armFault,
  disarm,
  refusedByFault,
  reset,
} as const

export type StepName = keyof typeof STEPS

export const OFTEN: readonly StepName[] = [
  'sendMessage',
  'sendMessage',
  'customerWrites',
  'subscribe',
  'advanceClock',
]
