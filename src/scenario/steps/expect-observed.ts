// The step `expect-observed`: what a real program remembers, as its `observe` URL or command tells it.
import { Failure } from '../../domain/failures/failures.ts'
import { messageWithId } from '../../domain/messaging/messages.ts'
import type { World } from '../../domain/world/world.ts'
import { allOptional, object, text, type ValueOf } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher, receiver } from '../format/shapes.ts'
import { finding, msOf, WAITING, WITHIN_MS } from '../play/expectation.ts'
import { organizationFor, StepError } from '../play/play-state.ts'
import { type Finding, ownStep, type Turn } from '../play/step.ts'
import { ObserveError, type Observer, observe, sightingsOf } from '../programs/observation.ts'

/** Between two looks, in real milliseconds. */
const LOOK_AGAIN_MS = 50

const ID_MAX = 300

const INPUT = object('Where, of what, and what is said of it.', {
  receiver: receiver('The program; it needs `observe`.'),
  ...allOptional({
    id: text(
      'What is looked for, anywhere in it: a wamid, an id of ours, the id of an event. Of a message, both its ids count.',
      { maxLength: ID_MAX },
    ),
    count: matcher(
      'How often it stands there, or what the counts beside it come to. 0 for nowhere.',
    ),
    statuses: matcher('The statuses beside it, in lower case, in order.'),
    observed: matcher('The whole, whatever ids stand in it.'),
  }),
  ...WAITING,
})

type Asked = Omit<ValueOf<typeof INPUT>, 'within' | 'steady'>

export const expectObserved = ownStep({
  what: 'What a real program remembers, as its `observe` tells it.',
  input: INPUT,
  example: `- expect-observed: { receiver: app, id: '\${sent.data.id}', count: 1 }`,
  givesReply: false,
  check: ({ receiver: name, id, count, statuses, observed }, path, { receivers }) => {
    if (typeof name === 'string' && receivers.get(name) === true) {
      const message = `${name} is built in and remembers nothing; only real programs, with url and observe, do.`
      return [{ path: [...path, 'receiver'], message }]
    }
    if (id === undefined && (count !== undefined || statuses !== undefined)) {
      return [{ path, message: 'count and statuses are said of an id; give it.', ofName: true }]
    }
    if (count !== undefined || statuses !== undefined || observed !== undefined) return []
    return [
      { path, message: 'Nothing is expected; give count, statuses or observed.', ofName: true },
    ]
  },
  run: async (turn) => {
    const { within, steady, ...input } = turn.input
    const wrong = await lookUntil(turn, input, msOf(within) ?? WITHIN_MS, (one) => one === null)
    const hold = msOf(steady) ?? 0
    if (wrong !== null || hold === 0) return wrong
    return lookUntil(turn, input, hold, (one) => one !== null)
  },
})

/** Looks until it is over, or until so many real milliseconds have passed; what was seen last. */
async function lookUntil(
  turn: Turn<unknown>,
  input: Asked,
  ms: number,
  isOver: (seen: Finding | null) => boolean,
): Promise<Finding | null> {
  const { clock } = turn.play.machine
  const until = clock.stopwatch() + ms
  let seen = await look(turn, input)
  while (!isOver(seen) && clock.stopwatch() < until) {
    await new Promise<void>((resolve) => void clock.setAlarm(LOOK_AGAIN_MS, resolve))
    seen = await look(turn, input)
  }
  return seen
}

async function look({ play, organization }: Turn<unknown>, input: Asked): Promise<Finding | null> {
  const { receiver: name, id, observed, ...expected } = input
  const observer = play.receivers.get(name)?.observer
  if (observer === undefined) {
    throw new StepError(`${name} has no observe, so nothing is known of what it remembers.`)
  }
  const json = await whatIsTold(observer)
  const whole = observed === undefined ? [] : mismatches(observed, json)
  if (id === undefined) return finding(`what ${name} remembers is not as expected`, whole)
  const { world } = organizationFor(play, organization)
  const seen = rememberedOf(json, observer, idsOf(world, id))
  const wrong = [...mismatches(expected, seen), ...whole]
  return finding(`what ${name} remembers of ${id} is not as expected`, wrong)
}

/** @throws StepError */
async function whatIsTold(observer: Observer): Promise<unknown> {
  try {
    return await observe(observer)
  } catch (error) {
    if (!(error instanceof ObserveError)) throw error
    throw new StepError(error.message)
  }
}

/** Of a message both ids: a program knows it by one of them. */
function idsOf(world: World, id: string): readonly string[] {
  try {
    const message = messageWithId(world, id)
    return [message.wamid, message.id]
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [id]
  }
}

/** How often it is seen, by whichever of its ids is seen more often, and every status beside one. */
function rememberedOf(json: unknown, { mapping }: Observer, ids: readonly string[]) {
  const byId = ids.map((id) => sightingsOf(json, id, mapping))
  const counts = byId.map((seen) => seen.reduce((sum, { count }) => sum + count, 0))
  return {
    count: Math.max(0, ...counts),
    statuses: byId.flat().flatMap(({ statuses }) => statuses),
  }
}
