// Waiting for a webhook to arrive at an inbox, and telling why it did not.
import type { EventType } from '../contract/operation-types.ts'
import { EVENT_TYPES } from '../contract/spec.ts'
import { find } from '../domain/world/tables.ts'
import { nearest } from '../schema/nearest.ts'
import { deliveriesLike } from './deliveries.ts'
import { type ReceivedWebhook, webhooksAt } from './inbox.ts'
import type { Place } from './place.ts'
import { clockStory, countOf, faultStory, journalStory } from './story.ts'
import { type Condition, type WaitOptions, waitUntil } from './waiting.ts'
import { deliveryLines, subscriptionLines } from './webhook-story.ts'

/** Which webhook is meant; members that are left out match everything. */
export type WebhookFilter<E extends EventType = EventType> = {
  readonly event?: E | undefined
  /** The name of an inbox; any inbox of the organisation when left out. */
  readonly inbox?: string | undefined
  /** The id of the message that it is about, or its wamid. */
  readonly message?: string | undefined
  /** For `message.status`: the status that is told. */
  readonly status?: 'sent' | 'delivered' | 'read' | 'failed' | undefined
  /** The subscription's id. */
  readonly subscription?: string | undefined
  /** Only those that arrived after this one: its `number`, which an inbox counts. */
  readonly after?: number | undefined
  /** Whatever else must hold. */
  readonly match?: ((webhook: ReceivedWebhook<E>) => boolean) | undefined
}

/** @throws TypeError for an event that there is not. */
export function checkEvent(event: string | undefined): void {
  if (event === undefined || (EVENT_TYPES as readonly string[]).includes(event)) return
  const near = nearest(event, EVENT_TYPES)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new TypeError(`There is no event ${event}.${hint} Events: ${EVENT_TYPES.join(', ')}.`)
}

/** Waits until a webhook has arrived that fits; those that are there already count. */
export function waitForWebhook<E extends EventType>(
  place: Place,
  filter: WebhookFilter<E>,
  options: WaitOptions,
): Promise<ReceivedWebhook<E>> {
  checkEvent(filter.event)
  const condition: Condition<ReceivedWebhook<E>> = {
    what: describe(filter),
    look: () => webhooksLike(place, filter)[0],
    // The program under test may still do what brings it.
    hopeless: () => null,
    story: () => webhookStory(place, filter),
  }
  return waitUntil(place, condition, options)
}

function describe<E extends EventType>(filter: WebhookFilter<E>): string {
  const { event, inbox, message, status, subscription, after, match } = filter
  const facts = [
    status,
    message && `about ${message}`,
    subscription && `for ${subscription}`,
    after && `after number ${after}`,
    match && 'that matches',
  ].filter((fact) => fact !== undefined)
  const kind = event === undefined ? 'a webhook' : `a ${event} webhook`
  const where = inbox === undefined ? 'at an inbox' : `at the inbox ${inbox}`
  return [kind, ...(facts.length === 0 ? [] : [`(${facts.join(', ')})`]), where].join(' ')
}

/** The webhooks that fit, oldest first. */
export function webhooksLike<E extends EventType>(
  place: Place,
  filter: WebhookFilter<E>,
): ReceivedWebhook<E>[] {
  return arrivedAt(place, filter.inbox).filter((webhook): webhook is ReceivedWebhook<E> =>
    fits(place, webhook, filter),
  )
}

function arrivedAt(place: Place, inbox: string | undefined): ReceivedWebhook[] {
  const names = inbox === undefined ? [...place.organization.inboxes.byName.keys()] : [inbox]
  return names.flatMap((name) => webhooksAt(place, name))
}

function fits<E extends EventType>(
  place: Place,
  webhook: ReceivedWebhook,
  filter: WebhookFilter<E>,
): boolean {
  const { event, message, status, subscription, after = 0, match } = filter
  if (event !== undefined && webhook.event !== event) return false
  if (webhook.number <= after) return false
  if (status !== undefined && webhook.status !== status) return false
  if (subscription !== undefined && webhook.subscriptionId !== subscription) return false
  if (message !== undefined && !isAbout(place, webhook, message)) return false
  return match === undefined || match(webhook as ReceivedWebhook<E>)
}

function isAbout(place: Place, { messageId }: ReceivedWebhook, message: string): boolean {
  if (messageId === null || messageId === message) return messageId === message
  return find(place.organization.world.messages, messageId)?.wamid === message
}

/** At most so many are told one by one. */
const TOLD_MAX = 5

const NO_EVENT = 'no such webhook was to be delivered: nothing of the kind has been announced'

/** What is known of why it is not there. */
export function webhookStory<E extends EventType>(
  place: Place,
  filter: WebhookFilter<E>,
): string[] {
  const { world } = place.organization
  const { event, message, status, subscription } = filter
  const deliveries = [...deliveriesLike(world, { event, message, status, subscription })]
  return [
    ...arrivals(place, filter),
    ...subscriptionLines(world, event),
    ...(deliveries.length === 0 ? [NO_EVENT] : deliveryLines(world, deliveries)),
    ...elsewhere(
      place,
      deliveries.map(({ id }) => id),
    ),
    ...faultStory(place),
    ...clockStory(place),
    ...journalStory(place),
  ]
}

function arrivals<E extends EventType>(place: Place, filter: WebhookFilter<E>): string[] {
  const { inbox, event } = filter
  const where = inbox === undefined ? 'any inbox' : `the inbox ${inbox}`
  const all = arrivedAt(place, inbox)
  if (all.length === 0) return [`nothing has arrived at ${where}`]
  const near = all.filter((webhook) => event === undefined || webhook.event === event)
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one.event, (counts.get(one.event) ?? 0) + 1)
  const kinds = [...counts].map(([name, count]) => `${name} × ${count}`).join(', ')
  const heading = `${countOf(all.length, 'webhook')} arrived at ${where}: ${kinds}`
  if (near.length === 0) return [heading]
  const told = near.slice(-TOLD_MAX).map((one) => `  ${webhookLine(one)} did not fit`)
  return [heading, ...told]
}

export function webhookLine(webhook: ReceivedWebhook): string {
  const { number, inbox, event, status, messageId, attempt, answer, signature } = webhook
  const about = [status, messageId].filter((part) => part !== null).join(' of ')
  const sign = signature.valid ? '' : `, signature ${signature.reason}`
  return `${inbox} ${number}: ${event}${about === '' ? '' : ` (${about})`}, attempt ${attempt}, answered ${answer}${sign}`
}

/** A receiver of the user's own is no inbox. */
function elsewhere({ app, organization }: Place, deliveryIds: readonly string[]): string[] {
  const { world } = organization
  const inboxes = `${app.controlUrl}/inbox/`
  const urls = deliveryIds.flatMap((id) => {
    const row = find(world.deliveries, id)
    const url = row && find(world.subscriptions, row.subscriptionId)?.url
    return row?.status === 'succeeded' && url && !url.startsWith(inboxes) ? [url] : []
  })
  return [...new Set(urls)].map(
    (url) => `what went to ${url} arrived, but that is no inbox: wait with waitFor.delivery`,
  )
}
