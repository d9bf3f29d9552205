// Subscriptions: who wants to hear of which events, and what becomes of deliveries when that changes.
import { fail, failNotFound } from '../failures/failures.ts'
import { masked, secretOf } from '../world/secret.ts'
import { find, newestFirst, put, remove } from '../world/tables.ts'
import type { EventType, SecretRow, SubscriptionRow } from '../world/webhook-rows.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { giveUpUnfinished, releaseHeld } from './deliveries.ts'
import { addSecret } from './secrets.ts'

/**
 * Makes an active subscription with its first secret.
 *
 * @throws Failure invalid_webhook_url.
 */
export function createSubscription(
  world: World,
  wish: {
    readonly url: string
    readonly description: string | null
    readonly events: readonly EventType[]
    /** Instead of one that is made. */
    readonly secret?: string
  },
): { readonly subscription: SubscriptionRow; readonly secret: SecretRow } {
  checkWebhookUrl(world, wish.url)
  const subscription = put(world.subscriptions, {
    id: newId(world, 'subscription'),
    seq: nextSeq(world),
    createdAt: world.now,
    updatedAt: world.now,
    url: wish.url,
    description: wish.description,
    events: [...new Set(wish.events)],
    status: 'active',
    disabledReason: null,
    consecutiveFailures: 0,
  })
  const chosen = wish.secret === undefined ? undefined : secretOf(wish.secret)
  return { subscription, secret: addSecret(world, subscription.id, null, chosen) }
}

/** @throws Failure resource_not_found. */
export function findSubscription(world: World, id: string): SubscriptionRow {
  return find(world.subscriptions, id) ?? failNotFound('webhook subscription', id)
}

export type SubscriptionPatch = {
  readonly url?: string
  readonly description?: string | null
  readonly events?: readonly EventType[]
  readonly status?: 'active' | 'paused'
}

/**
 * Changes what the patch names. Becoming active lets held deliveries go; it is also the way back
 * from disabled, and forgets the failures that led there.
 *
 * @throws Failure resource_not_found, invalid_webhook_url.
 */
export function updateSubscription(
  world: World,
  id: string,
  patch: SubscriptionPatch,
): SubscriptionRow {
  const before = findSubscription(world, id)
  if (patch.url !== undefined) checkWebhookUrl(world, patch.url)
  if (Object.keys(patch).length === 0) return before
  const wasDisabled = before.status === 'disabled'
  const after = put(world.subscriptions, {
    ...before,
    ...patch,
    ...(patch.events !== undefined && { events: [...new Set(patch.events)] }),
    ...(patch.status !== undefined &&
      wasDisabled && { disabledReason: null, consecutiveFailures: 0 }),
    updatedAt: world.now,
  })
  if (after.status === 'active' && before.status !== 'active') releaseHeld(world, id)
  return after
}

/**
 * Deletes a subscription with its secrets. Its deliveries stay for audit, but are tried no more.
 *
 * @throws Failure resource_not_found.
 */
export function deleteSubscription(world: World, id: string): void {
  findSubscription(world, id)
  giveUpUnfinished(world, id)
  for (const secret of [...newestFirst(world.secrets, 'bySubscription', id)]) {
    remove(world.secrets, secret.id)
  }
  remove(world.subscriptions, id)
}

/** Production takes https only; a receiver on the developer's own machine rarely has it. */
function checkWebhookUrl(world: World, text: string): void {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol === 'https:') return
  if (protocol === 'http:' && !world.settings.strictUrls) return
  const shown = masked(text)
  const came = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown
  const expected = world.settings.strictUrls ? 'https://' : 'https:// (or http:// in the sandbox)'
  fail('invalid_webhook_url', 'url', `Webhook URL must be an ${expected} address; got ${came}.`)
}
