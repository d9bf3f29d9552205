// What a play exercised beside operations: which webhook events, and which types of messages.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { INBOUND_TYPES } from '../../domain/messaging/inbound-content.ts'
import { MEDIA_TYPES } from '../../domain/messaging/message-content.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import type { Organization } from '../../engine/sandbox.ts'
import type { ReceiverState } from './receivers.ts'

/** By name: how often it was seen. */
type Counts = Readonly<Record<string, number>>

export type Exercised = {
  /** Webhooks that a receiver answered with 2xx. */
  readonly events: Counts
  /** Types of messages to customers. */
  readonly sent: Counts
  /** Types of messages from customers. */
  readonly received: Counts
}

const SENDABLE = [
  'text',
  'template',
  'interactive',
  ...Object.entries(MEDIA_TYPES)
    .filter(([, { isSendable }]) => isSendable)
    .map(([type]) => type),
]

/** All that could be exercised. */
export const EXERCISABLE = {
  events: EVENT_TYPES as readonly string[],
  sent: SENDABLE as readonly string[],
  received: Object.keys(INBOUND_TYPES) as readonly string[],
}

export function exercisedIn(
  organizations: readonly Organization[],
  receivers: ReadonlyMap<string, ReceiverState>,
): Exercised {
  const [events, sent, received] = [new Map(), new Map(), new Map()] as Map<string, number>[]
  for (const { arrivals } of receivers.values()) {
    for (const { event, answered } of arrivals) {
      if (typeof answered === 'number' && answered < 300) count(events, event)
    }
  }
  for (const { world } of organizations) {
    for (const { type, direction } of oldestFirst(world.messages)) {
      count(direction === 'outbound' ? sent : received, type)
    }
  }
  return { events: told(events), sent: told(sent), received: told(received) }
}

/** Several plays together. */
export function addExercised(all: readonly Exercised[]): Exercised {
  const add = (name: keyof Exercised) => {
    const sum = new Map<string, number>()
    for (const one of all) {
      for (const [key, times] of Object.entries(one[name])) {
        sum.set(key, (sum.get(key) ?? 0) + times)
      }
    }
    return told(sum)
  }
  return { events: add('events'), sent: add('sent'), received: add('received') }
}

function count(counts: Map<string, number> | undefined, name: string): void {
  counts?.set(name, (counts.get(name) ?? 0) + 1)
}

function told(counts: Map<string, number> | undefined): Counts {
  return Object.fromEntries([...(counts ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)))
}
