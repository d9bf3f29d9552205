// Expectations: steps that look at the play, once or until what real programs do has come true.
import { parseDuration } from '../../schema/durations.ts'
import { DURATION } from '../../schema/formats.ts'
import { optional, type Shape, type ValueOf, type ValuesOf } from '../../schema/shapes.ts'
import { type Mismatch, mismatches, show } from '../format/matchers.ts'
import type { Input } from '../format/scenario.ts'
import { matcher, reply } from '../format/shapes.ts'
import type { Mark, Play } from './play-state.ts'
import { type Finding, type OwnStep, ownStep, type Turn, type Written } from './step.ts'

/** How long an expectation waits where real programs take part. */
export const WITHIN_MS = 5_000

/** How an expectation waits for real programs. */
export const WAITING = {
  within: optional(
    DURATION.shape(
      'How long, in real time, it may take to come true. Default: 5s where real programs take part, else at once.',
    ),
  ),
  steady: optional(
    DURATION.shape(
      'How long, in real time, it must stay true where real programs take part. Default: not at all.',
    ),
  ),
}

type Waiting = ValuesOf<typeof WAITING>

export const SINCE = optional(reply('Only what came after the step with this name.'))
export const COUNT = optional(matcher('How many there are; at least one when left out.'))

/** An expectation with its references filled in, and the organisation it looks into. */
export type Asked<Given> = { readonly input: Given; readonly organization: unknown }

/** A step that expects something: `look` says what is wrong just now. */
export function expecting<Some extends Shape>(
  row: Omit<Written<Some>, 'givesReply'> & {
    readonly look: (play: Play, asked: Asked<ValueOf<Some>>) => Finding | null
    /** What must be over before it looks. */
    readonly before?: (turn: Turn<ValueOf<Some>>) => Promise<void>
    /** Whether it waits for what is not there yet; else it only looks whether it stays true. */
    readonly waits: boolean
  },
): OwnStep {
  const { look, before, waits, ...described } = row
  return ownStep<Some>({
    ...described,
    givesReply: false,
    run: async (turn: Turn<ValueOf<Some>>) => {
      await before?.(turn)
      return lookInTime(turn, look, waits ? WITHIN_MS : 0)
    },
  })
}

/** Looks at once, and where real programs take part again whenever something happens. */
export async function lookInTime<Given>(
  { play, input: given, organization }: Turn<Given>,
  look: (play: Play, asked: Asked<Given>) => Finding | null,
  withinMs: number,
): Promise<Finding | null> {
  const { within, steady, ...input } = given as Given & Waiting
  const seen = () => look(play, { input: input as Given, organization })
  if (play.machine.isSimulated) return seen()
  const limitMs = withinMs === 0 ? 0 : (msOf(within) ?? withinMs)
  const finding = await lookFor(play, seen, limitMs, (one) => one === null)
  const hold = msOf(steady) ?? 0
  return finding !== null || hold === 0 ? finding : lookFor(play, seen, hold, (one) => one !== null)
}

/** Milliseconds of a duration that was checked; null when it was left out. */
export function msOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text)
}

/** Looks until it is over, or until so many real milliseconds have passed; what was seen last. */
async function lookFor(
  play: Play,
  look: () => Finding | null,
  ms: number,
  isOver: (seen: Finding | null) => boolean,
): Promise<Finding | null> {
  let isLate = ms === 0
  const alarm = play.machine.clock.setAlarm(ms, () => {
    isLate = true
    for (const wake of play.watchers) wake()
  })
  let seen = look()
  while (!isOver(seen) && !isLate) {
    await nextHappening(play)
    seen = look()
  }
  alarm.cancel()
  return seen
}

function nextHappening({ watchers }: Play): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      watchers.delete(wake)
      resolve()
    }
    watchers.add(wake)
  })
}

/** What had happened before the step with this name. */
export function markFor(play: Play, since: string | undefined): Mark | undefined {
  return since === undefined ? undefined : play.marks.get(since)
}

/** Mismatches with a sentence before them; null when there are none. */
export function finding(
  message: string,
  wrong: readonly Mismatch[],
  deciding: readonly Mismatch[] = wrong,
): Finding | null {
  return deciding.length === 0 ? null : { message, mismatches: wrong }
}

/** At least one fits, or as many as `count` says; otherwise the one that comes nearest is shown. */
export function among(
  what: string,
  candidates: readonly unknown[],
  expected: Input,
  count: unknown,
): Finding | null {
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

/** One by one, so that a missing or surplus request is reported by what it says. */
export function inSequence<Seen>(
  what: string,
  sequence: readonly unknown[],
  meant: readonly Seen[],
  inShort: (seen: Seen) => unknown,
): Finding | null {
  const length = Math.max(sequence.length, meant.length)
  const wrong = Array.from({ length }, (_, index): Mismatch[] => {
    const path = `request ${index + 1}`
    const [expected, seen] = [sequence[index], meant[index]]
    if (seen === undefined) return [{ path, expected: show(expected), seen: 'nothing' }]
    if (index < sequence.length) return mismatches(expected, seen, path)
    return [{ path, expected: 'nothing', seen: show(inShort(seen)) }]
  }).flat()
  return finding(`the ${what} did not come in this sequence`, wrong)
}
