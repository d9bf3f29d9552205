// Journal entries as the control API shows them: one shape for each kind.
import type { Entry, EntryBody } from '../../domain/world/journal.ts'
import { fromIso, toIso } from '../../domain/world/time.ts'
import type { Schema } from '../schema.ts'
import { instant, list, number, orNull, text, whole, yes } from './shapes.ts'

export type EntryKind = Entry['kind']

type BodyOf<Kind extends EntryKind> = Extract<EntryBody, { readonly kind: Kind }>

/** What stands in an entry beside its kind, its number and its time. */
type Kinds = {
  readonly [Kind in EntryKind]: {
    readonly what: string
    readonly members: Readonly<Record<Exclude<keyof BodyOf<Kind>, 'kind'>, Schema>>
  }
}

export const ENTRY_KINDS: Kinds = {
  request: {
    what: 'A request to the API, and its answer.',
    members: {
      requestId: text('The X-Request-Id of the answer.'),
      operation: text('`POST /messages`; empty when no operation was meant.'),
      method: text('The HTTP method.'),
      path: text('The path with its query.'),
      status: whole('The HTTP status.'),
      durationMs: number('How long the answer took, in machine time.'),
      code: text('The error code, when it was refused.'),
      param: text('The parameter that was to blame.'),
      message: text('Why it was refused.'),
      replayed: yes('That the answer was one kept under an Idempotency-Key.'),
      subject: text('The id of the resource in the answer.'),
      fault: text('The fault that made or changed the answer.'),
      ignored: list(
        'The members of the body that the contract does not know, a sentence each.',
        text('Which one, and what it may have been meant to be.'),
      ),
    },
  },
  status: {
    what: 'A message came to a status.',
    members: {
      messageId: text('The message.'),
      status: text('The status.'),
      to: text("The customer's number."),
      code: text('The error code of a failed message.'),
      detail: text('Why it failed.'),
    },
  },
  inbound: {
    what: 'A customer wrote.',
    members: {
      messageId: text('The message.'),
      from: text("The customer's number."),
      type: text('The type of the message.'),
      detail: text('Its text or caption.'),
    },
  },
  attempt: {
    what: 'One try to deliver a webhook, and what came of it.',
    members: {
      deliveryId: text('The delivery.'),
      subscriptionId: text('The subscription.'),
      event: text('The type of the event.'),
      attempt: whole('Which try it was, from 1.'),
      url: text('Where it was posted to.'),
      outcome: text('`HTTP 503`, or why there was no answer.'),
      status: orNull(whole('The HTTP status of the answer; null without one.')),
      durationMs: number('How long the receiver took.'),
      result: text('What became of the delivery.', { enum: ['succeeded', 'failed', 'dead'] }),
      nextAttemptAt: orNull(instant('When it is tried again.')),
      fault: text('The fault that changed the attempt.'),
    },
  },
  notice: {
    what: "Something worth knowing that is nobody's fault.",
    members: { message: text('What it is.') },
  },
  breach: {
    what: 'A bug of the sandbox.',
    members: { message: text('What went wrong.') },
  },
}

export const ENTRY_KIND_NAMES = Object.keys(ENTRY_KINDS) as readonly EntryKind[]

/** The schema of an entry: which members there are depends on its kind. */
export const ENTRY_SCHEMA: Schema = {
  description: 'An entry of the journal.',
  oneOf: ENTRY_KIND_NAMES.map((kind) => {
    const { what, members } = ENTRY_KINDS[kind]
    const named = Object.entries(members).map(([name, schema]) => [snakeCase(name), schema])
    return {
      description: what,
      type: 'object',
      properties: {
        number: whole('Its number; every entry has the next one.'),
        at: instant('World time.'),
        kind: { description: 'What kind of entry it is.', type: 'string', const: kind },
        ...Object.fromEntries(named),
      },
      required: ['number', 'at', 'kind'],
      additionalProperties: false,
    }
  }),
}

export type ShownEntry = {
  readonly number: number
  readonly at: string
  readonly kind: EntryKind
  readonly [member: string]: unknown
}

/** An entry with names in snake case and instants as text. */
export function showEntry(entry: Entry): ShownEntry {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(entry)) {
    const isInstant = typeof value === 'number' && (name === 'at' || name.endsWith('At'))
    if (value !== undefined) shown[snakeCase(name)] = isInstant ? toIso(value) : value
  }
  return shown as ShownEntry
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A shown entry as the journal holds it: what `showEntry` was given. */
export function readEntry(shown: ShownEntry): Entry {
  const members = Object.entries(shown).map(([name, value]) => {
    const isInstant = typeof value === 'string' && (name === 'at' || name.endsWith('_at'))
    return [camelCase(name), isInstant ? fromIso(value) : value]
  })
  return Object.fromEntries(members) as Entry
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
