// Parameters of a path or a query: their JSON Schemas, and reading the texts that came by them.
import { type FailureCode, fail } from '../../domain/failures/failures.ts'
import { describeShape } from '../../schema/words.ts'

type Whole = {
  readonly type: 'integer'
  readonly minimum: number
  readonly maximum: number
  readonly default?: number
}

type Text = {
  readonly type: 'string'
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly maxLength?: number
}

/** Written with commas between its items. */
type List = {
  readonly type: 'array'
  readonly items: Whole | Text
  readonly maxItems?: number
}

type Rules = Whole | Text | List

/** A JSON Schema of one parameter. */
export type Parameter = Rules & { readonly description: string }

export type Parameters = { readonly [name: string]: Parameter }

type ValueOf<Rule> = Rule extends { readonly type: 'integer' }
  ? number
  : Rule extends { readonly type: 'array'; readonly items: infer Item }
    ? readonly ValueOf<Item>[]
    : Rule extends { readonly enum: readonly (infer Word)[] }
      ? Word
      : string

type Given<Rule> = Rule extends { readonly default: number }
  ? ValueOf<Rule>
  : ValueOf<Rule> | undefined

/** What comes of parameters once they are read: without a default, one may be missing. */
export type ValuesOf<Rules extends Parameters> = {
  readonly [Name in keyof Rules]: Given<Rules[Name]>
}

/** The parameters of a path are always there. */
export type PathValuesOf<Rules extends Parameters> = {
  readonly [Name in keyof Rules]: ValueOf<Rules[Name]>
}

/** More digits than these are no longer exact as a number. */
const DIGITS_MAX = 15

/**
 * Reads parameters; names that are no parameters are passed over, as the API does.
 *
 * @throws Failure invalid_limit for `limit`, invalid_field_value for any other.
 */
export function readParameters<Rules extends Parameters>(
  parameters: Rules,
  came: Readonly<Record<string, unknown>>,
): ValuesOf<Rules> {
  const values: Record<string, unknown> = {}
  for (const [name, rule] of Object.entries(parameters)) {
    const text = came[name]
    values[name] = text === undefined ? defaultOf(rule) : readOne(name, rule, text)
  }
  return values as ValuesOf<Rules>
}

/** Reads the parameters of a path: a route that matched has them all. */
export function readPath<Rules extends Parameters>(
  parameters: Rules,
  came: Readonly<Record<string, unknown>>,
): PathValuesOf<Rules> {
  return readParameters(parameters, came) as PathValuesOf<Rules>
}

function defaultOf(rule: Parameter): number | undefined {
  return rule.type === 'integer' ? rule.default : undefined
}

/** A name that is given twice comes as an array: for a list, its items stand one behind the other. */
function readOne(name: string, rule: Parameter, came: unknown): unknown {
  if (rule.type === 'array') return readList(name, rule, String(came))
  if (typeof came === 'string') return readText(name, rule, came)
  refuse(name, expectation(rule), `${(came as unknown[]).length} of them`)
}

function readList(name: string, { items, maxItems = 1_000 }: List, came: string): unknown[] {
  const texts = came.split(',')
  if (texts.length > maxItems) refuse(name, `at most ${maxItems} items`, `${texts.length}`)
  return texts.map((text) => readText(name, items, text.trim()))
}

function readText(name: string, rule: Whole | Text, came: string): string | number {
  const value = rule.type === 'integer' ? readWhole(rule, came) : fits(rule, came) ? came : null
  return value ?? refuse(name, expectation(rule), quoted(came))
}

function readWhole({ minimum, maximum }: Whole, text: string): number | null {
  if (!/^\d+$/.test(text) || text.length > DIGITS_MAX) return null
  const value = Number(text)
  return value >= minimum && value <= maximum ? value : null
}

function fits({ enum: words, pattern, maxLength = 8_192 }: Text, text: string): boolean {
  if (text.length > maxLength || (words !== undefined && !words.includes(text))) return false
  return pattern === undefined || new RegExp(pattern).test(text)
}

function expectation(rule: Rules): string {
  if (rule.type === 'array') return `a list with commas: each ${expectation(rule.items)}`
  if (rule.type === 'integer') return `a whole number from ${rule.minimum} to ${rule.maximum}`
  if (rule.enum !== undefined) return `one of ${rule.enum.join(', ')}`
  if (rule.pattern !== undefined) return describeShape(rule)
  const size = rule.maxLength === undefined ? '' : ` of at most ${rule.maxLength} characters`
  return `a text${size}`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

function refuse(name: string, expected: string, came: string): never {
  const code: FailureCode = name === 'limit' ? 'invalid_limit' : 'invalid_field_value'
  fail(code, name, `${name} must be ${expected}; got ${came}.`)
}
