// What a judge says: verdicts on single rules, and what they come to together.

/**
 * passed: seen to be right · failed: seen to be wrong · inconclusive: could not be seen, so nothing is
 * claimed · skipped: was not tried, because what it needs was not offered.
 */
export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'skipped'

/** must: the provider's page says so · should: a named source advises it · may: it would be careful. */
export type Severity = 'must' | 'should' | 'may'

/** The verdict on one rule, with all that is needed to mend what is wrong. */
export type Judgement = {
  readonly id: string
  readonly group: string
  readonly severity: Severity
  readonly verdict: Verdict
  /** The rule, as a sentence. */
  readonly what: string
  /** What tells it from other failures of the same rule, in a few words. */
  readonly case?: string
  /** What was sent, as curl commands. */
  readonly sent: string
  /** What came back, or was seen to happen. */
  readonly came: string
  /** What the provider would do then; empty where that depends on the program. */
  readonly consequence: string
  readonly cure: string
  readonly source: string
  readonly durationMs: number
  /** The scenario that plays it again. */
  readonly file?: string
  /** What the baseline says of it. */
  readonly baseline?: 'known' | 'stale'
}

/** All verdicts on one program. */
export type JudgeReport = {
  /** `check`, `explore`, … */
  readonly command: string
  /** The program's URL; of several, all of them. */
  readonly receiver: string
  readonly judgements: readonly Judgement[]
  /** By the machine's clock. */
  readonly startedAt: number
  readonly endedAt: number
}

export type Overall = 'passed' | 'failed' | 'inconclusive'

/** A judgement as a title: its id, its rule, and which case of it. */
export function titleOf({ id, what, case: which }: Judgement): string {
  return which === undefined ? `${id} ${what}` : `${id} ${what} (${which})`
}

/** Whether a failure counts against the program: a known one does not, a stale entry does. */
export function isAgainst({ verdict, severity, baseline }: Judgement): boolean {
  if (baseline === 'stale') return true
  return verdict === 'failed' && severity !== 'may' && baseline !== 'known'
}

/** Failed when anything counts against it; inconclusive when a must or a should could not be seen. */
export function overallOf({ judgements }: JudgeReport): Overall {
  if (judgements.some(isAgainst)) return 'failed'
  const isOpen = ({ verdict, severity }: Judgement) =>
    verdict === 'inconclusive' && severity !== 'may'
  return judgements.some(isOpen) ? 'inconclusive' : 'passed'
}

export function countsOf({ judgements }: JudgeReport): Readonly<Record<Verdict, number>> {
  const counts = { passed: 0, failed: 0, inconclusive: 0, skipped: 0 }
  for (const { verdict } of judgements) counts[verdict]++
  return counts
}
