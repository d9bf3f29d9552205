// Reports of a judge: the same verdicts for people, for CI systems and for code scanning.
import { isValid } from 'ctrf'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'

import {
  ctrfReport,
  jsonReport,
  junitReport,
  sarifReport,
} from '../../src/judge/reports/machine-reports.ts'
import { markdownReport, textReport } from '../../src/judge/reports/text-reports.ts'
import { type Judgement, type JudgeReport, overallOf } from '../../src/judge/verdict.ts'

function judgement(part: Partial<Judgement>): Judgement {
  return {
    id: 'SIG-01',
    group: 'SIG',
    severity: 'must',
    verdict: 'passed',
    what: 'A good webhook is accepted',
    sent: "curl -i 'http://x' --data-binary '{\"a\":1}'",
    came: '200',
    consequence: 'dead at once',
    cure: 'Sign the raw bytes',
    source: '/webhooks/signing/',
    durationMs: 12,
    ...part,
  }
}

function report(...judgements: Judgement[]): JudgeReport {
  const startedAt = Date.UTC(2026, 0, 1)
  return { command: 'check', receiver: 'http://x/hook', judgements, startedAt, endedAt: startedAt }
}

const FAILED = judgement({ id: 'SIG-02', verdict: 'failed', came: '200 <OK> & "more"' })
const OPEN = judgement({ id: 'DUP-01', group: 'DUP', verdict: 'inconclusive', severity: 'should' })

describe('all verdicts together', () => {
  it.each([
    ['passed', [judgement({})]],
    ['failed', [judgement({}), FAILED]],
    ['inconclusive', [judgement({}), OPEN]],
    ['failed', [FAILED, OPEN]],
    ['passed', [judgement({ verdict: 'failed', severity: 'may' })]],
    ['passed', [judgement({ verdict: 'skipped' })]],
    ['passed', [{ ...FAILED, baseline: 'known' as const }]],
    ['failed', [judgement({ baseline: 'stale' })]],
  ])('are %s', (overall, judgements) => {
    expect(overallOf(report(...judgements))).toBe(overall)
  })
})

it('has the members of JSON that are promised', () => {
  const { receiver, verdict, checks } = jsonReport(report(FAILED)) as Record<string, never>
  expect({ receiver, verdict }).toEqual({ receiver: 'http://x/hook', verdict: 'failed' })
  expect(Object.keys(checks?.[0] ?? {})).toEqual(
    'id group severity verdict what sent came consequence cure'.split(' '),
  )
})

it('is JUnit XML with a suite for each group', () => {
  const xml = junitReport(report(judgement({}), FAILED, OPEN))
  expect(XMLValidator.validate(xml)).toBe(true)
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(xml)
  expect(parsed.testsuites).toMatchObject({ '@_tests': '3', '@_failures': '1', '@_skipped': '1' })
  expect(parsed.testsuites.testsuite).toHaveLength(2)
  expect(xml).toContain('200 &lt;OK&gt; &amp; &quot;more&quot;')
})

it('is a valid CTRF report', () => {
  const ctrf = ctrfReport(report(judgement({}), FAILED, OPEN), '1.0.0')
  expect(isValid(ctrf as never)).toBe(true)
  expect(ctrf).toMatchObject({
    results: { summary: { tests: 3, passed: 1, failed: 1, skipped: 0, other: 1 } },
  })
})

it('is SARIF with a rule for each check and a result for each failure', () => {
  const sarif = sarifReport(report(judgement({}), { ...FAILED, file: 'f/SIG-02.yaml' }), '1.0.0')
  const [run] = (sarif as { runs: { tool: { driver: { rules: object[] } }; results: object[] }[] })
    .runs
  expect(run?.tool.driver.rules).toHaveLength(2)
  expect(run?.results).toMatchObject([
    {
      ruleId: 'SIG-02',
      ruleIndex: 1,
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'f/SIG-02.yaml' } } }],
    },
  ])
})

it('tells people of a failure what was sent, what came, and how to mend it', () => {
  const lines = textReport(report(judgement({}), FAILED), { color: false, width: 80 }).join('\n')
  for (const text of ['✗ SIG-02 must', FAILED.came, FAILED.sent, FAILED.cure, FAILED.consequence]) {
    expect(lines).toContain(text)
  }
  expect(lines.match(/What was sent/g)).toHaveLength(1)
})

it('is Markdown for the summary of a job, in which nothing becomes a tag', () => {
  const text = markdownReport(report(judgement({}), FAILED))
  expect(text).toContain('1 failed, 0 inconclusive, 0 skipped, 1 passed')
  expect(text).toContain('200 &lt;OK&gt;')
})
