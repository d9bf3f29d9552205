// Phones that behave on purpose: one row per behaviour, and the numbers that always have one.

import type { FailureKind } from '../failures/send-failures.ts'
import { find } from '../world/tables.ts'
import { HOUR_MS } from '../world/time.ts'
import type { World } from '../world/world.ts'

/** The range of numbers that behave on purpose: Indonesian toll-free, never on WhatsApp. */
export const MAGIC_PREFIX = '62800000'

/** A row of the table. */
export type Recipient = {
  readonly what: string
  /** The number `+62800000` and these digits always behaves so. */
  readonly suffix?: string
  /** What every message fails with. */
  readonly failure?: FailureKind
  /** The statuses that follow `sent`; `maybe-read` asks the world's readProbability. */
  readonly follows?: readonly ('delivered' | 'read' | 'maybe-read')[]
  /** Milliseconds from delivered to read, shortest and longest; else the world's settings. */
  readonly readAfterMs?: readonly [number, number]
  /** Milliseconds from sent to delivered, shortest and longest; else the world's settings. */
  readonly deliveredAfterMs?: readonly [number, number]
  /** Delivered this long after the message was accepted; else the world's settings. */
  readonly deliveredAtMs?: number
  readonly order?: 'backwards'
  readonly times?: number
  /** Whether webhooks name the phone by another number than the one that is written to. */
  readonly hasOtherWaId?: true
}

export const RECIPIENTS = {
  ordinary: {
    what: 'Gets messages within seconds and reads most of them.',
    follows: ['delivered', 'maybe-read'],
  },
  'stays-sent': {
    what: 'Messages stay sent: the phone is off.',
    suffix: '0001',
    follows: [],
  },
  'never-reads': {
    what: 'Messages are delivered and never read.',
    suffix: '0002',
    follows: ['delivered'],
  },
  'reads-at-once': {
    what: 'Messages are read at the moment they are delivered.',
    suffix: '0003',
    follows: ['delivered', 'read'],
    readAfterMs: [0, 0],
  },
  // Source: Meta's status webhook reference: with the chat open, no delivered is sent.
  'read-without-delivered': {
    what: 'The chat is open: messages are read, and no delivered is told.',
    suffix: '0004',
    follows: ['read'],
    readAfterMs: [500, 3_000],
  },
  'delivered-late': {
    what: 'Messages are delivered after six hours.',
    suffix: '0005',
    follows: ['delivered', 'maybe-read'],
    deliveredAtMs: 6 * HOUR_MS,
  },
  echoes: {
    what: 'Reads each message and writes it back.',
    suffix: '0006',
    follows: ['delivered', 'read'],
    readAfterMs: [1_000, 4_000],
  },
  'out-of-order': {
    what: 'Statuses arrive backwards: read, delivered, sent.',
    suffix: '0007',
    follows: ['delivered', 'read'],
    readAfterMs: [1_000, 4_000],
    order: 'backwards',
  },
  twice: {
    what: 'Each status arrives twice.',
    suffix: '0008',
    follows: ['delivered', 'read'],
    readAfterMs: [1_000, 4_000],
    times: 2,
  },
  // Source: Meta's contacts reference: wa_id "may or may not match" the number that was given.
  'other-wa-id': {
    what: 'Is known to WhatsApp by another number: webhooks name that one (wa_id, from, recipient_id).',
    suffix: '0009',
    follows: ['delivered', 'read'],
    readAfterMs: [1_000, 4_000],
    hasOtherWaId: true,
  },
  reads: {
    what: 'Reads every message, within seconds.',
    follows: ['delivered', 'read'],
    readAfterMs: [1_000, 4_000],
  },
  'reads-quickly': {
    what: 'Reads every message within five seconds of the call.',
    follows: ['delivered', 'read'],
    deliveredAfterMs: [400, 1_000],
    readAfterMs: [1_000, 2_000],
  },
  blocked: {
    what: 'Has blocked the business: messages fail with recipient_blocked.',
    failure: 'recipient_blocked',
  },
  'not-on-whatsapp': {
    what: 'Has no WhatsApp account: messages fail with recipient_not_on_whatsapp.',
    failure: 'recipient_not_on_whatsapp',
  },
  'fails-with-code': {
    what: "Messages fail with a Meta code: `fails:131047`, or +62800000 and the code's six digits.",
  },
} as const satisfies Record<string, Recipient>

export type RecipientBehaviour = keyof typeof RECIPIENTS

/** How a phone behaves; `metaCode` comes with `fails-with-code` and only with it. */
export type Behaviour = { readonly behaviour: RecipientBehaviour; readonly metaCode?: number }

const BY_SUFFIX: ReadonlyMap<string, RecipientBehaviour> = new Map(
  Object.entries<Recipient>(RECIPIENTS).flatMap(([name, row]) =>
    row.suffix === undefined ? [] : [[row.suffix, name as RecipientBehaviour]],
  ),
)

/** The row of a behaviour, with every column it may have. */
export function recipient(behaviour: RecipientBehaviour): Recipient {
  return RECIPIENTS[behaviour]
}

/** How the phone with this number (digits without the plus) behaves: as told, by its number, or ordinarily. */
export function behaviourOf(world: World, phone: string): Behaviour {
  const told = find(world.recipients, phone)
  if (told !== undefined) return readBehaviour(told.behaviour) ?? unknownBehaviour(told.behaviour)
  return phone.startsWith(MAGIC_PREFIX) ? magicBehaviour(phone) : { behaviour: 'ordinary' }
}

/**
 * Whether a number counts as being in an open customer service window: nobody can write from the
 * magic range, so its window would never open.
 */
export function ignoresWindow(phone: string): boolean {
  return phone.startsWith(MAGIC_PREFIX)
}

/** Reads what a recipient's row holds: a name of the table, or `fails:<Meta code>`; null for anything else. */
export function readBehaviour(text: string): Behaviour | null {
  const code = /^fails:(\d{1,6})$/.exec(text)?.[1]
  if (code !== undefined) return { behaviour: 'fails-with-code', metaCode: Number(code) }
  if (text === 'fails-with-code' || !Object.hasOwn(RECIPIENTS, text)) return null
  return { behaviour: text as RecipientBehaviour }
}

function magicBehaviour(phone: string): Behaviour {
  const suffix = phone.slice(MAGIC_PREFIX.length)
  if (/^\d{6}$/.test(suffix)) return { behaviour: 'fails-with-code', metaCode: Number(suffix) }
  return { behaviour: BY_SUFFIX.get(suffix) ?? 'not-on-whatsapp' }
}

function unknownBehaviour(text: string): never {
  throw new Error(`A recipient's row holds ${text}, which is no behaviour.`)
}
