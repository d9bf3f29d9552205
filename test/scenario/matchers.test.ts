// Matchers: what fits, what does not, and how that is told.
import { expect, it } from 'vitest'

import { ABSENT, MATCHERS, mismatches, show } from '../../src/scenario/format/matchers.ts'

const CASES: readonly (readonly [expected: unknown, fits: unknown, misfits: unknown])[] = [
  [1, 1, '1'],
  [null, null, ABSENT],
  [true, true, 1],
  ['a', 'a', 'A'],
  [{ a: 1 }, { a: 1, b: 2 }, { b: 2 }],
  [{ a: { b: [1] } }, { a: { b: [1], c: 2 } }, { a: { b: [1, 2] } }],
  [[1, { a: 1 }], [1, { a: 1, b: 2 }], [1]],
  [[], [], [1]],
  [{}, { a: 1 }, []],
  [{ $any: true }, 0, ABSENT],
  [{ a: { $any: false } }, { b: 1 }, { a: null }],
  [{ $equals: { a: 1 } }, { a: 1 }, { a: 1, b: 2 }],
  [{ $not: 'a' }, 'b', 'a'],
  [{ $not: { $in: [1, 2] } }, 3, 2],
  [{ $pattern: '^msg_\\d+$' }, 'msg_1', 'msg_a'],
  [{ $pattern: '1' }, '21', 21],
  [{ $type: 'integer' }, 2, 2.5],
  [{ $type: 'null' }, null, ABSENT],
  [{ $type: 'array' }, [], {}],
  [{ $type: 'object' }, {}, null],
  [{ $less: 5 }, 4, 5],
  [{ $greater: 5 }, 6, 5],
  [{ $at_most: 5 }, 5, 6],
  [{ $at_least: 5 }, 5, 4],
  [{ $less: '2026-01-02T00:00:00Z' }, '2026-01-01T23:00:00Z', '2026-01-03T00:00:00Z'],
  [{ $less: 5 }, 4, '4'],
  [{ $greater: 1, $less: 3 }, 2, 3],
  [{ $in: [200, { $greater: 499 }] }, 503, 404],
  [{ $contains: [{ id: 2 }] }, [{ id: 1 }, { id: 2, x: 0 }], [{ id: 1 }]],
  [{ $contains: 'ab' }, 'cabd', 'acb'],
  [{ $length: 2 }, [1, 2], [1]],
  [{ $length: { $greater: 2 } }, 'abc', 'ab'],
]

it.each(CASES)('%j', (expected, fits, misfits) => {
  expect(mismatches(expected, fits)).toEqual([])
  expect(mismatches(expected, misfits).length).toBeGreaterThan(0)
})

it.each(['^(a+)+$', '^(a|a)*$', '^(a?){25}a{25}$'])(
  'gives up on a pattern that would search for ever: %s',
  (pattern) => {
    const search = () => mismatches({ $not: { $pattern: pattern } }, `${'a'.repeat(50)}!`)
    expect(search).toThrow(/still searching a text of 51 characters/)
  },
)

it('searches long texts, and with patterns that branch', () => {
  const long = `${'a'.repeat(5_000)}b`
  expect(mismatches({ $pattern: 'ab$' }, long)).toEqual([])
  expect(mismatches({ $pattern: '^(a|b)+$' }, long)).toEqual([])
  expect(mismatches({ $pattern: '^(a|c)+$' }, long)).toHaveLength(1)
})

it('tries every matcher', () => {
  const tried = JSON.stringify(CASES.map(([expected]) => expected))
  for (const name of Object.keys(MATCHERS)) expect(tried).toContain(`"${name}"`)
})

it('names the place of everything that is not as expected', () => {
  const seen = { status: 422, data: { list: [{ id: 1 }, { id: 2 }] } }
  const expected = { status: 200, data: { list: [{ id: 1 }, { id: 3 }], more: true } }
  expect(mismatches(expected, seen)).toEqual([
    { path: 'status', expected: '200', seen: '422' },
    { path: 'data.list.1.id', expected: '3', seen: '2' },
    { path: 'data.more', expected: 'true', seen: 'nothing' },
  ])
})

it('does not take inherited members for given ones', () => {
  expect(mismatches({ toString: { $any: true } }, {})).toHaveLength(1)
  expect(show(ABSENT)).toBe('nothing')
})
