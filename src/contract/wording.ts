// Words for schemas and values: what was expected, what came, and what was perhaps meant.
import { codePointLength } from './formats.ts'

type Schema = { readonly [keyword: string]: unknown }

/** Longer strings are described by their length instead of being repeated. */
const QUOTED_MAX = 60
/** Longer lists of allowed values are cut. */
const LISTED_MAX = 20

/** What JSON leaves as it is but a terminal may obey: control characters, text direction. */
const UNPRINTABLE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'date-time': 'a date and time such as 2026-05-23T10:00:00Z',
  date: 'a date such as 2026-05-23',
  uri: 'a full URL such as https://example.com/path',
  email: 'an email address',
}

const PHONE_PATTERN = '^\\+[1-9]\\d{6,14}$'
const LIMIT_PATTERN = '^0*([1-9][0-9]?|100)$'
const ID_PATTERN = /^\^([a-z]+_)\[0-9A-HJKMNP-TV-Z\]\{26\}\$$/

/** What a schema asks for: "a string of 1 to 4096 characters", "one of open, resolved, pending". */
export function describeSchema(schema: Schema): string {
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

/** The allowed word that somebody who wrote this value most likely meant, if one is near. */
export function nearest(value: unknown, allowed: readonly string[]): string | undefined {
  if (typeof value !== 'string' || value.length === 0 || value.length > QUOTED_MAX) return undefined
  const written = value.toLowerCase()
  const bar = written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3))
  const ranked = allowed
    .map((word) => ({ word, distance: editDistance(written, word.toLowerCase()) }))
    .filter(({ distance }) => distance <= bar)
    .sort((one, other) => one.distance - other.distance)
  return ranked[0]?.word
}

function describeBranches(schema: Schema): string {
  const branches = (schema.anyOf ?? schema.oneOf) as Schema[]
  return joinWithOr([...new Set(branches.map(describeSchema))])
}

function joinWithOr(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

function describeChoice(values: readonly unknown[]): string {
  if (values.length === 1) return describeLiteral(values[0])
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
  if (typeof format === 'string') return describeFormat(format, schema)
  if (pattern === PHONE_PATTERN) return 'a phone number in E.164 format (e.g. +628123456789)'
  if (pattern === LIMIT_PATTERN) return 'an integer from 1 to 100'
  if (typeof pattern === 'string') return describePattern(pattern)
  return `a string${size(schema.minLength, schema.maxLength, 'character')}`
}

function describeFormat(format: string, schema: Schema): string {
  const words = FORMAT_WORDS[format] ?? `a string in the format ${format}`
  return schema.maxLength === undefined
    ? words
    : `${words} (at most ${schema.maxLength} characters)`
}

function describePattern(pattern: string): string {
  const id = ID_PATTERN.exec(pattern)
  if (id === null) return `a string that matches ${pattern}`
  return `an id: ${id[1]} and 26 characters of 0-9 and A-Z without I, L, O, U`
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

/** Levenshtein's distance; both words are short. */
function editDistance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1
      const changed = (before[column - 1] as number) + change
      now.push(Math.min(changed, (before[column] as number) + 1, (now[column - 1] as number) + 1))
    }
    before = now
  }
  return before[other.length] as number
}
