// The table of invariants: what must hold once all is quiet, and how it is seen that it does not.
import { mismatches } from '../../scenario/format/matchers.ts'
import { sightingsOf } from '../../scenario/programs/observation.ts'
import type { TappedCall } from '../tap.ts'
import type { InvariantName } from './names.ts'
import type { Facts, PlayDelivery, PlayMessage } from './play.ts'
import type { Scene, Subject } from './scene.ts'

/** Something that does not hold. */
export type Violation = {
  readonly invariant: InvariantName
  /** What was seen instead, as a sentence. */
  readonly seen: string
  /** The expectation of a scenario that fails because of it; none where scenarios have no words for it. */
  readonly expectation?: {
    readonly verb: string
    readonly input: Readonly<Record<string, unknown>>
  }
}

type Look = (scene: Scene, facts: Facts) => readonly Violation[]

/** Everything that does not hold, of what is asked for. */
export function violationsOf(scene: Scene, facts: Facts): readonly Violation[] {
  const { invariants } = scene.plan
  return Object.entries(LOOKS).flatMap(([name, look]) =>
    invariants === undefined || invariants.includes(name as InvariantName)
      ? look(scene, facts)
      : [],
  )
}

/** What nothing can be said about, with what is missing to say it. */
export function blindSpots({
  normal,
  subjects,
  plan,
}: Scene): Partial<Record<InvariantName, string>> {
  const sees = subjects.some(({ name }) => (normal.seen[name]?.most ?? 0) > 0)
  const sends = normal.replies > 0 || normal.driven > 0
  const shows = subjects.some(({ name }) => normal.showsStatus[name] === true)
  return {
    ...(!sees && !sends && { 'handled-once': NO_EFFECT }),
    ...(!sees && !sends && { 'nothing-lost': NO_EFFECT }),
    ...(!sends && { 'no-double-send': 'In a calm play the program sent nothing through the API.' }),
    ...(!sends && { 'respects-retry-after': 'In a calm play the program called nothing.' }),
    ...(!shows && { 'status-agrees': 'No status stands beside an id in what is observed.' }),
    ...(plan.expect === undefined && { expect: 'The file has no expectations of its own.' }),
  }
}

const NO_EFFECT =
  'In a calm play nothing was seen of a webhook: no message sent, no id in what is observed. Give `observe`.'

const LOOKS: Readonly<Record<InvariantName, Look>> = {
  'handled-once': (scene, facts) =>
    inboundOf(facts).flatMap((message) =>
      scene.subjects.flatMap((subject) => handledTwice(scene, facts, subject, message)),
    ),
  'nothing-lost': (scene, facts) => [
    ...inboundOf(facts).flatMap((message) =>
      scene.subjects.flatMap((subject) => lost(scene, facts, subject, message)),
    ),
    ...unanswered(scene, facts),
  ],
  'no-double-send': (scene, facts) => sentTooOften(scene, facts),
  'status-agrees': (scene, facts) =>
    facts.messages
      .filter(({ direction }) => direction === 'outbound')
      .flatMap((message) =>
        scene.subjects.flatMap((subject) => disagreement(scene, facts, subject, message)),
      ),
  'respects-retry-after': hasty,
  'answers-in-time': (_scene, { attempts }) =>
    attempts
      .filter(({ outcome, fault }) => fault === undefined && /time|aborted/i.test(outcome))
      .slice(0, 1)
      .map(({ event, outcome }) => ({
        invariant: 'answers-in-time' as const,
        seen: `${event} was not answered within ten seconds (${outcome}).`,
        expectation: {
          verb: 'expect-delivery',
          input: { attempts: { $contains: { outcome: 'timed-out', fault: null } }, count: 0 },
        },
      })),
  'no-5xx-for-good': (_scene, facts) =>
    givenUp(facts, (status) => status !== null && status >= 500),
  expect: ({ plan: { expect = [] } }, { observed }) =>
    expect.flatMap(({ receiver, say, observed: expected }) => {
      const [wrong] = mismatches(expected, observed.get(receiver))
      if (wrong === undefined) return []
      const seen = `${say} At ${wrong.path || 'the whole'}: expected ${wrong.expected}, saw ${wrong.seen}.`
      const expectation = { verb: 'expect-observed', input: { receiver, observed: expected } }
      return [{ invariant: 'expect' as const, seen, expectation }]
    }),
}

function inboundOf({ messages }: Facts): readonly PlayMessage[] {
  return messages.filter(({ direction }) => direction === 'inbound')
}

/** How often a message is seen, by whichever of its ids is seen more often. */
export function countOf(facts: Facts, { name, observer }: Subject, ids: readonly string[]): number {
  const json = facts.observed.get(name)
  const counts = ids.map((id) =>
    sightingsOf(json, id, observer?.mapping).reduce((sum, { count }) => sum + count, 0),
  )
  return Math.max(0, ...counts)
}

function handledTwice(
  scene: Scene,
  facts: Facts,
  subject: Subject,
  message: PlayMessage,
): Violation[] {
  const usual = scene.normal.seen[subject.name]?.most ?? 0
  if (usual === 0) return []
  const count = countOf(facts, subject, [message.wamid, message.id])
  if (count <= usual) return []
  return [
    {
      invariant: 'handled-once',
      seen: `"${message.summary}" of ${message.customer} is seen ${count} times at ${subject.name}; when nothing goes wrong, ${usual} times.`,
      expectation: observed(subject, message, { count: usual }),
    },
  ]
}

function lost(scene: Scene, facts: Facts, subject: Subject, message: PlayMessage): Violation[] {
  const usual = scene.normal.seen[subject.name]?.least ?? 0
  const taken = facts.deliveries.some(
    (one) => one.status === 'succeeded' && tells(one, message.wamid) && wasTaken(facts, one),
  )
  if (usual === 0 || !taken) return []
  const count = countOf(facts, subject, [message.wamid, message.id])
  if (count >= usual) return []
  return [
    {
      invariant: 'nothing-lost',
      seen: `"${message.summary}" of ${message.customer} was taken with a 2xx, and ${subject.name} knows nothing of it${count > 0 ? ' but a part' : ''}.`,
      expectation: observed(subject, message, { count: usual }),
    },
  ]
}

/** Whether a body says so, as far as it is known. */
function tells({ body }: PlayDelivery, text: string): boolean {
  return body === null || body.includes(text)
}

/** Whether the program itself took it: a fault may have answered in its place. */
function wasTaken({ attempts }: Facts, { id }: PlayDelivery): boolean {
  return attempts.some(
    ({ delivery_id: of, result, fault }) =>
      of === id && result === 'succeeded' && !/outcome/.test(fault ?? ''),
  )
}

/** Refused for good, although nothing was wrong with the last attempt; or answered by no message. */
function unanswered(scene: Scene, facts: Facts): readonly Violation[] {
  const refused = givenUp(facts, (status) => status !== null && status < 500).map((one) => ({
    ...one,
    invariant: 'nothing-lost' as const,
  }))
  const silent = customersOf(facts).filter((customer) => {
    const { least } = dueTo(scene, facts, customer)
    return sentTo(facts, customer) < least && !hasDeadLetter(facts)
  })
  return [
    ...refused,
    ...silent.map((customer) => {
      const { least } = dueTo(scene, facts, customer)
      return {
        invariant: 'nothing-lost' as const,
        seen: `${customer} was sent ${sentTo(facts, customer)} messages; at least ${least} were due.`,
        expectation: countSent(customer, { $at_least: least }),
      }
    }),
  ]
}

/** How many messages a customer is to get, by what calm plays have shown. */
function dueTo({ normal }: Scene, facts: Facts, customer: string) {
  const { replies, further, driven } = normal
  const wrote = inboundOf(facts).filter((one) => one.customer === customer).length
  const asked = (facts.driven.get(customer) ?? 0) * driven
  const again = Math.max(0, wrote - 1)
  const first = wrote > 0 ? replies : 0
  const refused = facts.calls.filter((call) => call.to === customer && isOutside(call)).length
  return {
    least: Math.max(0, first + again * Math.min(replies, further) + asked - refused),
    most: first + again * Math.max(replies, further) + asked,
  }
}

/** The rules of the API stood against it, and no fault. */
function isOutside({ status, reply }: TappedCall): boolean {
  return status === 422 && reply.includes('outside_24h_window')
}

function countSent(customer: string, count: unknown) {
  const where = { direction: 'outbound', to: customer }
  return { verb: 'expect-count', input: { of: 'messages', where, count } }
}

function hasDeadLetter({ deliveries }: Facts): boolean {
  return deliveries.some(({ status }) => status === 'dead')
}

/** Dead letters whose last attempt no fault had changed, by what the program answered. */
function givenUp(facts: Facts, is: (status: number | null) => boolean): readonly Violation[] {
  const dead = facts.deliveries.filter(({ status }) => status === 'dead')
  const wrong = dead.flatMap(({ id, event_type: event }) => {
    const last = facts.attempts.filter((one) => one.delivery_id === id).at(-1)
    const isBlameless = last === undefined || last.fault !== undefined || !is(last.status)
    return isBlameless ? [] : [{ event, outcome: last.outcome }]
  })
  const [one] = wrong
  if (one === undefined) return []
  const count = dead.length - wrong.length
  return [
    {
      invariant: 'no-5xx-for-good',
      seen: `${one.event} ended as a dead letter: the program answered ${one.outcome}.`,
      expectation: { verb: 'expect-delivery', input: { status: 'dead', count } },
    },
  ]
}

function customersOf({ messages }: Facts): string[] {
  return [...new Set(messages.map(({ customer }) => customer))]
}

function sentTo({ messages }: Facts, customer: string): number {
  return messages.filter((one) => one.direction === 'outbound' && one.customer === customer).length
}

function sentTooOften(scene: Scene, facts: Facts): readonly Violation[] {
  const { replies, driven } = scene.normal
  if (replies === 0 && driven === 0) return []
  return customersOf(facts).flatMap((customer): Violation[] => {
    const { most } = dueTo(scene, facts, customer)
    const sent = sentTo(facts, customer)
    if (sent <= most) return []
    return [
      {
        invariant: 'no-double-send',
        seen: `${customer} was sent ${sent} messages; ${most} were due.`,
        expectation: countSent(customer, { $at_most: most }),
      },
    ]
  })
}

function disagreement(
  scene: Scene,
  facts: Facts,
  subject: Subject,
  message: PlayMessage,
): Violation[] {
  if (scene.normal.showsStatus[subject.name] !== true || message.status === 'pending') return []
  const wasTold = facts.deliveries.some(
    (one) =>
      one.status === 'succeeded' && tells(one, message.wamid) && tells(one, `"${message.status}"`),
  )
  if (!wasTold) return []
  const sightings = [message.wamid, message.id].flatMap((id) =>
    sightingsOf(facts.observed.get(subject.name), id, subject.observer?.mapping),
  )
  const statuses = sightings.flatMap((one) => one.statuses)
  if (sightings.length === 0 || statuses.includes(message.status)) return []
  return [
    {
      invariant: 'status-agrees',
      seen: `The API says ${message.status} of "${message.summary}"; ${subject.name} says ${statuses.join(', ') || 'nothing'}.`,
      expectation: observed(subject, message, { statuses: { $contains: message.status } }),
    },
  ]
}

function observed(
  subject: Subject,
  { wamid }: PlayMessage,
  what: Readonly<Record<string, unknown>>,
) {
  return { verb: 'expect-observed', input: { receiver: subject.name, id: wamid, ...what } }
}

/** A call that was made again before it was allowed. */
function hasty(scene: Scene, facts: Facts): readonly Violation[] {
  for (const call of facts.calls) {
    const seconds = Number(call.retryAfter ?? Number.NaN)
    if (Number.isNaN(seconds) || call.endedAt === null) continue
    const next = facts.calls.find(
      (one) => one.number > call.number && isAgain(scene, facts, call, one),
    )
    if (next === undefined) continue
    const waited = next.at - call.endedAt
    // A tenth of a second is lost on the way.
    if (waited + 100 >= seconds * 1_000) continue
    const seen = `${call.method} ${call.path} got ${call.status} with Retry-After ${seconds}, and was made again after ${Math.round(waited)} ms.`
    const where = { operation: `${call.method} /messages`, status: call.status }
    const due = customersOf(facts).reduce((sum, one) => sum + dueTo(scene, facts, one).most, 0)
    const input = { of: 'requests', where, count: { $at_most: due } }
    return [
      { invariant: 'respects-retry-after', seen, expectation: { verb: 'expect-count', input } },
    ]
  }
  return []
}

/** Whether a call is another try, and not another message that says the same. */
function isAgain(scene: Scene, facts: Facts, call: TappedCall, next: TappedCall): boolean {
  if (next.path !== call.path || next.body !== call.body) return false
  const key = call.headers['idempotency-key']
  if (key !== undefined && key === next.headers['idempotency-key']) return true
  return call.to !== undefined && dueTo(scene, facts, call.to).most <= 1
}
