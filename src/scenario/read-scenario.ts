// Reads scenario files: a scenario, or everything that is wrong with the file, each with its place.
import { sentenceOf, wrongValue } from '../schema/check.ts'
import { rateOf } from '../schema/clocks.ts'
import { NAME } from '../schema/formats.ts'
import { describeValue, listWords } from '../schema/words.ts'
import { flawsOf } from './format/checking.ts'
import { FILE_SCHEMA } from './format/file-schema.ts'
import { BUILT_IN, type Names, referenceFlaws } from './format/names.ts'
import type { Receiver } from './format/receiver-schema.ts'
import type { Flaw, Problem, Scenario, Step } from './format/scenario.ts'
import { readSource, type Source } from './format/source.ts'
import { isOpen } from './format/variables.ts'
import { readSteps } from './read-steps.ts'
import { stepRow } from './step-table.ts'

/** What a scenario is played with when it says nothing else. */
const DEFAULTS = { world: 'empty', seed: 1, tier: 'unlimited', clock: 'virtual' } as const

export type Read = { readonly scenario?: Scenario; readonly problems: readonly Problem[] }

/** Reads one file's text. `env` are the names that the environment will have when it is played. */
export function readScenario(file: string, text: string, env: ReadonlySet<string>): Read {
  const source = readSource(text)
  if (source.problems.length > 0) {
    return { problems: source.problems.map((problem) => ({ file, ...problem })) }
  }
  const { value } = source
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `A scenario file must be an object with name and steps; got ${describeValue(value)}.`
    return { problems: [{ file, position: source.positionOf([]), message }] }
  }
  const members = value as Readonly<Record<string, unknown>>
  const names = namesOf(members, env)
  const flaws = [
    ...flawsOf(FILE_SCHEMA, members, [], () => []),
    ...closedFlaws(members),
    ...nameFlaws(members),
    ...receiverFlaws(members.receivers),
    ...variableFlaws(names, members.variables),
    ...referenceFlaws(names, members.receivers, ['receivers']),
  ]
  const { steps, flaws: ofSteps } =
    members.steps === undefined
      ? { steps: [], flaws: [] }
      : readSteps(members.steps, ['steps'], names, source.positionOf)
  const problems = problemsOf(file, source, [...flaws, ...ofSteps])
  if (problems.length > 0) return { problems }
  return { scenario: scenarioOf(file, members, steps), problems }
}

/** In the order of the file, each place once with each message. */
function problemsOf(file: string, source: Source, flaws: readonly Flaw[]): Problem[] {
  const told = new Set<string>()
  return flaws
    .map(({ path, message, ofName }) => ({
      file,
      position: ofName === true ? source.nameOf(path) : source.positionOf(path),
      message,
    }))
    .sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column)
    .filter(({ position: { line, column }, message }) => {
      const text = `${line}:${column} ${message}`
      return !told.has(text) && told.add(text)
    })
}

function namesOf(members: Readonly<Record<string, unknown>>, env: ReadonlySet<string>): Names {
  const receivers = new Map<string, boolean>()
  for (const [name, one] of Object.entries(objectOf(members.receivers))) {
    receivers.set(name, objectOf(one).url === undefined)
  }
  const variables = Object.keys(objectOf(members.variables))
  const scope = new Set([...variables, ...receivers.keys(), ...BUILT_IN])
  return { receivers, env, scope, replies: new Map() }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, unknown>>) : {}
}

/** What the world is built from must be known before anything is played. */
function closedFlaws(members: Readonly<Record<string, unknown>>): Flaw[] {
  const early = ['name', 'description', 'world', 'seed', 'tier', 'clock'] as const
  const paths = [
    ...early.map((name) => [name]),
    ...Object.keys(objectOf(members.settings)).map((name) => ['settings', name]),
  ]
  return paths.flatMap((path) => {
    const [name = '', member] = path
    const value = member === undefined ? members[name] : objectOf(members[name])[member]
    if (!isOpen(value)) return []
    return [
      { path, message: `${path.join('.')} must be said outright: no reference is known yet.` },
    ]
  })
}

function nameFlaws(members: Readonly<Record<string, unknown>>): Flaw[] {
  const seen = new Set<string>(BUILT_IN)
  return ['variables', 'receivers'].flatMap((group) =>
    Object.keys(objectOf(members[group])).flatMap((name) => {
      const path = [group, name]
      const isTaken = seen.has(name)
      seen.add(name)
      if (isTaken) return [{ path, message: `The name ${name} is taken.`, ofName: true }]
      if (NAME.parse(name) !== null) return []
      const message = sentenceOf(wrongValue(NAME.shape(''), name, [name]))
      return [{ path, message, ofName: true }]
    }),
  )
}

const REAL_ONLY = ['secret', 'start', 'restart', 'observe', 'mapping'] as const

/** A receiver's name becomes the name of a host. */
function receiverFlaws(receivers: unknown): Flaw[] {
  return Object.entries(objectOf(receivers)).flatMap(([name, one]) => {
    const { url, answers, verify, ...further } = objectOf(one)
    const path = ['receivers', name]
    if (url === undefined) {
      const strange = REAL_ONLY.filter((member) => further[member] !== undefined)
      if (strange.length > 0) {
        const message = `${name} is built in; ${listWords(strange)} belongs to a real program: give its url.`
        return [{ path, message, ofName: true }]
      }
      if (/^[a-z][a-z0-9-]{0,40}$/.test(name)) return []
      const message = `${name} becomes the host of an address: use small letters, digits and -.`
      return [{ path, message, ofName: true }]
    }
    if (answers === undefined && verify === undefined) return []
    const message = `${name} is a real program at its url; it answers as it likes. Leave out answers and verify.`
    return [{ path, message, ofName: true }]
  })
}

/** Variables may refer to the environment and to what is built in. */
function variableFlaws(names: Names, variables: unknown): Flaw[] {
  const scope = new Set<string>(BUILT_IN)
  return Object.entries(objectOf(variables)).flatMap(([name, value]) => {
    const flaws = referenceFlaws({ ...names, scope }, value, ['variables', name])
    scope.add(name)
    return flaws
  })
}

function scenarioOf(
  file: string,
  members: Readonly<Record<string, unknown>>,
  steps: readonly Step[],
): Scenario {
  const given = { ...DEFAULTS, ...members }
  const looked = new Set<string>()
  collectExamined(steps, looked)
  return {
    file,
    name: String(members.name),
    description: String(members.description ?? '').trim(),
    world: given.world,
    seed: given.seed,
    tier: given.tier,
    rate: rateOf(given.clock) ?? 0,
    settings: (members.settings ?? {}) as Scenario['settings'],
    variables: objectOf(members.variables),
    receivers: objectOf(members.receivers) as Readonly<Record<string, Receiver>>,
    steps: marked(steps, looked),
  }
}

function collectExamined(steps: readonly Step[], looked: Set<string>): void {
  for (const { verb, input, steps: inner } of steps) {
    const name = stepRow(verb).examines?.(input)
    if (typeof name === 'string') looked.add(name)
    if (inner !== undefined) collectExamined(inner, looked)
  }
}

function marked(steps: readonly Step[], looked: ReadonlySet<string>): Step[] {
  return steps.map((step) => ({
    ...step,
    ...(step.steps !== undefined && { steps: marked(step.steps, looked) }),
    isExamined: step.isExamined || (step.as !== undefined && looked.has(step.as)),
  }))
}
