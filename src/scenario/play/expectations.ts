// Expectations at work: each looks at the play and says what is not as expected.
import { Failure } from '../../domain/failures/failures.ts'
import { find, oldestFirst } from '../../domain/world/tables.ts'
import type { DeliveryRow } from '../../domain/world/webhook-rows.ts'
import type { ExpectationName } from '../format/format.ts'
import { type Mismatch, mismatches, show } from '../format/matchers.ts'
import { type Mark, organizationFor, type Play } from './play.ts'
import type { Arrival } from './receivers.ts'
import { deliveryView, messageView, TABLES } from './views.ts'

/** What an expectation found: nothing wrong, or a sentence with the mismatches. */
export type Finding = { readonly message: string; readonly mismatches: readonly Mismatch[] } | null

type Input = Readonly<Record<string, unknown>>

/** An expectation with its references filled in, and the organisation it looks into. */
export type Asked = { readonly input: Input; readonly organization: unknown }

export const EXPECTED: Readonly<Record<ExpectationName, (play: Play, asked: Asked) => Finding>> = {
  'expect-reply': expectReply,
  'expect-message': expectMessage,
  'expect-webhook': expectWebhook,
  'expect-delivery': expectDelivery,
  'expect-silence': expectSilence,
  'expect-count': expectCount,
}

function expectReply(play: Play, { input }: Asked): Finding {
  const { of, ...expected } = input
  const reply = of === undefined ? play.last : play.scope[String(of)]
  if (reply === undefined) return { message: 'There is no reply yet.', mismatches: [] }
  const name = of === undefined ? 'the reply' : `the reply to ${String(of)}`
  return finding(`${name} is not as expected`, mismatches(expected, reply))
}

function expectMessage(play: Play, { input, organization }: Asked): Finding {
  const { id, ...expected } = input
  const { sandbox } = play.opened
  try {
    const view = messageView(sandbox, organizationFor(play, organization), String(id))
    return finding(`message ${String(id)} is not as expected`, mismatches(expected, view))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { message: error.message, mismatches: [] }
  }
}

function expectWebhook(play: Play, { input }: Asked): Finding {
  const { receiver, since, count, sequence, ...expected } = input
  const all = arrivalsAt(play, receiver, since)
  const what = `webhooks at ${String(receiver)}`
  if (!Array.isArray(sequence)) return among(what, all, expected, count)
  const meant = all.filter((one) => mismatches(expected, one).length === 0)
  const wrong = sequenceMismatches(sequence, meant)
  return finding(`the ${what} did not come in this sequence`, wrong)
}

/** One by one, so that a missing or surplus request is told by what it says. */
function sequenceMismatches(sequence: readonly unknown[], meant: readonly Arrival[]): Mismatch[] {
  const length = Math.max(sequence.length, meant.length)
  return Array.from({ length }, (_, index): Mismatch[] => {
    const path = `request ${index + 1}`
    const [expected, seen] = [sequence[index], meant[index]]
    if (seen === undefined) return [{ path, expected: show(expected), seen: 'nothing' }]
    const { event, status, attempt } = seen
    if (index < sequence.length) return mismatches(expected, seen, path)
    return [{ path, expected: 'nothing', seen: show({ event, status, attempt }) }]
  }).flat()
}

function expectSilence(play: Play, { input }: Asked): Finding {
  const { receiver, since, for: _, ...expected } = input
  const heard = arrivalsAt(play, receiver, since).filter(
    (one) => mismatches(expected, one).length === 0,
  )
  const [first] = heard
  if (first === undefined) return null
  const { event, at, number } = first
  const told = first.status === undefined ? event : `${event} ${first.status}`
  const mismatch = { path: '', expected: 'silence', seen: `${told} (number ${number}, ${at})` }
  return { message: `${String(receiver)} heard ${heard.length}`, mismatches: [mismatch] }
}

function arrivalsAt(play: Play, receiver: unknown, since: unknown): readonly Arrival[] {
  const name = String(receiver)
  const from = markFor(play, since)?.arrivals.get(name) ?? 0
  return play.receivers.get(name)?.arrivals.slice(from) ?? []
}

function markFor(play: Play, since: unknown): Mark | undefined {
  return since === undefined ? undefined : play.marks.get(String(since))
}

function expectDelivery(play: Play, { input, organization: where }: Asked): Finding {
  const { id, receiver, event, event_id: eventId, since, count, ...expected } = input
  const { sandbox } = play.opened
  const organization = organizationFor(play, where)
  const { world } = organization
  const after = markFor(play, since)?.seqs.get(world.id) ?? 0
  const url = receiver === undefined ? undefined : play.receivers.get(String(receiver))?.url
  const isMeant = (row: DeliveryRow) =>
    row.seq > after &&
    (id === undefined || row.id === id) &&
    (event === undefined || row.eventType === event) &&
    (eventId === undefined || mismatches(eventId, row.eventId).length === 0) &&
    (url === undefined || find(world.subscriptions, row.subscriptionId)?.url === url)
  const views = [...oldestFirst(world.deliveries)]
    .filter(isMeant)
    .map((row) => deliveryView(sandbox, organization, row))
  return among('deliveries', views, expected, count)
}

function expectCount(play: Play, { input, organization }: Asked): Finding {
  const { of, where = {}, count } = input
  const { world } = organizationFor(play, organization)
  const rows = [...(TABLES[String(of)]?.(world) ?? [])]
  const meant = rows.filter((row) => mismatches(where, row).length === 0)
  const message = `of ${rows.length} ${String(of)}, ${meant.length} are meant`
  return finding(message, mismatches(count, meant.length, 'count'))
}

/** At least one fits, or as many as `count` says; otherwise the one that comes nearest is shown. */
function among(
  what: string,
  candidates: readonly unknown[],
  expected: Input,
  count: unknown,
): Finding {
  const found = candidates.map((one) => mismatches(expected, one))
  const fitting = found.filter((wrong) => wrong.length === 0).length
  if (count !== undefined) {
    const wrong = mismatches(count, fitting, 'count')
    const near = fitting === 0 ? nearestOf(found) : []
    return finding(`of ${candidates.length} ${what}, ${fitting} fit`, [...wrong, ...near], wrong)
  }
  if (fitting > 0) return null
  if (candidates.length === 0) {
    const mismatch = { path: '', expected: show(expected), seen: 'none' }
    return { message: `there are no ${what}`, mismatches: [mismatch] }
  }
  const message = `none of ${candidates.length} ${what} fits; the nearest one`
  return { message, mismatches: nearestOf(found) }
}

function nearestOf(found: readonly (readonly Mismatch[])[]): readonly Mismatch[] {
  // Of equally near ones the newest: it is most likely the one that was meant.
  return found.reduce<readonly Mismatch[]>(
    (best, one) => (best.length === 0 || one.length <= best.length ? one : best),
    [],
  )
}

function finding(
  message: string,
  wrong: readonly Mismatch[],
  deciding: readonly Mismatch[] = wrong,
): Finding {
  return deciding.length === 0 ? null : { message, mismatches: wrong }
}
