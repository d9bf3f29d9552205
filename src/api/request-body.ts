// Reading a request's body: JSON within limits, and a clear no for everything else.
import { isUtf8 } from 'node:buffer'

import { Failure } from '../domain/failures/failures.ts'
import { NotJson, parseJson } from '../schema/json.ts'

/** Source: the size that the provider's published proxy configuration lets pass. */
export const BODY_MAX_BYTES = 1024 * 1024

/** Deeper bodies are refused: every recursive function over a body is safe below this. */
export const NESTING_MAX = 64

/** Members and items in one body, at all depths: ten times what the fullest list of contacts has. */
export const VALUES_MAX = 10_000

/** How deep a body may be, and how much there may be in it. */
export type BodyLimits = { readonly nesting: number; readonly values: number }

const BODY_LIMITS: BodyLimits = { nesting: NESTING_MAX, values: VALUES_MAX }

/** Why a body could not be taken from the socket. */
export type BodyProblem =
  | 'too-large'
  | 'media-type'
  | 'compressed'
  | 'charset'
  | 'not-utf8'
  | 'unreadable'

const PROBLEMS: Readonly<
  Record<Exclude<BodyProblem, 'too-large'>, readonly [param: string | undefined, message: string]>
> = {
  'media-type': [
    'Content-Type',
    'The request body must be JSON, with the header "Content-Type: application/json".',
  ],
  compressed: [
    'Content-Encoding',
    'The request body is compressed; send it as it is, without the header Content-Encoding.',
  ],
  charset: [
    'Content-Type',
    'The request body must be JSON in UTF-8; its Content-Type names another charset.',
  ],
  'not-utf8': [
    undefined,
    'The request body is not valid UTF-8, the only encoding of JSON; ISO-8859-1 and Windows-1252 are not read.',
  ],
  unreadable: [undefined, 'The request body could not be read to its end.'],
}

/** The failure for a body that did not arrive. */
export function bodyFailure(problem: BodyProblem, max = BODY_MAX_BYTES): Failure {
  if (problem === 'too-large') {
    const message = `The request body is larger than ${max.toLocaleString('en')} bytes.`
    return new Failure('invalid_request', undefined, message)
  }
  const [param, message] = PROBLEMS[problem]
  return new Failure('invalid_request', param, message)
}

/** Names of UTF-8 and of its part ASCII. */
const UTF8 = /^"?(?:utf-?8|us-ascii)"?$/i

/** The text of a body as it came over the wire, or why there is none. */
export function textOfBody(
  bytes: Buffer,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): { readonly text: string } | { readonly problem: BodyProblem } {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    return { problem: 'compressed' }
  }
  const charset = /;\s*charset=([^;\s]+)/i.exec(String(headers['content-type'] ?? ''))?.[1]
  if (charset !== undefined && !UTF8.test(charset)) return { problem: 'charset' }
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { problem: 'not-utf8' }
}

/**
 * The value of a body; undefined when there is none.
 *
 * @throws Failure invalid_request for what is no JSON, or is nested too deep.
 */
export function parseBody(text: string | undefined, limits = BODY_LIMITS): unknown {
  if (text === undefined || text === '') return undefined
  const problem = sizeProblem(text, limits)
  if (problem !== null) throw new Failure('invalid_request', undefined, problem)
  const value = parsed(text)
  if (MAYBE_INFINITE.test(text) && holdsInfinity(value)) {
    const message = 'The request body has a number beyond 1.8e308, which nobody can keep as it is.'
    throw new Failure('invalid_request', undefined, message)
  }
  return value
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    const message = `The request body is not valid JSON: ${error.message}.`
    throw new Failure('invalid_request', undefined, message)
  }
}

/**
 * Only such texts can hold a number that is read as infinite, and would be written as null: an
 * exponent of two digits or more, or so many digits that one of a single digit is enough.
 */
const MAYBE_INFINITE = /\de\+?\d\d|\d{290}/i

/** Without recursion, for the nesting of whole snapshots is theirs to choose. */
function holdsInfinity(value: unknown): boolean {
  const open = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (one === Number.POSITIVE_INFINITY || one === Number.NEGATIVE_INFINITY) return true
    if (typeof one !== 'object' || one === null) continue
    for (const member of Object.values(one)) open.push(member)
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Brackets and braces differ in one bit. */
const BRACE_BIT = 0x20
const OPENING = 0x7b
const CLOSING = 0x7d

const COMMA = 0x2c

/** Counts brackets and commas outside strings; a text too short to be deep is not looked at. */
function sizeProblem(text: string, { nesting, values }: BodyLimits): string | null {
  if (text.length <= nesting) return null
  let depth = 0
  let commas = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === QUOTE) inString = !inString
    else if (inString) {
      if (unit === BACKSLASH) i++
    } else if ((unit | BRACE_BIT) === OPENING) {
      depth++
      if (depth > nesting) return `The request body is nested deeper than ${nesting} levels.`
    } else if ((unit | BRACE_BIT) === CLOSING) depth--
    else if (unit === COMMA) commas++
  }
  if (commas < values) return null
  return `The request body has more than ${values.toLocaleString('en')} members and items.`
}
