// The coverage on a terminal: what each sign means, and what becomes of it where there is little room.
import { describe, expect, it } from 'vitest'

import { coverageLines } from '../../../src/cli/coverage-report/table.ts'
import { MIXED, reportAfter, WHOLE } from './reports.ts'

const WIDE = { color: false, width: undefined }

describe('a cell', () => {
  const lines = coverageLines(MIXED, WIDE)
  const heading = lines.find((line) => /^ +200 +302 /.test(line)) ?? ''
  const cell = (label: string, status: number) => {
    const end = heading.indexOf(String(status)) + 3
    return lines.find((line) => line.startsWith(label))?.slice(end - 5, end)
  }

  it.each([
    ['GET    /health ', 200, '    1', 'was answered'],
    ['POST   /messages ', 200, '   1k', 'was answered often'],
    ['GET    /templates ', 500, '   f1', 'was only answered by a fault'],
    ['GET    /templates ', 200, '    ·', 'is declared'],
  ])('of %j and %i is %j: it %s', (label, status, text) => {
    expect(cell(label, status)).toBe(text)
  })

  it('is empty where the contract declares no such status', () => {
    expect(cell('GET    /health ', 500) ?? '').toBe('')
  })
})

it.each([200, 120, 80, 60, 40, 20])('fits into %i columns', (width) => {
  const lines = coverageLines(MIXED, { color: false, width })
  // The headline is a sentence, which the terminal breaks.
  const long = lines.slice(1).filter((line) => line.length > Math.max(width, 34))
  expect(long).toEqual([])
  expect(lines.join('\n')).toMatch(/POST +\/messages/)
})

it('lists the statuses of each operation where a table has no room', () => {
  const text = coverageLines(MIXED, { color: false, width: 50, onlyUsed: true }).join('\n')
  expect(text).toMatch(/^POST \/messages\n {2}200 +1k {2}400 +· /m)
})

it('calls nothing 100 % that is not whole', () => {
  expect(coverageLines(WHOLE, WIDE)[0]).toContain(
    '213 of 213 pairs of operation and status (100 %)',
  )
  const almost = { ...WHOLE, total: 100_000, seen: 99_999 }
  expect(coverageLines(almost, WIDE)[0]).toContain('(99.9 %)')
})

it('says what was never seen, or only how much that is', () => {
  expect(coverageLines(MIXED, WIDE).join('\n')).toMatch(
    /Events delivered +message\.status 1 {2}\(message\.received\)/,
  )
  expect(coverageLines(MIXED, { ...WIDE, onlyUsed: true }).join('\n')).toContain(
    'Messages sent       text 1234  (6 of 7 never)',
  )
})

it('shows no table of nothing', () => {
  const nothing = reportAfter(() => undefined)
  expect(coverageLines(nothing, { ...WIDE, onlyUsed: true })).toHaveLength(2)
  expect(coverageLines(nothing, WIDE).length).toBeGreaterThan(37)
})
