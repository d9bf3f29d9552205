// The numbers and tables of README are those of the code: operations, faults, scenarios, checks, recipients, options.
import { expect, it } from 'vitest'

import { bundledScenarios } from '../../src/cli/run/bundled.ts'
import { DECLARED_PAIRS, OPERATION_KEYS } from '../../src/contract/spec.ts'
import { FAULT_NAMES } from '../../src/domain/faults/table.ts'
import { MAGIC_PREFIX, RECIPIENTS, type Recipient } from '../../src/domain/messaging/recipients.ts'
import { CHECKS } from '../../src/judge/checks/index.ts'
import { run } from '../cli/running.ts'
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

it('README tells every option of start', async () => {
  const { stdout } = await run(['start', '--help'])
  const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag = '']) => flag)
  expect(flags.length).toBeGreaterThan(20)
  const own = flags.filter((flag) => flag !== '--help' && flag !== '--version')
  for (const flag of own) expect(text).toMatch(new RegExp(`^\\| .*\`${flag}[ \`]`, 'm'))
})
