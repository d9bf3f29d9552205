// Checks a value against a schema and finds everything that is wrong, not just the first thing.

import type { Schema } from '../../control/schema.ts'
import { codePointLength, requestFormats } from '../../schema/json-formats.ts'
import { nearest } from '../../schema/nearest.ts'
import { describeShape, describeValue, listWords } from '../../schema/words.ts'
import { matcherProblems } from './matchers.ts'
import type { Flaw } from './scenario.ts'
import { isOpen } from './variables.ts'

/** Looks at what the schema alone cannot judge: steps, and names of receivers and replies. */
export type Visitor = (schema: Schema, value: unknown, path: readonly string[]) => Flaw[]

type Checker = { readonly definitions: Readonly<Record<string, Schema>>; readonly visit: Visitor }

/** Everything in a value that does not fit; references are left for later. */
export function flawsOf(
  schema: Schema,
  value: unknown,
  path: readonly string[],
  visit: Visitor,
): Flaw[] {
  const definitions = (schema.$defs ?? {}) as Readonly<Record<string, Schema>>
  return check({ definitions, visit }, schema, value, path)
}

function check(checker: Checker, schema: Schema, value: unknown, path: readonly string[]): Flaw[] {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
    return check(checker, checker.definitions[name] ?? {}, value, path)
  }
  if (schema['x-matcher'] === true) return matcherProblems(value, path)
  const visited = checker.visit(schema, value, path)
  if (schema['x-steps'] === true || isOpen(value)) return visited
  if (Array.isArray(schema.anyOf)) return [...visited, ...branches(checker, schema, value, path)]
  const wrong = wrongType(schema, value)
  if (wrong) return [...visited, refused(schema, value, path)]
  if (Array.isArray(value)) return [...visited, ...items(checker, schema, value, path)]
  if (typeof value === 'object' && value !== null) {
    return [...visited, ...members(checker, schema, value as Record<string, unknown>, path)]
  }
  return fits(schema, value) ? visited : [...visited, refused(schema, value, path)]
}

/** The branch that fits, or that comes nearest: an object is meant for the branch of objects. */
function branches(
  checker: Checker,
  schema: Schema,
  value: unknown,
  path: readonly string[],
): Flaw[] {
  const all = schema.anyOf as readonly Schema[]
  const found = all.map((one) => check(checker, one, value, path))
  if (found.some((flaws) => flaws.length === 0)) return []
  const alike = all.findIndex((one) => !wrongType(one, value) && isContainer(value))
  return alike === -1 ? [refused(schema, value, path)] : (found[alike] ?? [])
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function wrongType({ type }: Schema, value: unknown): boolean {
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
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

function refused(schema: Schema, value: unknown, path: readonly string[]): Flaw {
  const allowed = Array.isArray(schema.enum) ? schema.enum.map(String) : []
  const near = nearest(value, allowed)
  const whole = allowed.filter((one) => one.endsWith(`.${String(value)}`))
  const meant = whole.length > 0 ? whole.join(' or ') : near
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  const subject = path.at(-1) ?? 'A scenario'
  const name = /^\d+$/.test(subject) ? `Item ${Number(subject) + 1}` : subject
  return {
    path,
    message: `${name} must be ${expectedOf(schema)}; got ${describeValue(value)}.${hint}`,
  }
}

/** Longer lists of allowed words are cut where a sentence shall stay one. */
const WORDS_MAX = 14

/** Patterns in words, by a piece of each. */
const PATTERN_WORDS: Readonly<Record<string, string>> = {
  '(ms|s|m|h|d)': 'a duration such as 90s, 2h30m or 3d',
  '^(real|virtual|': 'real, virtual, or x and a factor such as x60',
  '^[A-Za-z_][A-Za-z0-9_-]': 'a name: a letter, then letters, digits, - and _',
  '^(msg_': "a message's id (msg_…) or wamid",
}

function expectedOf(schema: Schema): string {
  const { enum: words, pattern } = schema
  if (schema['x-steps'] === true) return 'a list of steps'
  const known = Object.entries(PATTERN_WORDS).find(([piece]) => String(pattern).includes(piece))
  if (known !== undefined) return known[1]
  if (Array.isArray(words) && words.length > WORDS_MAX) {
    return `one of ${words.length} words such as ${words.slice(0, 4).join(', ')}`
  }
  return describeShape(schema)
}

function items(
  checker: Checker,
  schema: Schema,
  list: readonly unknown[],
  path: readonly string[],
): Flaw[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items: each } = schema
  if (list.length < Number(minItems) || list.length > Number(maxItems)) {
    return [refused(schema, list, path)]
  }
  if (each === undefined) return []
  return list.flatMap((item, index) => check(checker, each as Schema, item, [...path, `${index}`]))
}

function members(
  checker: Checker,
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
): Flaw[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
  const known = Object.keys(properties)
  const missing = ((schema.required ?? []) as readonly string[])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({
      path,
      message: `${name} is missing here: ${expectedOf(properties[name] ?? {})}.`,
      ofName: true,
    }))
  const present = Object.entries(value).flatMap(([name, item]) => {
    const at = [...path, name]
    const own = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties
    if (own === false) return [unknownMember(name, known, at)]
    return typeof own === 'object' ? check(checker, own as Schema, item, at) : []
  })
  return [...missing, ...present]
}

function unknownMember(name: string, known: readonly string[], path: readonly string[]): Flaw {
  const near = nearest(name, known)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  const words = known.length === 0 ? 'nothing' : `one of ${listWords(known)}`
  return { path, message: `${name} is not known here; expected ${words}.${hint}`, ofName: true }
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
  const length = codePointLength(value)
  if (length < Number(schema.minLength ?? 0)) return false
  if (length > Number(schema.maxLength ?? length)) return false
  const { pattern, format } = schema
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return false
  return typeof format !== 'string' || requestFormats[format]?.(value) !== false
}
