// The baseline: failures that are known, so that only new ones stop a build, and mended ones are taken out.
import { parsedJson } from './json.ts'
import type { Judgement } from './verdict.ts'

/** The ids of the checks that are known to fail, each with a note for people. */
export type Baseline = Readonly<Record<string, string>>

/** Reads `{ "known": { "SIG-05": "why" } }`. Null when the text is none. */
export function readBaseline(text: string): Baseline | null {
  const { known } = (parsedJson(text) ?? {}) as { readonly known?: unknown }
  if (typeof known !== 'object' || known === null || Array.isArray(known)) return null
  const isRight = Object.values(known).every((note) => typeof note === 'string')
  return isRight ? (known as Baseline) : null
}

/** Listed and failing is known; listed and passing is stale; what could not be judged stays listed. */
export function againstBaseline<One extends Judgement>(
  judgements: readonly One[],
  baseline: Baseline,
): One[] {
  return judgements.map((one) => {
    if (!Object.hasOwn(baseline, one.id)) return one
    if (one.verdict === 'failed') return { ...one, baseline: 'known' }
    return one.verdict === 'passed' ? { ...one, baseline: 'stale' } : one
  })
}

/**
 * The text of a baseline for these verdicts. Notes that were there stay, and so does what could not be
 * judged this time.
 */
export function baselineText(judgements: readonly Judgement[], before: Baseline = {}): string {
  const isListed = ({ id, verdict }: Judgement) =>
    verdict === 'failed' || (verdict !== 'passed' && Object.hasOwn(before, id))
  const listed = judgements.filter(isListed).map(({ id, what }) => [id, before[id] ?? what])
  const unasked = Object.entries(before).filter(([id]) => judgements.every((one) => one.id !== id))
  const known = Object.fromEntries([...listed, ...unasked].sort())
  return `${JSON.stringify({ known }, null, 2)}\n`
}
