// What must be true of a world whatever was done to it, as sentences about what is not.
import { attemptsOf } from '../../src/domain/webhooks/attempts.ts'
import type { MessageRow } from '../../src/domain/world/message-rows.ts'
import { ascending } from '../../src/domain/world/ordered.ts'
import {
  type AnyRow,
  type AnyTable,
  count,
  find,
  oldestFirst,
} from '../../src/domain/world/tables.ts'
import type { AttemptRow, DeliveryRow } from '../../src/domain/world/webhook-rows.ts'
import type { World } from '../../src/domain/world/world.ts'

/** Everything that is wrong with a world. */
export function flawsOf(world: World): string[] {
  return [
    ...tablesOf(world).flatMap(indexFlaws),
    ...rowsOf(world.messages).flatMap((row) => messageFlaws(world, row)),
    ...conversationFlaws(world),
    ...attachmentFlaws(world),
    ...rowsOf(world.deliveries).flatMap((row) => deliveryFlaws(world, row)),
    ...jobFlaws(world),
    ...doubles(rowsOf(world.messages).map(({ wamid }) => wamid)),
    ...doubles(rowsOf(world.contacts).map(({ accountId, phone }) => `${accountId}:${phone}`)),
  ]
}

function rowsOf<Row extends AnyRow>(table: { readonly slots: Map<string, { row: Row }> }): Row[] {
  return [...table.slots.values()].map(({ row }) => row)
}

function tablesOf(world: World): AnyTable[] {
  return Object.values(world).filter(
    (member: unknown): member is AnyTable =>
      typeof member === 'object' && member !== null && 'slots' in member,
  )
}

/** Each index has each row exactly where its key says, and in order. */
function indexFlaws({ name, slots, indexes }: AnyTable): string[] {
  const flaws: string[] = []
  for (const { keyOf, rankOf, lists } of indexes) {
    let held = 0
    for (const [key, list] of lists) {
      let last = { rank: Number.NEGATIVE_INFINITY, seq: 0 }
      for (const row of ascending(list) as Iterable<AnyRow>) {
        held++
        const place = { rank: rankOf(row), seq: row.seq }
        const isInOrder =
          place.rank > last.rank || (place.rank === last.rank && place.seq > last.seq)
        if (!isInOrder) flaws.push(`${name}: ${row.id} is out of order under ${key}`)
        if (keyOf(row) !== key) flaws.push(`${name}: ${row.id} stands under ${key}`)
        if (slots.get(row.id)?.row !== row) flaws.push(`${name}: ${row.id} is an old row`)
        last = place
      }
    }
    const due = [...slots.values()].filter(({ row }) => keyOf(row) !== undefined).length
    if (held !== due) flaws.push(`${name}: an index holds ${held} rows of ${due}`)
  }
  return flaws
}

function messageFlaws(world: World, message: MessageRow): string[] {
  const { id, contactId, conversationId, fate, fateTaken, statusTimes, jobId } = message
  const flaws: string[] = []
  const conversation = find(world.conversations, conversationId)
  if (find(world.contacts, contactId) === undefined) flaws.push(`${id} has no contact`)
  if (conversation === undefined) flaws.push(`${id} has no conversation`)
  else if (conversation.contactId !== contactId) flaws.push(`${id} is in a foreign conversation`)
  if (fateTaken > fate.length) flaws.push(`${id} has taken more steps than it has`)
  if (message.direction === 'outbound') {
    const isOver = fateTaken === fate.length
    if ((jobId === null) !== isOver) flaws.push(`${id} stands still on its way, or has a job left`)
    if (statusTimes.length !== fateTaken) flaws.push(`${id} has other times than steps`)
  }
  if (jobId !== null && find(world.jobs, jobId)?.subject !== id) flaws.push(`${id} lost its job`)
  return flaws
}

function conversationFlaws(world: World): string[] {
  return rowsOf(world.conversations).flatMap((row) => {
    const flaws: string[] = []
    const inbound = [...oldestFirst(world.messages, 'byConversation', row.id)].filter(
      ({ direction }) => direction === 'inbound',
    ).length
    if (find(world.contacts, row.contactId) === undefined) flaws.push(`${row.id} has no contact`)
    if (!(row.unreadCount >= 0 && row.unreadCount <= inbound)) {
      flaws.push(`${row.id} has ${row.unreadCount} unread of ${inbound}`)
    }
    return flaws
  })
}

function attachmentFlaws(world: World): string[] {
  const owners = [
    [world.contactLabels, world.contacts],
    [world.conversationLabels, world.conversations],
  ] as const
  return owners.flatMap(([attachments, table]) =>
    rowsOf(attachments)
      .filter(
        ({ labelId, ownerId }) =>
          find(world.labels, labelId) === undefined || !table.slots.has(ownerId),
      )
      .map(({ id }) => `${id} attaches what is not there`),
  )
}

/** A delivery's status is what its attempts made of it. */
function deliveryFlaws(world: World, delivery: DeliveryRow): string[] {
  const { id, status, phase, attemptCount, jobId, nextAttemptAt } = delivery
  const flaws: string[] = []
  const attempts = attemptsOf(world, id)
  const numbers = attempts.map(({ number }) => number).sort((a, b) => a - b)
  if (numbers.some((number, n) => number !== n + 1) || numbers.length !== attemptCount) {
    flaws.push(`${id} counts ${attemptCount} attempts and has ${numbers}`)
  }
  const last = attempts.find(({ number }) => number === attemptCount)
  const isOver = status === 'succeeded' || status === 'dead'
  if (isOver !== (phase === 'done')) flaws.push(`${id} is ${status} and ${phase}`)
  if (status === 'succeeded' && !succeeded(last)) flaws.push(`${id} succeeded without a 2xx`)
  if (status !== 'succeeded' && succeeded(last)) flaws.push(`${id} is ${status} after a 2xx`)
  if (status === 'failed' && attemptCount === 0) flaws.push(`${id} failed without an attempt`)
  if ((phase === 'scheduled') !== (jobId !== null)) flaws.push(`${id} is ${phase}, job ${jobId}`)
  if (jobId !== null && find(world.jobs, jobId)?.subject !== id) flaws.push(`${id} lost its job`)
  if (isOver && nextAttemptAt !== null) flaws.push(`${id} is over and to be attempted`)
  if (find(world.events, delivery.eventRowId) === undefined) flaws.push(`${id} has no event`)
  return flaws
}

function succeeded(attempt: AttemptRow | undefined): boolean {
  const status = attempt?.responseStatus ?? 0
  return status >= 200 && status < 300
}

const SUBJECTS = {
  'progress-message': 'messages',
  'download-media': 'messages',
  'attempt-delivery': 'deliveries',
} as const

/** Each job is about something that is there, and lies ahead. */
function jobFlaws(world: World): string[] {
  return rowsOf(world.jobs).flatMap(({ id, kind, subject, dueAt }) => {
    if (kind === 'purge-deliveries') return count(world.deliveries) > 0 ? [] : ['an idle purge']
    // A message that was deleted is not echoed: the job finds nothing to do.
    const isThere = kind === 'echo-message' || world[SUBJECTS[kind]].slots.has(subject)
    const flaws = isThere ? [] : [`job ${id} (${kind}) is about ${subject}, which is gone`]
    return dueAt < world.now ? [...flaws, `job ${id} (${kind}) is overdue`] : flaws
  })
}

function doubles(values: readonly string[]): string[] {
  return values.filter((value, n) => values.indexOf(value) !== n).map((value) => `${value} twice`)
}
