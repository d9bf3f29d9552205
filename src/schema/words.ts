// Words for shapes and values: what was expected, what came, and what was perhaps meant.
import { formatOf } from './formats.ts'
import { codePointLength } from './json-formats.ts'
import type { Schema } from './json-schema.ts'
import { nearest } from './nearest.ts'

/** Longer strings are described by their length instead of being repeated. */
const QUOTED_MAX = 60
/** Longer lists of allowed values are cut. */
const LISTED_MAX = 30

/** What JSON leaves as it is but a terminal may obey: control characters, text direction. */
const UNPRINTABLE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  date: 'a date such as 2026-05-23',
  uri: 'a full URL such as https://example.com/path',
  email: 'an email address',
}

/** What a schema asks for: "a string of 1 to 4096 characters", "one of open, resolved, pending". */
export function describeShape(schema: Schema): string {
  if (Array.isArray(schema.anyOf) || Array.isArray(schema.oneOf)) return describeBranches(schema)
  if (Array.isArray(schema.enum)) return describeChoice(schema.enum)
  if (schema.const !== undefined) return describeLiteral(schema.const)
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return joinWithOr(types.map((type) => describeType(String(type ?? 'any'), schema)))
}

/** A value in at most about sixty characters; long strings and containers only by their size. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${count(value.length, 'item')}`
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return String(value)
  return describeString(String(value))
}

/** For a string that is too long or too short only its length matters. */
export function describeLength(value: string): string {
  if (value === '') return 'an empty string'
  return `a string of ${count(codePointLength(value), 'character')}`
}

/** A name that came from outside, cut and without what a terminal may obey. */
export function printableName(name: string): string {
  const printable = JSON.stringify(name.slice(0, QUOTED_MAX)).replaceAll(UNPRINTABLE, escaped)
  return printable.slice(1, -1).slice(0, QUOTED_MAX)
}

/** "a, b, c"; a long list is cut. */
export function listWords(words: readonly string[]): string {
  if (words.length > LISTED_MAX) return `${words.slice(0, LISTED_MAX).join(', ')}, …`
  return words.join(', ')
}

/** What somebody who wrote this value most likely meant: an allowed word, or a text of the form. */
export function meantBy(schema: Schema, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const allowed = allowedWords(schema)
  const whole = allowed.filter((word) => word.endsWith(`.${value}`))
  if (whole.length > 0) return whole.join(' or ')
  return allowed.length > 0 ? nearest(value, allowed) : formatOf(schema)?.meant(value)
}

/** The words of a choice; none when a schema is no choice. */
export function allowedWords({ enum: words, const: word }: Schema): string[] {
  if (Array.isArray(words)) return words.filter((one) => one !== null).map(String)
  return word === undefined ? [] : [String(word)]
}

function describeBranches(schema: Schema): string {
  const branches = (schema.anyOf ?? schema.oneOf) as Schema[]
  return joinWithOr([...new Set(branches.map(describeShape))])
}

function joinWithOr(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

function describeChoice(values: readonly unknown[]): string {
  if (values.length === 1) return describeLiteral(values[0])
  if (values.includes(null)) {
    return `${describeChoice(values.filter((one) => one !== null))} or null`
  }
  return `one of ${listWords(values.map(String))}`
}

function describeLiteral(value: unknown): string {
  return value === '' ? 'an empty string' : JSON.stringify(value)
}

function describeType(type: string, schema: Schema): string {
  switch (type) {
    case 'string':
      return describeText(schema)
    case 'integer':
      return `an integer${range(schema.minimum, schema.maximum, 'from')}`
    case 'number':
      return `a number${range(schema.minimum, schema.maximum, 'from')}`
    case 'array':
      return describeArray(schema)
    case 'object':
      return 'an object'
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    default:
      return 'a value'
  }
}

function describeArray(schema: Schema): string {
  const words = `an array${size(schema.minItems, schema.maxItems, 'item')}`
  return schema.uniqueItems === true ? `${words}, all different` : words
}

function describeText(schema: Schema): string {
  const { format, pattern } = schema
  const named = formatOf(schema)
  if (named !== undefined) return named.words
  if (typeof format === 'string') return describeFormat(format, schema)
  if (typeof pattern === 'string') return describeUnnamed(schema)
  return `a string${size(schema.minLength, schema.maxLength, 'character')}`
}

function describeFormat(format: string, schema: Schema): string {
  const words = FORMAT_WORDS[format] ?? `a string in the format ${format}`
  return schema.maxLength === undefined
    ? words
    : `${words} (at most ${schema.maxLength} characters)`
}

/** A pattern that has no name is never shown: an example of it says more. */
function describeUnnamed({ example, examples }: Schema): string {
  const shown = example ?? (Array.isArray(examples) ? examples[0] : undefined)
  return shown === undefined ? 'a string of another form' : `a string such as ${shown}`
}

function size(least: unknown, most: unknown, unit: string): string {
  if (least === undefined && most === undefined) return ''
  if (most === undefined) return ` of at least ${count(Number(least), unit)}`
  if (least === undefined) return ` of at most ${count(Number(most), unit)}`
  return ` of ${least} to ${count(Number(most), unit)}`
}

function range(least: unknown, most: unknown, word: string): string {
  if (least === undefined && most === undefined) return ''
  if (most === undefined) return ` of at least ${least}`
  if (least === undefined) return ` of at most ${most}`
  return ` ${word} ${least} to ${most}`
}

function describeString(value: string): string {
  if (value === '' || value.length > QUOTED_MAX) return describeLength(value)
  const quoted = JSON.stringify(value).replaceAll(UNPRINTABLE, escaped)
  return quoted.length <= QUOTED_MAX ? quoted : describeLength(value)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function count(amount: number, unit: string): string {
  return amount === 1 ? `1 ${unit}` : `${amount} ${unit}s`
}
