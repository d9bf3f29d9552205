// JSON from outside: where it breaks, in our own words, and never with what it holds.
import { describe, expect, it } from 'vitest'

import { NotJson, parseJson } from '../../src/schema/json.ts'

function problem(text: string): string {
  try {
    parseJson(text)
  } catch (error) {
    expect(error).toBeInstanceOf(NotJson)
    return (error as Error).message
  }
  throw new Error(`${text} was taken.`)
}

describe('breaks', () => {
  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['{"to": "+62"', /^line 1, column 13: .*closing }.*but the text ends$/],
    ['{\n  "to": "+62"\n  "type": "text"\n}', /^line 3, column 3: .*comma/],
    ['{\n  "to": "+62",\n}', /^line [23], column \d+: /],
    ["{'to': 1}", /^line 1, column 2: /],
    ['[1, 2', /^line 1, column 6: .*closing \].*ends/],
    ['{"to" 1}', /^line 1, column 7: .*colon/],
    ['{"to": }', /^line 1, column 8: .*value/],
    ['{"a": 1} {}', /^line 1, column 10: .*nothing more/],
    ['{"a": 1 // why\n}', /comments/],
    ['{"a": "open}', /^line 1, column 7: .*not closed/],
    ['{"a": undefined}', /^line 1, column 7: .*value/],
    ['{\r\n"a": 01}', /^line 2, column /],
    ['{"a": "\\x"}', /backslash/],
  ])('%j', (text, expected) => {
    const said = problem(text)
    if (typeof expected === 'string') expect(said).toBe(expected)
    else expect(said).toMatch(expected)
  })

  it('repeats nothing of the text, and nothing of the words of the engine', () => {
    const said = problem('{"token": "kdv_live_secret" "next": 1}')
    expect(said).not.toMatch(/kdv_live|secret|next|Unexpected|position|JSON\.parse/)
  })
})

it('passes over a byte order mark', () => {
  expect(parseJson('\uFEFF{"a":1}')).toEqual({ a: 1 })
})
