// What the compiled validators call besides comparisons: formats, and lengths in code points.
import { isDeepStrictEqual } from 'node:util'

import ajvFormats from 'ajv-formats/dist/formats.js'

/**
 * No string longer than this has a format. The formats are regular expressions over the whole
 * string, a body may be 1 MiB, and no URL, date or address that anybody sends comes near it.
 */
export const FORMAT_LENGTH_MAX = 65_536

type Check = (value: string) => boolean

const full = ajvFormats.fullFormats as Record<string, unknown>

const NAMES = [
  'date-time',
  'date',
  'time',
  'uri',
  'uri-reference',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
] as const

/** The formats of requests and inputs: ajv-formats' full checks, behind a limit on length. */
export const requestFormats: Readonly<Record<string, Check>> = Object.fromEntries(
  NAMES.map((name) => [name, bounded(full[name])]),
)

/**
 * The formats of what the sandbox itself says. They accept exactly the same strings; the two that
 * occur in every reply first try a cheap road, since the full check of a date costs a third of a
 * list page.
 */
export const replyFormats: Readonly<Record<string, Check>> = {
  ...requestFormats,
  'date-time': (value) => isPlainDateTime(value) || requestFormats['date-time']?.(value) === true,
  uri: (value) => isPlainUrl(value) || requestFormats.uri?.(value) === true,
}

/** Formats of numbers say nothing here that `type` and the limits do not. */
export const NUMBER_FORMATS = ['int32', 'int64', 'float', 'double'] as const

function bounded(format: unknown): Check {
  const check = checkOf(format)
  return (value) => value.length <= FORMAT_LENGTH_MAX && check(value)
}

function checkOf(format: unknown): Check {
  if (typeof format === 'function') return format as Check
  if (format instanceof RegExp) return (value) => format.test(value)
  return checkOf((format as { validate: unknown }).validate)
}

const DAYS_OF_MONTH = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * True for `2026-05-23T10:00:00Z`, with or without a fraction, if that day and time exist.
 * False means only that the full check has to decide.
 */
export function isPlainDateTime(value: string): boolean {
  const length = value.length
  if (length < 20 || length > 40 || value.charCodeAt(length - 1) !== 90) return false
  if (value.charCodeAt(4) !== 45 || value.charCodeAt(7) !== 45) return false
  if (value.charCodeAt(10) !== 84) return false
  if (value.charCodeAt(13) !== 58 || value.charCodeAt(16) !== 58) return false
  const century = twoDigits(value, 0)
  const year = century * 100 + twoDigits(value, 2)
  const month = twoDigits(value, 5)
  const day = twoDigits(value, 8)
  if (Number.isNaN(year + month + day) || month < 1 || month > 12 || day < 1) return false
  if (day > (DAYS_OF_MONTH[month] as number)) return false
  if (month === 2 && day === 29 && !isLeapYear(year)) return false
  if (!(twoDigits(value, 11) <= 23 && twoDigits(value, 14) <= 59 && twoDigits(value, 17) <= 59)) {
    return false
  }
  return length === 20 || isFraction(value, 19, length - 1)
}

function twoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - 48
  const ones = value.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function isFraction(value: string, start: number, end: number): boolean {
  if (value.charCodeAt(start) !== 46 || end - start < 2) return false
  for (let at = start + 1; at < end; at += 1) {
    const code = value.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Letters, digits and the signs that may stand anywhere after the host of a URL. */
const PLAIN = plainCodes(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=:@",
)
const HOST = plainCodes('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.')

function plainCodes(characters: string): Uint8Array {
  const codes = new Uint8Array(128)
  for (const character of characters) codes[character.charCodeAt(0)] = 1
  return codes
}

/**
 * True for `https://host/path` and `http://host/path` of plain characters.
 * False means only that the full check has to decide.
 */
export function isPlainUrl(value: string): boolean {
  const length = value.length
  if (length > 2_048) return false
  const start = value.startsWith('https://') ? 8 : value.startsWith('http://') ? 7 : 0
  let at = start
  if (start === 0) return false
  while (at < length && HOST[value.charCodeAt(at)] === 1) at += 1
  if (at === start || (at < length && value.charCodeAt(at) !== 47)) return false
  while (at < length && PLAIN[value.charCodeAt(at)] === 1) at += 1
  return at === length
}

/** The length of a string in code points, which is what JSON Schema counts. */
export function codePointLength(value: string): number {
  let length = value.length
  for (let at = 0; at < value.length - 1; at += 1) {
    const code = value.charCodeAt(at)
    if (code < 0xd800 || code > 0xdbff) continue
    const next = value.charCodeAt(at + 1)
    if (next < 0xdc00 || next > 0xdfff) continue
    length -= 1
    at += 1
  }
  return length
}

/** Equality of JSON values, for `const` and `uniqueItems`. */
export const sameJson: (one: unknown, other: unknown) => boolean = isDeepStrictEqual
