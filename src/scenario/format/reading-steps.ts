// Reads the steps of a scenario: one verb each, and no name that nothing has.
import { OPERATIONS, type OperationKey } from '../../contract/spec.ts'
import { nearest } from '../../schema/nearest.ts'
import { describeValue, listWords } from '../../schema/words.ts'
import { type Flaw, flawsOf } from './checking.ts'
import type { Position, Step, Verb } from './format.ts'
import { type Names, referenceFlaws, strangers } from './names.ts'
import { NAME_PATTERN, VERBS } from './schema.ts'
import { BESIDE } from './steps.ts'
import { isOpen } from './variables.ts'

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
    const isNext = follows?.verb === 'expect-reply' && follows.input.of === undefined
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
  const input = members[verb] ?? {}
  readInput(reading, verb, input, [...path, verb])
  findReferences(reading, members.organization, [...path, 'organization'])
  const steps = verb === 'repeat' ? stepsOfRepeat(reading, input, [...path, verb]) : undefined
  const as = nameReply(reading, verb, members.as, path)
  return {
    verb: verb as Verb,
    input: input as Readonly<Record<string, unknown>>,
    isExamined: false,
    position: reading.positionOf(path),
    ...(as !== undefined && { as }),
    ...(typeof members.say === 'string' && { say: members.say }),
    ...(typeof members.organization === 'string' && { organization: members.organization }),
    ...(steps !== undefined && { steps }),
  }
}

/** The one thing that a step does. */
function verbOf(
  { flaws }: Reading,
  members: Readonly<Record<string, unknown>>,
  path: readonly string[],
): string | undefined {
  const known = [...Object.keys(VERBS), ...BESIDES]
  const found: string[] = []
  let unknown = 0
  for (const name of Object.keys(members)) {
    if (Object.hasOwn(VERBS, name)) found.push(name)
    if (known.includes(name)) continue
    unknown++
    const near = nearest(name, known)
    const hint = near === undefined ? ` Steps: ${Object.keys(VERBS).join(', ')}.` : ''
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

function readInput(reading: Reading, verb: string, input: unknown, path: readonly string[]): void {
  const { names, flaws } = reading
  const schema = VERBS[verb]?.input ?? {}
  flaws.push(...flawsOf(schema, input, path, (one, value, at) => strangers(names, one, value, at)))
  if (isOpen(input)) flaws.push({ path, message: `${verb} must be written out: ${OUTRIGHT}` })
  if (typeof input !== 'object' || input === null) return
  if (verb === 'call') flaws.push(...callFlaws(input as Call, path))
  if (verb === 'repeat') flaws.push(...repeatFlaws(input as Call, path))
  if (verb === 'set-receiver') flaws.push(...builtInOnly(names, input as Call, path))
  const { steps: _, ...rest } = input as Readonly<Record<string, unknown>>
  findReferences(reading, verb === 'repeat' ? rest : input, path)
}

type Call = Readonly<Record<string, unknown>>

function callFlaws(call: Call, path: readonly string[]): Flaw[] {
  const { operation, method, path: written, params = {}, body, text } = call
  const flaws: Flaw[] = []
  const isByPath = method !== undefined || written !== undefined
  if ((operation === undefined) === !isByPath) {
    const got = isByPath ? 'got both' : 'got neither'
    const message = `A call needs an operation, or a method and a path; ${got}.`
    flaws.push({ path, message, ofName: true })
  } else if (isByPath && (method === undefined || written === undefined)) {
    flaws.push({ path, message: 'A call by path needs both method and path.', ofName: true })
  }
  if (body !== undefined && text !== undefined) {
    flaws.push({ path, message: 'A call has a body or a text; got both.', ofName: true })
  }
  if (typeof operation !== 'string' || !Object.hasOwn(OPERATIONS, operation)) return flaws
  if (typeof params !== 'object' || params === null) return flaws
  const template = OPERATIONS[operation as OperationKey].path
  const needed = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const given = Object.keys(params)
  for (const name of needed.filter((one) => !given.includes(one))) {
    flaws.push({ path, message: `${operation} needs params.${name}.`, ofName: true })
  }
  for (const name of given.filter((one) => !needed.includes(one))) {
    const known = needed.length === 0 ? 'none' : listWords(needed)
    const message = `${name} is not in the path of ${operation}; expected ${known}.`
    flaws.push({ path: [...path, 'params', name], message, ofName: true })
  }
  return flaws
}

function repeatFlaws({ times, over, item }: Call, path: readonly string[]): Flaw[] {
  if ((times === undefined) === (over === undefined)) {
    const got = times === undefined ? 'got neither' : 'got both'
    return [{ path, message: `A repeat needs times or over; ${got}.`, ofName: true }]
  }
  if (over !== undefined || item === undefined) return []
  return [
    { path: [...path, 'item'], message: 'Only a repeat over a list has items.', ofName: true },
  ]
}

function builtInOnly({ receivers }: Names, { receiver }: Call, path: readonly string[]): Flaw[] {
  if (typeof receiver !== 'string' || receivers.get(receiver) !== false) return []
  const message = `${receiver} is a real program at its url; only built-in receivers can be told how to answer.`
  return [{ path: [...path, 'receiver'], message }]
}

function stepsOfRepeat(reading: Reading, input: unknown, path: readonly string[]): Step[] {
  const { index, item, steps } = input as Call
  const { scope } = reading.names
  const own = [index, item].filter((name) => typeof name === 'string' && !scope.has(name))
  for (const name of own) scope.add(String(name))
  const read = steps === undefined ? [] : stepsOf(reading, steps, [...path, 'steps'])
  for (const name of own) scope.delete(String(name))
  return read
}

function nameReply(
  { names, flaws, positionOf }: Reading,
  verb: string,
  as: unknown,
  path: readonly string[],
): string | undefined {
  if (typeof as !== 'string' || !new RegExp(NAME_PATTERN).test(as)) return undefined
  const at = [...path, 'as']
  const line = names.replies.get(as)
  if (verb.startsWith('expect-') || verb === 'repeat') {
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
