// Reports for programs: JSON of our own, JUnit XML, and the Common Test Report Format.
import { toIso } from '../../domain/world/time.ts'
import type { Failed } from '../play/play-state.ts'
import type { Skipped } from '../play-all.ts'
import type { Played } from '../play-scenario.ts'
import { countsOf, type Report, reachedPairs, verdictOf } from './report.ts'
import { element, escaped } from './xml.ts'

type Result = Played | Skipped

/** The whole of a run as one object. */
export function jsonReport(report: Report): Record<string, unknown> {
  const { coverage, results, startedAt, endedAt } = report
  return {
    ...countsOf(report),
    duration_ms: endedAt - startedAt,
    scenarios: results.map((one) => jsonResult(report, one)),
    coverage: { ...coverage, reached: reachedPairs(coverage) },
  }
}

function jsonResult(report: Report, one: Result): Record<string, unknown> {
  const { file, name } = one.scenario
  const told = { file, name, verdict: verdictOf(report, one) }
  if (one.verdict === 'skipped') return told
  const cassette = report.cassettes.get(one.scenario)
  return {
    ...told,
    steps: one.steps,
    duration_ms: Math.round(one.durationMs),
    world_ms: one.worldMs,
    ...(one.failed !== undefined && { failure: jsonFailure(one.failed) }),
    ...(one.incomplete !== undefined && { incomplete: one.incomplete }),
    ...(cassette !== undefined && { cassette }),
  }
}

function jsonFailure({ position, verb, say, message, mismatches, rounds, journal }: Failed) {
  const entries = journal.map(({ at, ...rest }) => ({ at: toIso(at), ...rest }))
  const said = say === undefined ? {} : { say }
  return { ...position, verb, ...said, message, mismatches, rounds, journal: entries }
}

/** JUnit XML as CI systems read it: a suite for each file, a case for each scenario. */
export function junitReport(report: Report): string {
  const { results, startedAt, endedAt } = report
  const { failed, incomplete, skipped } = countsOf(report)
  const attributes = {
    name: 'kirim-sandbox',
    tests: results.length,
    failures: failed,
    errors: incomplete,
    skipped,
    time: seconds(endedAt - startedAt),
  }
  const suites = results.map((one) => junitSuite(report, one, startedAt))
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', attributes, suites),
  ]
  return `${lines.join('\n')}\n`
}

function junitSuite(report: Report, one: Result, startedAt: number): string {
  const { file, name } = one.scenario
  const verdict = verdictOf(report, one)
  const time = seconds(one.verdict === 'skipped' ? 0 : one.durationMs)
  const child = junitVerdict(report, one, verdict)
  const test = element('testcase', { name, classname: file, file, time }, child)
  const counts = {
    tests: 1,
    failures: Number(verdict === 'failed'),
    errors: Number(verdict === 'incomplete'),
    skipped: Number(verdict === 'skipped'),
  }
  // The schema wants an instant without a zone.
  const timestamp = toIso(startedAt).slice(0, 19)
  return element('testsuite', { name: file, ...counts, time, timestamp }, [test])
}

function junitVerdict(report: Report, one: Result, verdict: string): string[] {
  if (verdict === 'skipped') return [element('skipped', {}, [])]
  if (verdict === 'passed') return []
  const { message, trace } = whyOf(report, one)
  const type = verdict === 'failed' ? 'expectation' : 'incomplete'
  return [element(verdict === 'failed' ? 'failure' : 'error', { message, type }, [escaped(trace)])]
}

/** In a sentence and in full, without colours. */
function whyOf(report: Report, one: Result): { message: string; trace: string } {
  if (one.verdict === 'skipped') return { message: '', trace: '' }
  const { file } = one.scenario
  const difference = report.cassettes.get(one.scenario)?.difference ?? null
  if (one.incomplete !== undefined) return { message: one.incomplete, trace: file }
  if (one.failed !== undefined) {
    const { position, verb, message, mismatches } = one.failed
    const wrong = mismatches.flatMap(({ path, expected, seen }) => [
      ...(path === '' ? [] : [path]),
      `- ${expected}`,
      `+ ${seen}`,
    ])
    const place = `${file}:${position.line}:${position.column} ${verb}`
    return { message, trace: [place, ...wrong].join('\n') }
  }
  if (difference === null) return { message: '', trace: '' }
  const { line, expected, seen } = difference
  const place = `${report.cassettes.get(one.scenario)?.file}:${line}`
  return {
    message: 'The play differs from its cassette.',
    trace: `${place}\n- ${expected}\n+ ${seen}`,
  }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

const CTRF_STATUS = {
  passed: 'passed',
  failed: 'failed',
  incomplete: 'other',
  skipped: 'skipped',
} as const

/** The Common Test Report Format, https://ctrf.io. */
export function ctrfReport(report: Report, version: string): Record<string, unknown> {
  const { results, startedAt, endedAt } = report
  const { passed, failed, incomplete, skipped } = countsOf(report)
  const [start, stop] = [Math.floor(startedAt), Math.ceil(endedAt)]
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'kirim-sandbox', version },
      summary: {
        tests: results.length,
        passed,
        failed,
        pending: 0,
        skipped,
        other: incomplete,
        start,
        stop,
      },
      tests: results.map((one) => ctrfTest(report, one)),
    },
  }
}

function ctrfTest(report: Report, one: Result): Record<string, unknown> {
  const { file: filePath, name } = one.scenario
  const verdict = verdictOf(report, one)
  const duration = one.verdict === 'skipped' ? 0 : Math.round(one.durationMs)
  const test = { name, status: CTRF_STATUS[verdict], duration, filePath }
  if (verdict === 'passed' || verdict === 'skipped') return test
  const line = one.verdict === 'skipped' ? undefined : one.failed?.position.line
  return { ...test, ...whyOf(report, one), ...(line !== undefined && { line }), rawStatus: verdict }
}
