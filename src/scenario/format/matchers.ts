// Matchers: what an expectation says about a value, what does not fit it, and what is written wrong.
import { isDeepStrictEqual } from 'node:util'

import { nearest } from '../../schema/nearest.ts'
import { finds, patternProblem } from './bounded-pattern.ts'
import type { Flaw } from './scenario.ts'

/** One thing that is not as expected. */
export type Mismatch = {
  /** Dotted path below what was looked at; empty for the whole. */
  readonly path: string
  readonly expected: string
  readonly seen: string
}

type MatcherRow = {
  readonly what: string
  readonly example: unknown
  /** What it takes instead of this operand; null when the operand is one that it takes. */
  readonly refuses: (operand: unknown) => string | null
  readonly match: (operand: unknown, seen: unknown, path: string) => Mismatch[]
}

/** What stands for a value that is not there. */
export const ABSENT = Symbol('nothing there')

/** The types that `$type` knows. */
const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const

/** By the name they have in a scenario; several in one object must all fit. */
export const MATCHERS = {
  $any: {
    what: 'Anything but nothing: the member must be there. `false` says that it must not.',
    example: true,
    refuses: (operand) => (typeof operand === 'boolean' ? null : 'true or false'),
    match: (operand, seen, path) => {
      const isThere = seen !== ABSENT
      if (isThere === (operand === true)) return []
      return [{ path, expected: operand === true ? 'anything' : 'nothing', seen: show(seen) }]
    },
  },
  $equals: {
    what: 'Equal to the last member: an object may have no other members.',
    example: { a: 1 },
    refuses: () => null,
    match: (operand, seen, path) =>
      isDeepStrictEqual(seen, operand)
        ? []
        : [{ path, expected: `exactly ${show(operand)}`, seen: show(seen) }],
  },
  $not: {
    what: 'Anything that does not fit this.',
    example: 'failed',
    refuses: () => null,
    match: (operand, seen, path) =>
      mismatches(operand, seen, path).length > 0
        ? []
        : [{ path, expected: `not ${show(operand)}`, seen: show(seen) }],
  },
  $pattern: {
    what: 'A text that this regular expression finds something in.',
    example: '^msg_',
    refuses: (operand) => patternProblem(operand),
    match: (operand, seen, path) =>
      typeof seen === 'string' && finds(String(operand), seen)
        ? []
        : [{ path, expected: `a text like /${String(operand)}/`, seen: show(seen) }],
  },
  $type: {
    what: 'A value of this type: string, number, integer, boolean, object, array or null.',
    example: 'string',
    refuses: (operand) => (TYPES.includes(operand as 'null') ? null : `one of ${TYPES.join(', ')}`),
    match: (operand, seen, path) =>
      isOfType(seen, String(operand))
        ? []
        : [{ path, expected: `a value of type ${String(operand)}`, seen: show(seen) }],
  },
  $less: {
    what: 'A number below this, or an instant before this.',
    example: 10,
    refuses: () => null,
    match: (operand, seen, path) => compared('below', operand, seen, path, (order) => order < 0),
  },
  $greater: {
    what: 'A number above this, or an instant after this.',
    example: 0,
    refuses: () => null,
    match: (operand, seen, path) => compared('above', operand, seen, path, (order) => order > 0),
  },
  $at_most: {
    what: 'A number up to this, or an instant up to this.',
    example: 10,
    refuses: () => null,
    match: (operand, seen, path) => compared('at most', operand, seen, path, (order) => order <= 0),
  },
  $at_least: {
    what: 'A number from this on, or an instant from this on.',
    example: 1,
    refuses: () => null,
    match: (operand, seen, path) =>
      compared('at least', operand, seen, path, (order) => order >= 0),
  },
  $in: {
    what: 'One of these.',
    example: [200, 429],
    refuses: (operand) => (Array.isArray(operand) ? null : 'a list'),
    match: (operand, seen, path) =>
      asList(operand).some((one) => mismatches(one, seen, path).length === 0)
        ? []
        : [{ path, expected: `one of ${asList(operand).map(show).join(', ')}`, seen: show(seen) }],
  },
  $contains: {
    what: 'A list with an item for each of these, in any order; or a text that holds this text.',
    example: [{ id: 1 }],
    refuses: () => null,
    match: (operand, seen, path) => contains(operand, seen, path),
  },
  $length: {
    what: 'A list or a text of this length; may be a matcher itself.',
    example: 3,
    refuses: () => null,
    match: (operand, seen, path) =>
      Array.isArray(seen) || typeof seen === 'string'
        ? mismatches(operand, seen.length, `${path}.length`.replace(/^\./, ''))
        : [{ path, expected: 'a list or a text', seen: show(seen) }],
  },
} as const satisfies Record<string, MatcherRow>

/** The table, whatever the name. */
const ROWS: Readonly<Record<string, MatcherRow>> = MATCHERS

/**
 * What does not fit. A plain value must be equal; an object must have at least these members; a
 * list must have just these items; an object of `$` members is a matcher.
 */
export function mismatches(expected: unknown, seen: unknown, path = ''): Mismatch[] {
  if (isMatcher(expected)) {
    return Object.entries(expected).flatMap(
      ([name, operand]) => ROWS[name]?.match(operand, seen, path) ?? [],
    )
  }
  if (Array.isArray(expected)) return listMismatches(expected, seen, path)
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(expected, seen) ? [] : [{ path, expected: show(expected), seen: show(seen) }]
  }
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) {
    return [{ path, expected: show(expected), seen: show(seen) }]
  }
  return Object.entries(expected).flatMap(([name, value]) =>
    mismatches(
      value,
      Object.hasOwn(seen, name) ? (seen as never)[name] : ABSENT,
      below(path, name),
    ),
  )
}

/** Whether a value is written as a matcher: an object whose members all begin with `$`. */
export function isMatcher(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => /^\$[a-z]/.test(name))
}

/** What is wrong with a matcher, or with matchers inside a value; by the path to each. */
export function matcherProblems(value: unknown, path: readonly string[]): Flaw[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, operand]) => {
    const at = [...path, name]
    if (Array.isArray(value) || !/^\$[a-z]/.test(name)) return matcherProblems(operand, at)
    const row = ROWS[name]
    if (row === undefined) {
      const names = Object.keys(ROWS)
      const near = nearest(name, names)
      const hint = near === undefined ? '' : ` Did you mean ${near}?`
      const message = `${name} is not a matcher; expected one of ${names.join(', ')}.${hint}`
      return [{ path: at, message, ofName: true }]
    }
    const wanted = row.refuses(operand)
    if (wanted !== null) {
      const message = `${name} takes ${wanted}; got ${show(operand)}.`
      return [{ path: at, message, ofName: false }]
    }
    return matcherProblems(operand, at)
  })
}

function listMismatches(expected: readonly unknown[], seen: unknown, path: string): Mismatch[] {
  if (!Array.isArray(seen)) return [{ path, expected: show(expected), seen: show(seen) }]
  if (seen.length !== expected.length) {
    const items = (list: readonly unknown[]) => `${list.length} items: ${show(list)}`
    return [{ path, expected: items(expected), seen: items(seen) }]
  }
  return expected.flatMap((one, index) => mismatches(one, seen[index], below(path, String(index))))
}

function contains(operand: unknown, seen: unknown, path: string): Mismatch[] {
  const mismatch = { path, expected: `something with ${show(operand)}`, seen: show(seen) }
  if (typeof seen === 'string') return seen.includes(String(operand)) ? [] : [mismatch]
  if (!Array.isArray(seen)) return [mismatch]
  const isThere = (one: unknown) => seen.some((item) => mismatches(one, item).length === 0)
  return asList(operand).every(isThere) ? [] : [mismatch]
}

function compared(
  word: string,
  operand: unknown,
  seen: unknown,
  path: string,
  holds: (order: number) => boolean,
): Mismatch[] {
  const mismatch = { path, expected: `${word} ${show(operand)}`, seen: show(seen) }
  const areNumbers = typeof operand === 'number' && typeof seen === 'number'
  const areTexts = typeof operand === 'string' && typeof seen === 'string'
  if (!areNumbers && !areTexts) return [mismatch]
  // Instants of the API sort as texts.
  const order = seen < operand ? -1 : seen > operand ? 1 : 0
  return holds(order) ? [] : [mismatch]
}

function isOfType(seen: unknown, type: string): boolean {
  if (seen === null) return type === 'null'
  if (Array.isArray(seen)) return type === 'array'
  if (type === 'integer') return Number.isInteger(seen)
  return typeof seen === type
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** A value in one line. */
export function show(value: unknown): string {
  return value === ABSENT ? 'nothing' : (JSON.stringify(value) ?? String(value))
}
