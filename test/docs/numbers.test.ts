// The numbers that README tells are those of the tables: operations, faults, scenarios, checks, recipients.
import { expect, it } from 'vitest'

import { bundledScenarios } from '../../src/cli/run/bundled.ts'
import { DECLARED_PAIRS, OPERATION_KEYS } from '../../src/contract/spec.ts'
import { FAULT_NAMES } from '../../src/domain/faults/table.ts'
import { MAGIC_PREFIX, RECIPIENTS, type Recipient } from '../../src/domain/messaging/recipients.ts'
import { CHECKS } from '../../src/judge/checks/index.ts'
import { readPage } from './pages.ts'

const { text } = readPage('README.md')
const oneLine = text.replaceAll(/\s+/g, ' ')

it.each([
  ['operations', /messaging, (\d+) operations/g, OPERATION_KEYS.length],
  ['pairs of operation and status', /(\d+) pairs of operation/g, DECLARED_PAIRS],
  ['faults', /There are (\d+): replies/g, FAULT_NAMES.length],
  ['scenarios', /the (\d+) stories in/g, bundledScenarios().length],
])('README counts the %s', (_, pattern, count) => {
  const told = [...oneLine.matchAll(pattern)].map(([, number]) => Number(number))
  expect(new Set(told)).toEqual(new Set([count]))
})

it('there are some seventy checks, as README says', () => {
  expect(oneLine).toContain('some seventy checks')
  expect(Math.abs(Object.keys(CHECKS).length - 70)).toBeLessThanOrEqual(4)
})

it('README names every number that always behaves in a way of its own', () => {
  const suffixes = Object.values<Recipient>(RECIPIENTS).flatMap(({ suffix }) => suffix ?? [])
  expect(suffixes.length).toBeGreaterThan(0)
  for (const suffix of suffixes) expect(text).toContain(`| \`+${MAGIC_PREFIX}${suffix}\` |`)
})
