// Reads the steps of a scenario: one verb each, and no name that nothing has.

import { NAME } from '../schema/formats.ts'
import type { Schema } from '../schema/json-schema.ts'
import { nearest } from '../schema/nearest.ts'
import { describeValue, listWords } from '../schema/words.ts'
import { flawsOf } from './format/checking.ts'
import { type Names, referenceFlaws, strangers } from './format/names.ts'
import type { Flaw, Input, Position, Step } from './format/scenario.ts'
import { BESIDE, stepsMember } from './format/shapes.ts'
import { isOpen } from './format/variables.ts'
import type { StepRow } from './play/step.ts'
import { STEPS, stepRow } from './step-table.ts'
import { OWN_STEPS } from './steps/index.ts'

export type StepReading = {
  readonly steps: Step[]
  readonly flaws: Flaw[]
}

const OUTRIGHT = 'what a step does is known before it is played; references stand inside.'

type Reading = {
  readonly names: Names
  readonly positionOf: (path: readonly string[]) => Position
  readonly flaws: Flaw[]
}

/** Reads a list of steps; every flaw of every step is found. */
export function readSteps(
  value: unknown,
  path: readonly string[],
  names: Names,
  positionOf: (path: readonly string[]) => Position,
): StepReading {
  const reading = { names, positionOf, flaws: [] as Flaw[] }
  return { steps: stepsOf(reading, value, path), flaws: reading.flaws }
}

function stepsOf(reading: Reading, value: unknown, path: readonly string[]): Step[] {
  if (!Array.isArray(value) || value.length === 0) {
    const message = `steps must be a list of at least one step; got ${describeValue(value)}.`
    reading.flaws.push({ path, message })
    return []
  }
  const steps = value.map((one, index) => stepOf(reading, one, [...path, String(index)]))
  return examined(steps.filter((step) => step !== undefined))
}

/** A reply without a name is looked at by the expectation that follows at once. */
function examined(steps: readonly Step[]): Step[] {
  return steps.map((step, index) => {
    const follows = steps[index + 1]
    if (follows === undefined) return step
    const { examines } = stepRow(follows.verb)
    const isNext = examines !== undefined && examines(follows.input) === undefined
    return isNext ? { ...step, isExamined: true } : step
  })
}

const BESIDES = Object.keys(BESIDE)

function stepOf(reading: Reading, value: unknown, path: readonly string[]): Step | undefined {
  const { flaws } = reading
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `A step must be an object such as { call: … }; got ${describeValue(value)}.`
    flaws.push({ path, message })
    return undefined
  }
  const members = value as Readonly<Record<string, unknown>>
  const verb = verbOf(reading, members, path)
  for (const name of BESIDES) {
    if (members[name] === undefined) continue
    const schema = BESIDE[name as keyof typeof BESIDE]
    flaws.push(...flawsOf(schema, members[name], [...path, name], () => []))
  }
  if (verb === undefined) return undefined
  const row = stepRow(verb)
  const written = members[verb] ?? {}
  const { input, steps } = readInput(reading, row, written, [...path, verb])
  if (isOpen(written)) {
    flaws.push({ path: [...path, verb], message: `${verb} must be written out: ${OUTRIGHT}` })
  }
  findReferences(reading, members.organization, [...path, 'organization'])
  const as = nameReply(reading, verb, members.as, path)
  return {
    verb,
    input,
    isExamined: false,
    position: reading.positionOf(path),
    ...(as !== undefined && { as }),
    ...(typeof members.say === 'string' && { say: members.say }),
    ...(typeof members.organization === 'string' && { organization: members.organization }),
    ...(steps !== undefined && { steps }),
  }
}

/** What a step can be, in words: of the actions there are many. */
const STEP_WORDS = `${Object.keys(OWN_STEPS).join(', ')}, and each action of \`list actions\``

/** The one thing that a step does. */
function verbOf(
  { flaws }: Reading,
  members: Readonly<Record<string, unknown>>,
  path: readonly string[],
): string | undefined {
  const known = [...Object.keys(STEPS), ...BESIDES]
  const found: string[] = []
  let unknown = 0
  for (const name of Object.keys(members)) {
    if (Object.hasOwn(STEPS, name)) found.push(name)
    if (known.includes(name)) continue
    unknown++
    const near = nearest(name, known)
    const hint = near === undefined ? ` Steps: ${STEP_WORDS}.` : ''
    const meant = near === undefined ? '' : ` Did you mean ${near}?`
    const message = `${name} is no step and stands beside none.${hint}${meant}`
    flaws.push({ path: [...path, name], message, ofName: true })
  }
  if (found.length > 1) {
    const message = `A step does one thing; this one has ${listWords(found)}. Make a step of each.`
    flaws.push({ path, message })
  }
  if (found.length === 0 && unknown === 0) {
    flaws.push({ path, message: 'This step does nothing; expected a step such as call.' })
  }
  return found[0]
}

/** What a step takes, and the steps that stand inside it. */
function readInput(
  reading: Reading,
  row: StepRow,
  written: unknown,
  path: readonly string[],
): { readonly input: Input; readonly steps?: Step[] } {
  const { names, flaws } = reading
  const visit = (schema: Schema, value: unknown, at: readonly string[]) =>
    strangers(names, schema, value, at)
  flaws.push(...flawsOf(row.input, written, path, visit))
  if (typeof written !== 'object' || written === null) return { input: {} }
  const members = written as Input
  flaws.push(...(row.check?.(members, path, names) ?? []))
  const member = stepsMember(row.input)
  const { [member ?? '']: inner, ...input } = members
  findReferences(reading, input, path)
  if (member === undefined) return { input }
  return {
    input,
    steps: inner === undefined ? [] : stepsInside(reading, row, members, [...path, member]),
  }
}

/** Reads the steps inside a step, which may refer to names that it gives them. */
function stepsInside(
  reading: Reading,
  row: StepRow,
  input: Input,
  path: readonly string[],
): Step[] {
  const { scope } = reading.names
  const own = (row.namesInside?.(input) ?? [])
    .filter((name) => typeof name === 'string')
    .filter((name) => !scope.has(name))
  for (const name of own) scope.add(name)
  const read = stepsOf(reading, input[path.at(-1) ?? ''], path)
  for (const name of own) scope.delete(name)
  return read
}

function nameReply(
  { names, flaws, positionOf }: Reading,
  verb: string,
  as: unknown,
  path: readonly string[],
): string | undefined {
  if (typeof as !== 'string' || NAME.parse(as) === null) return undefined
  const at = [...path, 'as']
  const line = names.replies.get(as)
  if (!stepRow(verb).givesReply) {
    flaws.push({ path: at, message: `${verb} has no reply to name.`, ofName: true })
    return undefined
  }
  if (line !== undefined) {
    flaws.push({ path: at, message: `The name ${as} is taken by the step in line ${line}.` })
  } else if (names.scope.has(as)) {
    flaws.push({ path: at, message: `The name ${as} is taken; choose another one.` })
  }
  names.scope.add(as)
  names.replies.set(as, positionOf(path).line)
  return as
}

function findReferences({ names, flaws }: Reading, value: unknown, path: readonly string[]): void {
  flaws.push(...referenceFlaws(names, value, path))
}
