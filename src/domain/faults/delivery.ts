// Faults of deliveries: a webhook comes late, several times, wrongly signed, or not at all.
import { choice, flag, integer, optional } from '../../schema/shapes.ts'
import type { FaultRow } from '../world/fault-rows.ts'
import { find } from '../world/tables.ts'
import type { DeliveryRow } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { type Fault, fits, type Site } from './fault.ts'
import { duration, type Options, type Said } from './options.ts'
import { isArmed, strike } from './striking.ts'

/** What a fault does to the coming attempt of a delivery. */
export type DeliveryVerdict =
  /** The attempt is made so much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The attempt waits until the fault is disarmed. */
  | { readonly kind: 'detain' }
  /** No attempt is ever made. */
  | { readonly kind: 'lose' }
  /** Nothing is sent; the receiver is said to have done this. */
  | { readonly kind: 'pretend'; readonly outcome: PretendedOutcome }
  /** The webhook is sent in another way than usual. */
  | ({ readonly kind: 'send' } & SendingWay)

export type PretendedOutcome =
  | { readonly answers: number; readonly retryAfter: number | undefined }
  | { readonly fails: 'timed-out' | 'unreachable' }

/** How a webhook is sent; what is left out is as usual. */
export type SendingWay = {
  /** How often the request is sent beside the first. */
  readonly copies?: number
  /** Whether the copies are sent at the same time as the first, or one after another behind it. */
  readonly isAtOnce?: boolean
  /** Which secrets sign: those of the subscription, one that it had before, one that nobody has, or none at all. */
  readonly signedWith?: 'revoked' | 'foreign' | 'nothing'
  /** Whether the body is changed when it is signed already. */
  readonly isChangedAfterwards?: boolean
  /** Whether the oldest request that its receiver got is sent again behind it, as it was. */
  readonly repeatsOldest?: boolean
  /** Seconds between now and the time in the signature; negative is the past. */
  readonly signedAfterS?: number
}

type DeliveryFault<Of extends Options> = Fault<Of, (options: Said<Of>) => DeliveryVerdict>

const fault = <Of extends Options>(row: DeliveryFault<Of>): DeliveryFault<Of> => row

const LOST =
  'No program can act on a webhook that never comes: a test that waits for it cannot pass.'
const REFUSED =
  'A careful receiver refuses such a webhook, and the provider does not send it again: a test that waits for it cannot pass.'
const HOUR_S = 3_600

export const DELIVERY_FAULTS = {
  'delivery.duplicate': fault({
    what: 'The webhook is sent several times; the first answer counts.',
    options: {
      copies: optional(integer('how many more. Default 1.', { minimum: 1, maximum: 100 })),
      at_once: optional(flag('true sends all at the same time; else each waits for the answer.')),
    },
    example: {},
    ambient: { strikes: 'always' },
    deed: ({ copies = 1, at_once: isAtOnce = false }) => ({ kind: 'send', copies, isAtOnce }),
  }),
  'delivery.delay': fault({
    what: 'The attempt is made so much later, in world time.',
    options: { delay: duration('how much later, in world time.') },
    example: { delay: '1m' },
    ambient: { options: { delay: 2000 }, strikes: 'every-other' },
    deed: ({ delay }) => ({ kind: 'delay', ms: delay }),
  }),
  'delivery.hold': fault({
    what: 'The attempt waits until the fault is disarmed: others overtake it.',
    options: {},
    example: {},
    ambient: LOST,
    deed: () => ({ kind: 'detain' }),
  }),
  'delivery.drop': fault({
    what: 'The webhook is lost: nothing is sent, and the delivery is dead without counting as a failure.',
    options: {},
    example: {},
    ambient: LOST,
    deed: () => ({ kind: 'lose' }),
  }),
  'delivery.wrong-signature': fault({
    what: 'The webhook is signed with a secret that nobody has.',
    options: {},
    example: {},
    ambient: REFUSED,
    deed: () => ({ kind: 'send', signedWith: 'foreign' }),
  }),
  'delivery.stale-signature': fault({
    what: 'The webhook is signed as if it were an hour ago.',
    options: {},
    example: {},
    ambient: REFUSED,
    deed: () => ({ kind: 'send', signedAfterS: -HOUR_S }),
  }),
  'delivery.early-signature': fault({
    what: 'The webhook is signed as if it were later.',
    options: {
      seconds: optional(
        integer('seconds from now. Default 3600.', { minimum: 1, maximum: 86_400 }),
      ),
    },
    example: { seconds: HOUR_S },
    ambient: REFUSED,
    deed: ({ seconds = HOUR_S }) => ({ kind: 'send', signedAfterS: seconds }),
  }),
  'delivery.no-signature': fault({
    what: 'The webhook has no signature header.',
    options: {},
    example: {},
    ambient: REFUSED,
    deed: () => ({ kind: 'send', signedWith: 'nothing' }),
  }),
  'delivery.revoked-signature': fault({
    what: 'The webhook is signed with the secret that was revoked last, or has expired; where there is none, with one that nobody has.',
    options: {},
    example: {},
    ambient: REFUSED,
    deed: () => ({ kind: 'send', signedWith: 'revoked' }),
  }),
  'delivery.changed-body': fault({
    what: 'The webhook is changed after it was signed: its body has a member more.',
    options: {},
    example: {},
    ambient: REFUSED,
    deed: () => ({ kind: 'send', isChangedAfterwards: true }),
  }),
  'delivery.old-request': fault({
    what: 'Behind the webhook, the oldest request that the receiver got is sent again as it was, with its old signature. The answer to it does not count.',
    options: {},
    example: {},
    ambient: { strikes: 'always' },
    deed: () => ({ kind: 'send', repeatsOldest: true }),
  }),
  'delivery.outcome': fault({
    what: 'Nothing is sent; the receiver is said to have answered with a status, or not at all.',
    options: {
      status: optional(integer('the HTTP status.', { minimum: 100, maximum: 599 })),
      outcome: optional(
        choice('what the receiver is said to have done.', ['timed-out', 'unreachable']),
      ),
      retry_after: optional(integer('seconds in Retry-After.', { minimum: 0, maximum: 86_400 })),
    },
    example: { status: 503 },
    never: ({ status, outcome }) => {
      if ((status === undefined) !== (outcome === undefined)) return null
      const message = 'Say what the receiver did: a status, or an outcome.'
      return { param: 'status', message, isMissing: true }
    },
    ambient: { options: { status: 503 }, match: { attempt: 1 }, strikes: 'always' },
    deed: ({ status, outcome = 'unreachable', retry_after: retryAfter }) => ({
      kind: 'pretend',
      outcome: status === undefined ? { fails: outcome } : { answers: status, retryAfter },
    }),
  }),
} as const

export const DELIVERY_SITE: Site<DeliveryRow> = {
  title: 'Delivery faults: webhooks on their way',
  matches: {
    event: {
      what: 'the event, e.g. "message.status".',
      fits: ({ eventType }, { event }) => event === eventType,
      never: ({ match: { event = '' }, reach: { events } }) =>
        events.includes(event) ? null : `No event ${event}. Events: ${events.join(', ')}.`,
    },
    subscriptionId: {
      what: 'the subscription.',
      fits: (delivery, { subscriptionId }) => delivery.subscriptionId === subscriptionId,
      never: ({ match: { subscriptionId = '' }, reach: { world } }) =>
        find(world.subscriptions, subscriptionId) === undefined
          ? `No webhook subscription ${subscriptionId}.`
          : null,
    },
    attempt: {
      what: 'only the attempt with this number.',
      fits: ({ attemptCount }, { attempt }) => attempt === attemptCount + 1,
      never: ({ match: { attempt = 0 }, reach: { attemptsMax } }) =>
        attempt > attemptsMax ? `A delivery has at most ${attemptsMax} attempts.` : null,
    },
  },
}

/**
 * The fault that strikes the coming attempt of a delivery. One that delayed or held this attempt
 * before lets it pass, or it would never be made.
 */
export function strikeDelivery(world: World, delivery: DeliveryRow): FaultRow | undefined {
  if (!isArmed(world, 'delivery')) return undefined
  return strike(world, 'delivery', ({ id, match }) => {
    return !delivery.bentBy.includes(id) && fits(DELIVERY_SITE, match, delivery)
  })
}

/**
 * What a careful receiver finds of an attempt that this fault changed, where its signature and the
 * event do not show it; null when they do.
 */
export function foundBesides(name: string | null): 'stale' | 'mismatch' | null {
  if (name === null || !Object.hasOwn(DELIVERY_FAULTS, name)) return null
  const { deed, example } = DELIVERY_FAULTS[name as keyof typeof DELIVERY_FAULTS]
  const verdict = (deed as (said: unknown) => DeliveryVerdict)(example)
  if (verdict.kind !== 'send') return null
  if (verdict.isChangedAfterwards === true) return 'mismatch'
  return verdict.signedAfterS === undefined ? null : 'stale'
}

/** What the fault does. */
export function deliveryVerdict({ fault: name, options }: FaultRow): DeliveryVerdict {
  const { deed } = DELIVERY_FAULTS[name as keyof typeof DELIVERY_FAULTS]
  return (deed as (said: unknown) => DeliveryVerdict)(options)
}
