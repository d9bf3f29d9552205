// What tests of webhooks do again and again: subscribe, let something happen, and read what came of it.

import { createServer } from 'node:net'

import { attemptsOf } from '../../src/domain/webhooks/attempts.ts'
import type { Entry } from '../../src/domain/world/journal.ts'
import { get, newestFirst, oldestFirst } from '../../src/domain/world/tables.ts'
import type { DeliveryRow, EventType } from '../../src/domain/world/webhook-rows.ts'
import type { World } from '../../src/domain/world/world.ts'
import type { Received, Receiver } from '../support/receiver.ts'
import { startReceiver } from '../support/receiver.ts'
import type { Reply, TestSandbox } from '../support/sandbox.ts'
import { startTestSandbox } from '../support/sandbox.ts'

export { attemptsOf } from '../../src/domain/webhooks/attempts.ts'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const ALL_EVENTS: readonly EventType[] = [
  'message.received',
  'message.status',
  'conversation.assigned',
  'conversation.closed',
  'contact.created',
  'contact.updated',
]

export type Subscription = { readonly id: string; readonly secret: string }

/** A sandbox with one receiver that is subscribed to everything. */
export async function startWithReceiver(
  options: Parameters<typeof startTestSandbox>[0] = {},
): Promise<TestSandbox & { receiver: Receiver; subscription: Subscription }> {
  const receiver = await startReceiver()
  const sandbox = await startTestSandbox(options)
  const subscription = await subscribe(sandbox, receiver.url)
  return { ...sandbox, receiver, subscription }
}

export async function subscribe(
  sandbox: TestSandbox,
  url: string,
  events: readonly EventType[] = ALL_EVENTS,
): Promise<Subscription> {
  const { body } = await sandbox.call('POST', '/webhook_subscriptions', { url, events })
  return { id: body.data.id, secret: body.data.initial_secret }
}

let customers = 0

/** A contact is created, which one event tells; its number is a new one. */
export async function createContact(sandbox: TestSandbox, name = 'Siti'): Promise<Reply> {
  const phone_number = `+62813${String(++customers).padStart(8, '0')}`
  return sandbox.call('POST', '/contacts', { phone_number, name })
}

export function patchSubscription(
  sandbox: TestSandbox,
  { id }: Subscription,
  changes: object,
): Promise<Reply> {
  return sandbox.call('PATCH', `/webhook_subscriptions/${id}`, changes)
}

export function deliveries(world: World): DeliveryRow[] {
  return [...oldestFirst(world.deliveries)]
}

export function newestDelivery(world: World): DeliveryRow {
  for (const row of newestFirst(world.deliveries)) return row
  throw new Error('There is no delivery.')
}

/** Milliseconds of world time from each attempt of a delivery to the next. */
export function waitsOf(world: World, deliveryId: string): number[] {
  const at = attemptsOf(world, deliveryId).map((row) => row.createdAt)
  return at.slice(1).map((instant, index) => instant - (at[index] as number))
}

export function deliveryOf(world: World, received: Received | undefined): DeliveryRow {
  return get(world.deliveries, String(received?.headers['x-kirim-delivery-id']))
}

/** Resolves with the next journal entry that is meant: whoever asks must ask before it happens. */
export function nextEntry<Kind extends Entry['kind']>(
  world: World,
  kind: Kind,
  isMeant: (entry: Extract<Entry, { readonly kind: Kind }>) => boolean = () => true,
): Promise<Extract<Entry, { readonly kind: Kind }>> {
  return new Promise((resolve) => {
    const listener = (entry: Entry) => {
      if (entry.kind !== kind) return
      const one = entry as Extract<Entry, { readonly kind: Kind }>
      if (!isMeant(one)) return
      world.journal.listeners.delete(listener)
      resolve(one)
    }
    world.journal.listeners.add(listener)
  })
}

/** A promise and the hand that fulfils it. */
export function defer<Value = void>(): {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
} {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve }
}

/** A port of loopback on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A receiver's first answer is held back until it is told; `arrived` tells that somebody waits for it. */
export function holdAnswer(receiver: Receiver, status: number, ...further: number[]) {
  const arrived = defer()
  const answer = defer()
  receiver.answers = [
    async (response) => {
      arrived.resolve()
      await answer.promise
      response.writeHead(status).end()
    },
    ...further,
  ]
  return { arrived, answer }
}
