// Reports of a judge for programs: JSON of our own, JUnit XML, the Common Test Report Format, SARIF.
import { toIso } from '../../domain/world/time.ts'
import { element, escaped } from '../../scenario/reports/xml.ts'
import {
  countsOf,
  isAgainst,
  type Judgement,
  type JudgeReport,
  overallOf,
  titleOf,
} from '../verdict.ts'

/** What `check --json` prints; others build on it. */
export function jsonReport(report: JudgeReport): Record<string, unknown> {
  return {
    receiver: report.receiver,
    verdict: overallOf(report),
    checks: report.judgements.map((one) => ({
      id: one.id,
      group: one.group,
      severity: one.severity,
      verdict: one.verdict,
      what: one.what,
      sent: one.sent,
      came: one.came,
      consequence: one.consequence,
      cure: one.cure,
      ...(one.baseline !== undefined && { baseline: one.baseline }),
      ...(one.file !== undefined && { file: one.file }),
    })),
  }
}

/** Why a judgement is not simply well, in full. */
function storyOf({ came, sent, consequence, cure, source }: Judgement): string {
  const parts = [
    ['Came', came],
    ['Sent', sent],
    ['The provider', consequence],
    ['Cure', cure],
    ['Source', source],
  ]
  return parts
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `${title}: ${text}`)
    .join('\n\n')
}

/** JUnit XML as CI systems read it: a suite for each group, a case for each rule. */
export function junitReport(report: JudgeReport): string {
  const { judgements, command, startedAt, endedAt } = report
  const groups = [...new Set(judgements.map(({ group }) => group))]
  const suites = groups.map((group) =>
    junitSuite(
      group,
      judgements.filter((one) => one.group === group),
      toIso(startedAt).slice(0, 19),
    ),
  )
  const attributes = {
    name: `kirim-sandbox ${command}`,
    ...junitCounts(judgements),
    time: seconds(endedAt - startedAt),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites)}\n`
}

function junitCounts(judgements: readonly Judgement[]) {
  const failures = judgements.filter(isAgainst).length
  const skipped = judgements.filter((one) => one.verdict !== 'passed' && !isAgainst(one)).length
  return { tests: judgements.length, failures, errors: 0, skipped }
}

function junitSuite(group: string, judgements: readonly Judgement[], timestamp: string): string {
  const time = seconds(judgements.reduce((sum, one) => sum + one.durationMs, 0))
  const cases = judgements.map((one) => {
    const facts = { name: titleOf(one), classname: group, time: seconds(one.durationMs) }
    return element('testcase', facts, junitVerdict(one))
  })
  return element('testsuite', { name: group, ...junitCounts(judgements), time, timestamp }, cases)
}

function junitVerdict(one: Judgement): string[] {
  const told = { message: firstLine(one) }
  if (isAgainst(one)) {
    return [element('failure', { ...told, type: one.severity }, [escaped(storyOf(one))])]
  }
  if (one.verdict === 'passed') return []
  return [element('skipped', { message: `${one.verdict}: ${told.message}` }, [])]
}

function firstLine({ came, baseline }: Judgement): string {
  if (baseline === 'stale') return 'The baseline lists it as failing, and it passes.'
  return came.split('\n')[0] ?? ''
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

/** The Common Test Report Format, https://ctrf.io. */
export function ctrfReport(report: JudgeReport, version: string): Record<string, unknown> {
  const { judgements, startedAt, endedAt } = report
  const failed = judgements.filter(isAgainst).length
  const { passed, skipped } = countsOf(report)
  const stale = judgements.filter(({ baseline }) => baseline === 'stale').length
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'kirim-sandbox', version },
      summary: {
        tests: judgements.length,
        passed: passed - stale,
        failed,
        pending: 0,
        skipped,
        other: judgements.length - (passed - stale) - failed - skipped,
        start: Math.floor(startedAt),
        stop: Math.ceil(endedAt),
      },
      tests: judgements.map((one) => ({
        name: titleOf(one),
        suite: [one.group],
        status: ctrfStatus(one),
        duration: Math.round(one.durationMs),
        rawStatus: one.verdict,
        ...(one.verdict !== 'passed' && { message: firstLine(one), trace: storyOf(one) }),
      })),
    },
  }
}

function ctrfStatus(one: Judgement): string {
  if (isAgainst(one)) return 'failed'
  return one.verdict === 'passed' || one.verdict === 'skipped' ? one.verdict : 'other'
}

const SARIF_LEVELS = { must: 'error', should: 'warning', may: 'note' } as const

/** SARIF 2.1.0, which code scanning reads: a rule for each id, a result for each failure. */
export function sarifReport(report: JudgeReport, version: string): Record<string, unknown> {
  const failures = report.judgements.filter(({ verdict }) => verdict === 'failed')
  const { judgements, receiver } = report
  const ids = [...new Set(judgements.map(({ id }) => id))]
  const rules = ids.flatMap((id) => judgements.find((one) => one.id === id) ?? [])
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kirim-sandbox',
            version,
            rules: rules.map((one) => ({
              id: one.id,
              shortDescription: { text: one.what },
              fullDescription: { text: one.consequence || one.what },
              help: { text: [one.cure, `Source: ${one.source}`].filter(Boolean).join('\n\n') },
              defaultConfiguration: { level: SARIF_LEVELS[one.severity] },
              properties: { tags: [one.group, one.severity] },
            })),
          },
        },
        results: failures.map((one) => ({
          ruleId: one.id,
          ruleIndex: ids.indexOf(one.id),
          level: SARIF_LEVELS[one.severity],
          message: { text: storyOf(one) },
          ...(one.baseline === 'known' && { baselineState: 'unchanged' }),
          locations: [sarifLocation(one, receiver)],
        })),
      },
    ],
  }
}

/** The scenario that plays it again, where there is one: code scanning shows results at a file. */
function sarifLocation({ file, group, id }: Judgement, receiver: string) {
  const uri = file ?? receiver
  return {
    ...(file !== undefined && {
      physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    }),
    logicalLocations: [{ name: id, fullyQualifiedName: `${receiver} ${group} ${id}` }],
  }
}
