// Reports for programs, read by programs that are not ours.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { validate } from 'ctrf'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCommand } from '../cli/run-command.ts'
import { newLastingFolder } from '../support/folder.ts'

const FAILING = `name: "Fails <with> \\"quotes\\" & \\u0001 control"
steps:
  - call: { operation: GET /me }
  - expect-reply: { status: 418, data: { $any: false } }
`
const PASSING = 'name: Passes\nsteps: [{ call: { operation: GET /health } }]\n'

const { folder, remove } = newLastingFolder()
afterAll(remove)

beforeAll(async () => {
  writeFileSync(join(folder, 'a.yaml'), PASSING)
  writeFileSync(join(folder, 'b.yaml'), FAILING)
  writeFileSync(join(folder, 'c.yaml'), PASSING)
  const files = ['--junit', join(folder, 'out', 'junit.xml'), '--ctrf', join(folder, 'ctrf.json')]
  const { exitCode, stdout } = await runCommand(['run', folder, '--bail', '--json', ...files])
  expect(exitCode).toBe(1)
  writeFileSync(join(folder, 'json.txt'), stdout)
})

const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')

describe('JUnit XML', () => {
  it('is well formed, and counts what there is', () => {
    const text = read('out', 'junit.xml')
    expect(XMLValidator.validate(text)).toBe(true)
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' })
    const { testsuites } = parser.parse(text)
    expect(testsuites).toMatchObject({ tests: '3', failures: '1', errors: '0', skipped: '1' })
    const cases = testsuites.testsuite.map((suite: { testcase: object }) => suite.testcase)
    expect(cases).toMatchObject([
      { name: 'Passes' },
      { name: 'Fails <with> "quotes" & \uFFFD control', failure: { type: 'expectation' } },
      { name: 'Passes', skipped: '' },
    ])
    expect(cases[1].failure['#text']).toContain('b.yaml:4:5 expect-reply')
    for (const { time } of cases) expect(time).toMatch(/^\d+\.\d{3}$/)
  })
})

describe('the Common Test Report Format', () => {
  it('passes its own validator', () => {
    const report = JSON.parse(read('ctrf.json'))
    expect(validate(report)).toMatchObject({ valid: true })
    expect(report.results.summary).toMatchObject({ tests: 3, passed: 1, failed: 1, skipped: 1 })
    expect(report.results.tests[1]).toMatchObject({ status: 'failed', line: 4 })
  })

  it('has a validator that bites', () => {
    const report = JSON.parse(read('ctrf.json'))
    report.results.tests[1].status = 'sad'
    expect(validate(report)).toMatchObject({ valid: false })
  })
})

it('JSON has the verdicts, the failure with its journal, and the coverage', () => {
  const report = JSON.parse(read('json.txt'))
  expect(report).toMatchObject({ passed: 1, failed: 1, incomplete: 0, skipped: 1 })
  expect(report.scenarios[1].failure).toMatchObject({
    line: 4,
    column: 5,
    verb: 'expect-reply',
    mismatches: [{ path: 'status', expected: '418', seen: '200' }, { path: 'data' }],
    journal: [{ kind: 'request', operation: 'GET /me', status: 200 }],
  })
  expect(report.coverage).toMatchObject({ total: 213, seen: 2, reached: 2 })
})
