// The baseline: known failures pass, new ones do not, and what was mended must be taken out.
import { describe, expect, it } from 'vitest'

import { againstBaseline, baselineText, readBaseline } from '../../src/judge/baseline.ts'
import type { Judgement, Verdict } from '../../src/judge/verdict.ts'

function judged(id: string, verdict: Verdict): Judgement {
  const texts = { what: `rule ${id}`, sent: '', came: '', consequence: '', cure: '', source: '' }
  return { id, group: 'SIG', severity: 'must', verdict, durationMs: 1, ...texts }
}

const KNOWN = { 'SIG-05': 'our framework parses first' }

describe('a check that is listed', () => {
  it.each([
    ['failed', 'known'],
    ['passed', 'stale'],
    ['inconclusive', undefined],
    ['skipped', undefined],
  ] as const)('and %s is %s', (verdict, baseline) => {
    const [one] = againstBaseline([judged('SIG-05', verdict)], KNOWN)
    expect(one?.baseline).toBe(baseline)
  })
})

it('leaves what is not listed as it is', () => {
  expect(againstBaseline([judged('SIG-06', 'failed')], KNOWN)[0]?.baseline).toBeUndefined()
})

it('is written with what fails, and keeps notes and what was not judged', () => {
  const judgements = [
    judged('SIG-05', 'failed'),
    judged('SIG-06', 'failed'),
    judged('SIG-07', 'passed'),
    judged('SIG-08', 'skipped'),
  ]
  const before = { ...KNOWN, 'SIG-07': 'old', 'SIG-08': 'later', 'DUP-01': 'not asked' }
  expect(readBaseline(baselineText(judgements, before))).toEqual({
    ...KNOWN,
    'SIG-06': 'rule SIG-06',
    'SIG-08': 'later',
    'DUP-01': 'not asked',
  })
})

it.each(['', '[]', '{"known":[]}', '{"known":{"SIG-05":1}}', '{}'])('is not %j', (text) => {
  expect(readBaseline(text)).toBeNull()
})
