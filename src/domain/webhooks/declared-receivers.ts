// Receivers that are declared where a sandbox starts: subscribed once, under a secret that stays the same.
import { reveal, secretOf } from '../world/secret.ts'
import { newestFirst, oldestFirst, remove } from '../world/tables.ts'
import type { EventType, SubscriptionRow } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { activeSecrets, addSecret } from './secrets.ts'
import { createSubscription, updateSubscription } from './subscriptions.ts'

/** The signing secret of a declared receiver that names no other: made up here, and no secret. */
export const DECLARED_SECRET = 'whsec_kirimsandboxkirimsandboxkirimsandboxkirimsa'

/** A program that wants to hear of events from the start. */
export type DeclaredReceiver = {
  readonly url: string
  readonly events: readonly EventType[]
  readonly secret: string
}

/**
 * Subscribes a receiver. One whose URL is subscribed already is not subscribed twice: it becomes
 * active, hears of these events and is signed for with this secret.
 *
 * @throws Failure invalid_webhook_url.
 */
export function declareReceiver(world: World, receiver: DeclaredReceiver): SubscriptionRow {
  const { url, events, secret } = receiver
  const known = subscriptionOf(world, url)
  if (known === undefined) {
    return createSubscription(world, { url, description: null, events, secret }).subscription
  }
  if (!activeSecrets(world, known.id).some((row) => reveal(row.secret) === secret)) {
    for (const { id } of [...newestFirst(world.secrets, 'bySubscription', known.id)]) {
      remove(world.secrets, id)
    }
    addSecret(world, known.id, null, secretOf(secret))
  }
  const isAsDeclared = known.status === 'active' && `${known.events}` === `${events}`
  return isAsDeclared ? known : updateSubscription(world, known.id, { events, status: 'active' })
}

function subscriptionOf(world: World, url: string): SubscriptionRow | undefined {
  for (const row of oldestFirst(world.subscriptions)) if (row.url === url) return row
  return undefined
}

/** A receiver and what is needed to verify what it gets. */
export type SubscribedReceiver = {
  readonly id: string
  readonly url: string
  readonly events: readonly EventType[]
  readonly secret: string
}

/** Every active subscription, oldest first, with the newest of the secrets that sign for it. */
export function subscribedReceivers(world: World): SubscribedReceiver[] {
  return [...oldestFirst(world.subscriptions, 'byStatus', 'active')].flatMap((row) => {
    const { id, url, events } = row
    const [newest] = activeSecrets(world, id)
    return newest === undefined ? [] : [{ id, url, events, secret: reveal(newest.secret) }]
  })
}
