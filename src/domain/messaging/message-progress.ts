// The way of a message's status: step by step as planned, or at once because somebody says so.

import { fail } from '../failures/failures.ts'
import { failedBy, SEND_FAILURES } from '../failures/send-failures.ts'
import { announce, hasListeners } from '../webhooks/events.ts'
import { record } from '../world/journal.ts'
import type { FateStep, MessageRow, MessageStatus } from '../world/message-rows.ts'
import { cancelJob, schedule } from '../world/schedule.ts'
import { find, newestFirst, put } from '../world/tables.ts'
import type { ToldMessage } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { accountOf } from './accounts.ts'
import { namesOf } from './customer-names.ts'
import { type ArrivingStatus, moveProblem, movesOn, statusAfter } from './message-moves.ts'
import { behaviourOf } from './recipients.ts'

/** How long a customer takes to write back what was sent, where the phone echoes. */
const ECHO_AFTER_MS = 1_000

/**
 * Takes the next step of a message's fate and schedules the one after it. The status that came is
 * always announced; the stored one changes only when it is further on.
 */
export function progressMessage(world: World, id: string): void {
  const message = find(world.messages, id)
  const step = message?.fate[message.fateTaken]
  if (message === undefined || step === undefined) return
  const next = message.fate[message.fateTaken + 1]
  const job = next && schedule(world, 'progress-message', id, message.createdAt + next.afterMs)
  const after = put(world.messages, {
    ...message,
    status: statusAfter(message.status, step.status),
    fateTaken: message.fateTaken + 1,
    jobId: job?.id ?? null,
    statusTimes: [...message.statusTimes, [step.status, world.now]],
  })
  if (
    step.status === 'delivered' &&
    behaviourOf(world, message.customerPhone).behaviour === 'echoes'
  ) {
    schedule(world, 'echo-message', id, world.now + ECHO_AFTER_MS)
  }
  announceStatus(world, after, step.status)
}

function announceStatus(
  world: World,
  message: MessageRow,
  status: Exclude<MessageStatus, 'pending'>,
): void {
  const failure =
    status === 'failed' && message.failure !== null ? SEND_FAILURES[message.failure] : null
  record(world.journal, world.now, {
    kind: 'status',
    messageId: message.id,
    status,
    to: `+${message.customerPhone}`,
    ...(failure && {
      code: failure.code,
      detail: message.failureDetails ?? failure.message,
    }),
  })
  if (!hasListeners(world)) return
  const account = accountOf(world, message)
  const style = world.settings.statusStyle
  const names = namesOf(world, message.customerPhone, null)
  announce(world, {
    type: 'message.status',
    message: told(message),
    account,
    status,
    style,
    ...(names !== undefined && { names }),
  })
}

function told(message: MessageRow): ToldMessage {
  return {
    id: message.id,
    wamid: message.wamid,
    customerPhone: message.customerPhone,
    failure: message.failure,
    failureMetaCode: message.failureMetaCode,
    failureDetails: message.failureDetails,
    pricing: message.pricing,
    windowOpen: message.windowOpen,
    statusTimes: message.statusTimes,
  }
}

/**
 * Moves a status at once, ahead of its plan. What the plan still held up to this status is dropped;
 * what goes further stays. An older status than the stored one is announced all the same: that is
 * how statuses arrive late. A step that never happens by itself is taken with `isForced`, and noted.
 *
 * @throws Failure invalid_field_value for a message from a customer, and for a step that is not legal.
 */
export function forceStatus(
  world: World,
  message: MessageRow,
  status: ArrivingStatus,
  { metaCode = 131000, isForced = false } = {},
): MessageRow {
  if (message.direction === 'inbound') {
    fail('invalid_field_value', 'message_id', `Message ${message.id} came from a customer.`)
  }
  const problem = moveProblem(message, status)
  if (problem !== null && !isForced) fail('invalid_field_value', 'status', problem)
  if (problem !== null) {
    const note = `Message ${message.id} was ${message.status}; ${status} was forced on it.`
    record(world.journal, world.now, { kind: 'notice', message: note })
  }
  cancelJob(world, message.jobId)
  const taken = message.fate.slice(0, message.fateTaken)
  const rest = message.fate.slice(message.fateTaken).filter((step) => goesFurther(step, status))
  const step = { status, afterMs: world.now - message.createdAt }
  put(world.messages, {
    ...message,
    ...(status === 'failed' && failedBy(metaCode)),
    fate: [...taken, step, ...rest],
    jobId: null,
  })
  progressMessage(world, message.id)
  return find(world.messages, message.id) ?? message
}

function goesFurther(step: FateStep, status: FateStep['status']): boolean {
  return status !== 'failed' && movesOn(status, step.status)
}

/** The customer reads all that has arrived and is not read; the messages that were. */
export function readAll(world: World, contactId: string): MessageRow[] {
  const read: MessageRow[] = []
  for (const { id } of newestFirst(world.conversations, 'byContact', contactId)) {
    for (const message of newestFirst(world.messages, 'byConversation', id)) {
      const hasArrived = message.status === 'sent' || message.status === 'delivered'
      if (message.direction === 'outbound' && hasArrived) read.push(message)
    }
  }
  return read.reverse().map((message) => forceStatus(world, message, 'read'))
}
