// How a message's status may move: one row for where it stands, one column for the status that arrives.
import type { FateStep, MessageRow, MessageStatus } from '../world/message-rows.ts'
import { toIso } from '../world/time.ts'

/** A status that arrives. */
export type ArrivingStatus = FateStep['status']

type Move = {
  /** What is stored afterwards. */
  readonly to: MessageStatus
  /** Whether it never happens by itself: only somebody who insists can have it. */
  readonly isForced?: true
}

const forced = (to: MessageStatus): Move => ({ to, isForced: true })

/**
 * Statuses may arrive late or again, so what is stored never goes back. A message fails before it is
 * delivered or not at all, and nothing follows a failure. Source: prose /guides/message-status/.
 */
const MOVES: { readonly [From in MessageStatus]: { readonly [S in ArrivingStatus]: Move } } = {
  pending: {
    sent: { to: 'sent' },
    delivered: { to: 'delivered' },
    read: { to: 'read' },
    failed: { to: 'failed' },
  },
  sent: {
    sent: { to: 'sent' },
    delivered: { to: 'delivered' },
    read: { to: 'read' },
    failed: { to: 'failed' },
  },
  delivered: {
    sent: { to: 'delivered' },
    delivered: { to: 'delivered' },
    read: { to: 'read' },
    failed: forced('delivered'),
  },
  read: {
    sent: { to: 'read' },
    delivered: { to: 'read' },
    read: { to: 'read' },
    failed: forced('read'),
  },
  failed: {
    sent: forced('failed'),
    delivered: forced('delivered'),
    read: forced('read'),
    failed: { to: 'failed' },
  },
}

/** What is stored when a status arrives. */
export function statusAfter(from: MessageStatus, arriving: ArrivingStatus): MessageStatus {
  return MOVES[from][arriving].to
}

/** Whether a status that arrives moves the stored one. */
export function movesOn(from: MessageStatus, arriving: ArrivingStatus): boolean {
  return MOVES[from][arriving].to !== from
}

/** Why a status cannot arrive by itself, with all that has arrived; null when it can. */
export function moveProblem(message: MessageRow, arriving: ArrivingStatus): string | null {
  const { id, status, statusTimes } = message
  if (MOVES[status][arriving].isForced !== true) return null
  const history = statusTimes.map(([was, at]) => `${was} at ${toIso(at)}`).join(', ')
  const rule =
    status === 'failed' ? 'Nothing follows a failure.' : 'What has arrived fails no more.'
  return `Message ${id} is ${status} and does not become ${arriving}: ${history}. ${rule} With force: true it is moved all the same.`
}
