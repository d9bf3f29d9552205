// What exploring has found, for people and for programs.
import { painter } from '../../wire/log-lines.ts'
import type { Explored } from './explore.ts'
import { INVARIANTS, type InvariantName } from './names.ts'
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
