// What a step of scenarios is: one value that says what it is for, what it takes, and what it does.
import type { Schema } from '../../schema/json-schema.ts'
import type { Shape, ValueOf } from '../../schema/shapes.ts'
import { valueWithTexts } from '../../schema/texts.ts'
import { flawsOf } from '../format/checking.ts'
import type { Mismatch } from '../format/matchers.ts'
import type { Names } from '../format/names.ts'
import type { Flaw, Input, Step } from '../format/scenario.ts'
import { stepsMember } from '../format/shapes.ts'
import type { Reply } from './api-call.ts'
import { type Failed, markOf, type Play, StepError, settle } from './play-state.ts'

/** What is not as expected, in a sentence and one by one. */
export type Finding = { readonly message: string; readonly mismatches: readonly Mismatch[] }

/** A step when its turn has come. */
export type Turn<Given = Input> = {
  readonly play: Play
  readonly step: Step
  /** With its references filled in. */
  readonly input: Given
  /** The organisation that it names. */
  readonly organization: unknown
  /** The round of each repeat that it stands in. */
  readonly rounds: readonly number[]
  /** Plays steps in order; gives the failure that ended them, if one did. */
  readonly playSteps: (steps: readonly Step[], rounds: readonly number[]) => Promise<Failed | null>
}

/** A row of the table of steps. */
export type StepRow = {
  readonly what: string
  readonly input: Schema
  /** Whether there is a reply that `as` can name. */
  readonly givesReply: boolean
  /** What is wrong with its input that the schema cannot say. */
  readonly check?: (input: Input, path: readonly string[], names: Names) => Flaw[]
  /** Names that the steps inside it can refer to. */
  readonly namesInside?: (input: Input) => readonly unknown[]
  /** The name of the reply that it looks at; undefined for that of the step before. */
  readonly examines?: (input: Input) => unknown
  /** Takes its turn: nothing is wrong, or this is; what a step inside it found is passed on whole. */
  readonly run: (turn: Turn) => Promise<Finding | Failed | null>
}

/** A step that is no control action, with an example as it stands in a file. */
export type OwnStep = StepRow & { readonly example: string }

/** A step as it is written: what it does knows its input by the shape. */
export type Written<Some extends Shape> = Omit<OwnStep, 'input' | 'run'> & { readonly input: Some }

/** A step that is no control action. Its input is checked again when its references are filled in. */
export function ownStep<Some extends Shape>(
  row: Written<Some> & {
    readonly run: (turn: Turn<ValueOf<Some>>) => Promise<Finding | Failed | null>
  },
): OwnStep {
  const { input: shape, run } = row
  return { ...row, run: async (turn) => run({ ...turn, input: filledIn(shape, turn) }) }
}

/**
 * What a step takes, now that its references are filled in: what they stand for is only known here.
 *
 * @throws StepError
 */
function filledIn<Some extends Shape>(shape: Some, { input, step }: Turn): ValueOf<Some> {
  const member = stepsMember(shape)
  const whole = member === undefined ? input : { ...input, [member]: step.steps }
  const read = valueWithTexts(shape, whole)
  const flaws = flawsOf(shape, read, [], () => [])
  if (flaws.length > 0) throw new StepError(flaws.map(({ message }) => message).join(' '))
  return read as ValueOf<Some>
}

/**
 * A step that does something: `act` gives its reply, if it has one by now. Whatever is due
 * afterwards happens before the next step.
 */
export function doing<Some extends Shape>(
  row: Written<Some> & {
    /** @throws StepError when it cannot be done. */
    readonly act: (turn: Turn<ValueOf<Some>>) => Promise<Reply | undefined>
  },
): OwnStep {
  const { act, ...described } = row
  return ownStep<Some>({
    ...described,
    run: async (turn: Turn<ValueOf<Some>>) => {
      await perform(turn, act)
      return null
    },
  })
}

/** Does something in a turn, and remembers what had happened before and what was answered. */
export async function perform<Given>(
  turn: Turn<Given>,
  act: (turn: Turn<Given>) => Promise<Reply | undefined>,
): Promise<void> {
  const { play, step } = turn
  const mark = markOf(play)
  play.journal = []
  if (step.as !== undefined) play.marks.set(step.as, mark)
  const reply = await act(turn)
  if (reply !== undefined) play.last = reply
  if (reply !== undefined && step.as !== undefined) play.scope[step.as] = reply
  await settle(play)
}

/**
 * The reply, unless it is a refusal that nobody expects: a mistake in the scenario, or in what it tests.
 *
 * @throws StepError
 */
export function refuseUnexamined({ isExamined }: Step, reply: Reply, what: string): Reply {
  if (isExamined) return reply
  if (reply.status !== null && reply.status < 400) return reply
  const error = reply.error as { code?: string; param?: string; message?: string } | undefined
  const answer = reply.status === null ? 'no answer' : `${reply.status} ${error?.code ?? ''}`.trim()
  const param = error?.param === undefined ? '' : ` (${error.param})`
  const why = error?.message === undefined ? '' : `: ${error.message}`
  throw new StepError(
    `${what} got ${answer}${param}${why} If that is meant, say so with expect-reply.`,
  )
}
