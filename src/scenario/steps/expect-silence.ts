// The step `expect-silence`: that a receiver hears nothing.
import { DURATION } from '../../schema/formats.ts'
import { object, optional, type ValueOf } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { receiver } from '../format/shapes.ts'
import { act } from '../play/action-step.ts'
import { ABOUT_WEBHOOKS, arrivalsAt } from '../play/arrivals.ts'
import { type Asked, lookInTime, SINCE, WAITING } from '../play/expectation.ts'
import { markOf, type Play } from '../play/play-state.ts'
import { type Finding, ownStep, perform, type Turn } from '../play/step.ts'

const INPUT = object('Where, of what, and for how long.', {
  receiver: receiver('Where.'),
  ...ABOUT_WEBHOOKS,
  for: optional(DURATION.shape('Time passes first, and what comes meanwhile counts.')),
  since: SINCE,
  steady: WAITING.steady,
})

type Input = ValueOf<typeof INPUT>

export const expectSilence = ownStep({
  what: 'That a receiver hears nothing.',
  input: INPUT,
  example: '- expect-silence: { receiver: crm, event: message.status, for: 48h }',
  givesReply: false,
  run: (turn) => (turn.input.for === undefined ? lookInTime(turn, look, 0) : afterWaiting(turn)),
})

function look(play: Play, { input }: Asked<Input>): Finding | null {
  const { receiver: name, since, ...expected } = input
  const heard = arrivalsAt(play, name, since).filter(
    (one) => mismatches(expected, one).length === 0,
  )
  const [first] = heard
  if (first === undefined) return null
  const { event, at, number } = first
  const told = first.status === undefined ? event : `${event} ${first.status}`
  const mismatch = { path: '', expected: 'silence', seen: `${told} (number ${number}, ${at})` }
  return { message: `${name} heard ${heard.length}`, mismatches: [mismatch] }
}

/** Time passes first; only what comes meanwhile counts. */
async function afterWaiting(turn: Turn<Input>): Promise<Finding | null> {
  const { play, step, organization } = turn
  const { for: by, steady: _, ...input } = turn.input
  const name = `silence in line ${step.position.line}`
  play.marks.set(name, markOf(play))
  const advance = { ...turn, input: { by }, step: { ...step, isExamined: false } }
  await perform(advance, () => act('advance-clock', advance))
  return look(play, { organization, input: { since: name, ...input } })
}
