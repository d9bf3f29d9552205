// Checks a value against a shape and finds everything that is wrong, not just the first thing.
import { formatOf } from './formats.ts'
import { codePointLength, requestFormats } from './json-formats.ts'
import type { Schema } from './json-schema.ts'
import { hintOf, nearest } from './nearest.ts'
import {
  allowedWords,
  describeLength,
  describeShape,
  describeValue,
  listWords,
  meantBy,
  printableName,
} from './words.ts'

/** wrong: a value that does not fit · missing: a member that must be there · unknown: one that must not. */
export type Problem = 'wrong' | 'missing' | 'unknown'

/** Something that is wrong at a path. */
export type Fault = {
  readonly problem: Problem
  /** The names that lead to it; items of a list are numbers. Empty for the whole value. */
  readonly path: readonly string[]
  /** What was expected there, in words. */
  readonly expected: string
  /** What came, in words. */
  readonly got: string
  /** What was most likely meant. */
  readonly meant?: string | undefined
  /** The shape that the value does not fit. */
  readonly schema: Schema
  /** A whole sentence in the place of the one that is made of expected and got. */
  readonly message?: string
}

/**
 * Looks first at what a shape alone cannot judge. What it gives back is said of the value; unless
 * `isJudged`, the shape is checked as well.
 */
export type Look = (
  schema: Schema,
  value: unknown,
  path: readonly string[],
) => { readonly faults: readonly Fault[]; readonly isJudged: boolean } | undefined

type Checker = {
  readonly definitions: Readonly<Record<string, Schema>>
  readonly look: Look | undefined
  readonly found: Fault[]
}

/** When more than this is wrong at once, the first ones are reported. */
const FAULTS_MAX = 50

/** Everything in a value that does not fit its shape, in the order of the value. */
export function faultsOf(
  schema: Schema,
  value: unknown,
  { path = [], look }: { readonly path?: readonly string[]; readonly look?: Look | undefined } = {},
): readonly Fault[] {
  const definitions = (schema.$defs ?? {}) as Readonly<Record<string, Schema>>
  const found: Fault[] = []
  check({ definitions, look, found }, schema, value, path)
  return found
}

/**
 * The sentence about a fault: "by must be a duration such as 90s; got \"1w\". Did you mean 7d?".
 * `subject` is what the value is called where it was given: a flag, a variable, a dotted path.
 */
export function sentenceOf(fault: Fault, subject: string = pathText(fault.path)): string {
  const { problem, expected, got, meant, message } = fault
  if (message !== undefined) return message
  const hint = hintOf(meant)
  if (problem === 'missing') return `${subject} is required: ${expected}.${hint}`
  if (problem === 'unknown') return `${subject} is not a known field; expected ${expected}.${hint}`
  return `${subject} must be ${expected}; got ${got}.${hint}`
}

/** `match.operation`, `contact_ids.3`; "The input" for the whole. */
export function pathText(path: readonly string[], whole = 'The input'): string {
  return path.length === 0 ? whole : path.map(printableName).join('.')
}

/** The fault of a value that does not fit a shape, whatever in it is wrong. */
export function wrongValue(schema: Schema, value: unknown, path: readonly string[]): Fault {
  const expected = describeShape(schema)
  const isSized = isOfWrongLength(schema, value) || formatOf(schema)?.isSecret === true
  const got = typeof value === 'string' && isSized ? describeLength(value) : describeValue(value)
  return { problem: 'wrong', path, expected, got, meant: meantBy(schema, value), schema }
}

function isOfWrongLength({ minLength, maxLength }: Schema, value: unknown): boolean {
  if (typeof value !== 'string') return false
  const length = codePointLength(value)
  return length < Number(minLength ?? 0) || length > Number(maxLength ?? length)
}

function check(checker: Checker, schema: Schema, value: unknown, path: readonly string[]): void {
  if (checker.found.length >= FAULTS_MAX) return
  const shape = resolved(checker, schema)
  const seen = checker.look?.(shape, value, path)
  if (seen !== undefined) checker.found.push(...seen.faults)
  if (seen?.isJudged !== true) judge(checker, shape, value, path)
}

function resolved({ definitions }: Checker, schema: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema
  return definitions[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {}
}

function judge(checker: Checker, schema: Schema, value: unknown, path: readonly string[]): void {
  const { found } = checker
  if (Array.isArray(schema.anyOf)) checkBranches(checker, schema, value, path)
  else if (hasWrongType(schema, value)) found.push(wrongValue(schema, value, path))
  else if (Array.isArray(schema.oneOf)) checkKinds(checker, schema, value as Values, path)
  else if (Array.isArray(value)) checkItems(checker, schema, value, path)
  else if (isContainer(value)) checkMembers(checker, schema, value as Values, path)
  else if (!fits(schema, value)) found.push(wrongValue(schema, value, path))
}

type Values = Readonly<Record<string, unknown>>

/** The branch that fits, or that comes nearest: an object is meant for the branch of objects. */
function checkBranches(checker: Checker, schema: Schema, value: unknown, path: readonly string[]) {
  const all = schema.anyOf as readonly Schema[]
  const tried = all.map((branch) => {
    const found: Fault[] = []
    check({ ...checker, found }, branch, value, path)
    return found
  })
  if (tried.some((found) => found.length === 0)) return
  const alike = all.findIndex((one) => !hasWrongType(one, value) && isContainer(value))
  checker.found.push(...(tried[alike] ?? [wrongValue(schema, value, path)]))
}

/** One member tells which of several objects is meant. */
function checkKinds(checker: Checker, schema: Schema, value: Values, path: readonly string[]) {
  const kinds = schema.oneOf as readonly Schema[]
  const { propertyName: tag } = schema.discriminator as { readonly propertyName: string }
  const wordsOf = (kind: Schema) =>
    allowedWords((kind.properties as Record<string, Schema>)[tag] ?? {})
  const told = value[tag]
  const kind = kinds.find((one) => wordsOf(one).includes(told as string))
  if (kind === undefined) {
    const choice = { type: 'string', enum: kinds.flatMap(wordsOf) }
    const at = [...path, tag]
    checker.found.push(told === undefined ? missing(choice, at) : wrongValue(choice, told, at))
  } else judge(checker, kind, value, path)
}

function checkItems(
  checker: Checker,
  schema: Schema,
  list: readonly unknown[],
  path: readonly string[],
) {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema
  if (list.length < Number(minItems) || list.length > Number(maxItems)) {
    checker.found.push(wrongValue(schema, list, path))
  } else if (items !== undefined) {
    for (const [index, item] of list.entries()) {
      check(checker, items as Schema, item, [...path, `${index}`])
    }
  }
}

/** A member that is undefined is not there, as in JSON. */
function checkMembers(checker: Checker, schema: Schema, value: Values, path: readonly string[]) {
  const { found } = checker
  const { required = [], additionalProperties: others, propertyNames: names } = schema
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
  for (const name of required as readonly string[]) {
    if (Object.hasOwn(value, name) && value[name] !== undefined) continue
    found.push(missing(properties[name] ?? {}, [...path, name]))
  }
  for (const [name, item] of Object.entries(value)) {
    if (found.length >= FAULTS_MAX) return
    if (item === undefined) continue
    const at = [...path, name]
    const own = Object.hasOwn(properties, name) ? properties[name] : others
    if (own === false) found.push(unknown(Object.keys(properties), schema, at))
    else if (names !== undefined && !fits(names as Schema, name)) {
      found.push({ ...wrongValue(names as Schema, name, at), problem: 'unknown' })
    } else if (typeof own === 'object') check(checker, own as Schema, item, at)
  }
}

function missing(schema: Schema, path: readonly string[]): Fault {
  return { problem: 'missing', path, expected: describeShape(schema), got: 'nothing', schema }
}

function unknown(known: readonly string[], schema: Schema, path: readonly string[]): Fault {
  const name = path.at(-1) ?? ''
  return {
    problem: 'unknown',
    path,
    expected: known.length > 0 ? `one of the fields ${listWords(known)}` : 'no fields',
    got: `the field ${printableName(name)}`,
    meant: nearest(name, known),
    schema,
  }
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function hasWrongType({ type }: Schema, value: unknown): boolean {
  if (type === undefined) return false
  const types = Array.isArray(type) ? type : [type]
  return !types.some((one) => isOfType(String(one), value))
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isContainer(value) && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return Number.isFinite(value)
    default:
      return typeof value === type
  }
}

function fits(schema: Schema, value: unknown): boolean {
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false
  if (schema.const !== undefined && schema.const !== value) return false
  if (typeof value === 'number') {
    return value >= Number(schema.minimum ?? value) && value <= Number(schema.maximum ?? value)
  }
  return typeof value !== 'string' || textFits(schema, value)
}

function textFits(schema: Schema, value: string): boolean {
  if (isOfWrongLength(schema, value)) return false
  const { pattern, format } = schema
  const named = formatOf(schema)
  if (named !== undefined) return named.parse(value) !== null
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return false
  return typeof format !== 'string' || requestFormats[format]?.(value) !== false
}
