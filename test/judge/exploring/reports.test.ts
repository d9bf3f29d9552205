// Reports of explore: each file that is asked for is written, is valid, and tells of each finding.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { isValid } from 'ctrf'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, it } from 'vitest'

import type { Explored } from '../../../src/judge/exploring/explore.ts'
import { exploredReport } from '../../../src/judge/exploring/report.ts'
import { ctrfReport, junitReport, sarifReport } from '../../../src/judge/reports/machine-reports.ts'
import { markdownReport } from '../../../src/judge/reports/text-reports.ts'
import { newFolder } from '../../support/folder.ts'
import { exploreZoo } from './zoo.ts'

type Sarif = {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[]
  }[]
}

function finding(kind: string): Explored['findings'][number] {
  return {
    violation: { invariant: 'handled-once', seen: 'It is seen 2 times & <more>.' },
    moves: [
      { kind: 'customer-writes', customer: 0, pick: 0 },
      { kind, customer: 0, pick: 0 },
    ],
    ...{ steps: [], seed: 1, again: 3, restMs: 1 },
  }
}

const EXPLORED: Explored = {
  plays: 5,
  findings: [finding('replay'), finding('crash')],
  moves: {},
  pairs: { made: 0, all: 1 },
  blind: { 'status-agrees': 'No status is seen.', expect: 'No expectations.' },
}

const REPORT = exploredReport(EXPLORED, {
  plan: { receivers: { app: { url: 'http://x/hook' } } },
  files: ['findings/1-handled-once.yaml', null],
  startedAt: 0,
  endedAt: 1_500,
})

it('tells two findings of one invariant apart, and what was not found as it is', () => {
  const xml = junitReport(REPORT)
  expect(XMLValidator.validate(xml)).toBe(true)
  expect(xml).toContain('(customer-writes, replay)')
  expect(xml).toContain('(customer-writes, crash)')
  const of = (verdict: string) => REPORT.judgements.filter((one) => one.verdict === verdict)
  expect(of('failed').map(({ id }) => id)).toEqual(['handled-once', 'handled-once'])
  expect(of('inconclusive').map(({ id }) => id)).toEqual(['status-agrees'])
  expect(of('skipped').map(({ id }) => id)).toEqual(['expect'])
})

it('is SARIF with one rule for an invariant, and a result for each finding', () => {
  const [run] = (sarifReport(REPORT, '1.0.0') as Sarif).runs
  const ids = run?.tool.driver.rules.map(({ id }) => id) ?? []
  expect(new Set(ids).size).toBe(ids.length)
  expect(run?.results.map(({ ruleIndex }) => ids[ruleIndex])).toEqual([
    'handled-once',
    'handled-once',
  ])
})

it('is a valid CTRF report, and Markdown in which nothing becomes a tag', () => {
  expect(isValid(ctrfReport(REPORT, '1.0.0') as never)).toBe(true)
  const text = markdownReport(REPORT)
  expect(text).toContain('2 times &amp; &lt;more&gt;')
  expect(text).toContain('kirim-sandbox run findings/1-handled-once.yaml')
  expect(text).not.toContain('**Cure:**')
})

it('writes all that is asked for', { timeout: 120_000 }, async () => {
  const folder = newFolder()
  const file = (name: string) => join(folder, name)
  const kinds = ['junit', 'ctrf', 'sarif', 'html', 'markdown']
  const { findings } = await exploreZoo('dedupes-by-delivery-id', {
    runs: 8,
    trouble: ['replay'],
    flags: [...kinds.flatMap((kind) => [`--${kind}`, file(kind)]), '--summary'],
    env: { GITHUB_STEP_SUMMARY: file('summary') },
  })
  const count = findings.length
  expect(count).toBeGreaterThan(0)
  const text = (name: string) => readFileSync(file(name), 'utf8')
  const suites = new XMLParser({ ignoreAttributes: false }).parse(text('junit')).testsuites
  expect(suites['@_failures']).toBe(String(count))
  const ctrf = JSON.parse(text('ctrf'))
  expect(isValid(ctrf)).toBe(true)
  expect(ctrf.results.summary.failed).toBe(count)
  const [run] = (JSON.parse(text('sarif')) as Sarif).runs
  expect(run?.results).toHaveLength(count)
  expect(text('html')).toContain('<h1>explore: failed</h1>')
  expect(text('markdown')).toContain('## kirim-sandbox explore: failed')
  expect(text('summary')).toBe(text('markdown'))
})
