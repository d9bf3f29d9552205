// What exploring has found, for people and for programs.
import { painter } from '../../wire/log-lines.ts'
import type { Judgement, JudgeReport } from '../verdict.ts'
import type { Explored } from './explore.ts'
import { INVARIANT_NAMES, INVARIANTS, type InvariantName } from './names.ts'
import type { ExploreFile } from './plan.ts'
import type { ExploreFinding } from './search.ts'

type Shown = {
  readonly file: string
  /** Where each finding was written; null where it was not. */
  readonly files: readonly (string | null)[]
  readonly seed: number
  readonly color: boolean
}

/** The promised object: see docs/explore.md. */
export function exploredJson(
  { plays, findings, moves, pairs, blind }: Explored,
  files: readonly (string | null)[],
  seed: number,
) {
  return {
    plays,
    seed,
    findings: findings.map(({ violation, moves: story, seed: own, again }, index) => ({
      invariant: violation.invariant,
      what: INVARIANTS[violation.invariant],
      seen: violation.seen,
      moves: story.map(({ kind, customer, pick }) => ({ kind, customer, pick })),
      seed: own,
      file: files[index] ?? null,
      again,
    })),
    coverage: { moves, pairs },
    inconclusive: blind,
  }
}

export function exploredLines(explored: Explored, shown: Shown): string[] {
  const { plays, findings, moves, pairs, blind } = explored
  const paint = painter(shown.color)
  const made = Object.values(moves).reduce((sum, one) => sum + one, 0)
  const kinds = Object.values(moves).filter((one) => one > 0).length
  const verdict =
    findings.length === 0
      ? paint('green', 'Nothing was found.')
      : paint(
          'red',
          `${findings.length} ${findings.length === 1 ? 'thing does' : 'things do'} not hold.`,
        )
  return [
    ...findings.flatMap((one, index) => findingLines(one, shown.files[index] ?? null, shown)),
    ...Object.entries(blind).map(([name, why]) =>
      paint('yellow', ` ? ${name}: inconclusive. ${why}`),
    ),
    '',
    `${verdict} ${plays} plays, ${made} moves; ${kinds} of ${Object.keys(moves).length} kinds of moves, ${pairs.made} of ${pairs.all} pairs; seed ${shown.seed}.`,
  ]
}

function findingLines(finding: ExploreFinding, file: string | null, { color }: Shown): string[] {
  const paint = painter(color)
  const { violation, moves, again } = finding
  const name: InvariantName = violation.invariant
  const story = moves.map(({ kind }, index) => `     ${index + 1}. ${kind}`)
  return [
    '',
    ` ${paint('red', '✗')} ${paint('bold', name)} ${INVARIANTS[name]}`,
    `   ${violation.seen}`,
    ...(story.length === 0 ? ['     when nothing goes wrong'] : story),
    paint('dim', `   It happened in ${again} of 3 further plays.`),
    ...(file === null ? [] : [paint('dim', `   Again: kirim-sandbox run ${file}`)]),
  ]
}

type Told = {
  readonly plan: ExploreFile
  readonly files: readonly (string | null)[]
  /** By the machine's clock. */
  readonly startedAt: number
  readonly endedAt: number
}

/** As every judge reports: a judgement for each finding, and for each invariant that has none. */
export function exploredReport(explored: Explored, told: Told): JudgeReport {
  const { plan, files, startedAt, endedAt } = told
  const { invariants: asked = INVARIANT_NAMES } = plan
  const judgements = INVARIANT_NAMES.flatMap((name): readonly Judgement[] => {
    const failures = explored.findings.flatMap((finding, index) =>
      finding.violation.invariant === name ? failure(finding, files[index] ?? null) : [],
    )
    if (failures.length > 0) return failures
    return asked.includes(name) ? [withoutFinding(explored, plan, name)] : []
  })
  const receiver = Object.values(plan.receivers)
    .map(({ url }) => url)
    .join(', ')
  return { command: 'explore', receiver, judgements, startedAt, endedAt }
}

function ruleOf(name: InvariantName) {
  return {
    id: name,
    group: 'explore',
    severity: 'must' as const,
    what: INVARIANTS[name],
    sent: '',
    consequence: '',
    cure: '',
    source: 'docs/explore.md',
    durationMs: 0,
  }
}

function failure({ violation, moves, again }: ExploreFinding, file: string | null): Judgement {
  const kinds = moves.map(({ kind }) => kind)
  const story = kinds.map((kind, index) => `${index + 1}. ${kind}`)
  const came = [violation.seen, ...story, `It happened in ${again} of 3 further plays.`]
  return {
    ...ruleOf(violation.invariant),
    verdict: 'failed',
    case: kinds.join(', '),
    came: came.join('\n'),
    ...(file !== null && { file }),
  }
}

function withoutFinding(explored: Explored, plan: ExploreFile, name: InvariantName): Judgement {
  const rule = ruleOf(name)
  const blind = explored.blind[name]
  if (blind === undefined)
    return { ...rule, verdict: 'passed', came: `It held in ${explored.plays} plays.` }
  const isAsked = name !== 'expect' || plan.expect !== undefined
  return { ...rule, verdict: isAsked ? 'inconclusive' : 'skipped', came: blind }
}
