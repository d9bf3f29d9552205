// The verdict on a test suite under an ambient fault, and the report on all of them.
import { AMBIENT_NAMES, ambientFault } from '../../domain/faults/ambient.ts'
import { FAULT_NAMES, type FaultName, faultFacts } from '../../domain/faults/table.ts'
import type { AmbientFault } from '../../domain/world/fault-rows.ts'
import { firstFailure, lastLines } from './first-failure.ts'

/**
 * survived: the fault struck, and the suite passed · broke: it struck, and the suite failed ·
 * never-met: it struck nothing, so the suite says nothing about it · inconclusive: the suite failed
 * although it struck nothing.
 */
export const UNDER_VERDICTS = ['survived', 'broke', 'never-met', 'inconclusive'] as const

export type UnderVerdict = (typeof UNDER_VERDICTS)[number]

/** How a run of the suite went. */
export type SuiteRun = {
  readonly exitCode: number
  /** Whether it was ended because it took too long. */
  readonly isTooLate: boolean
  readonly output: string
  readonly durationMs: number
}

/** What came of one fault. */
export type UnderFault = {
  readonly fault: FaultName
  readonly what: string
  readonly verdict: UnderVerdict
  /** How often it could have struck, and how often it did. */
  readonly seen: number
  readonly hits: number
  readonly exitCode: number
  readonly durationMs: number
  /** The test that failed first, where the output tells. */
  readonly firstFailure?: string
  /** The end of the output, where it does not. */
  readonly lastLines?: readonly string[]
  readonly tooLate?: true
}

const LAST_LINES = 5

export function judgeRun(
  fault: AmbientFault,
  { seen, hits }: { readonly seen: number; readonly hits: number },
  run: SuiteRun,
): UnderFault {
  const { exitCode, durationMs, isTooLate } = run
  const name = fault.name as FaultName
  const hasPassed = exitCode === 0 && !isTooLate
  const verdict = hasPassed
    ? hits > 0
      ? 'survived'
      : 'never-met'
    : hits > 0
      ? 'broke'
      : 'inconclusive'
  const facts = { fault: name, what: faultFacts(name).what, verdict, seen, hits } as const
  return { ...facts, exitCode, durationMs, ...(hasPassed ? {} : failureOf(run)) }
}

/** What is shown of a run that failed. */
export function failureOf({
  output,
  isTooLate,
}: SuiteRun): Pick<UnderFault, 'firstFailure' | 'lastLines' | 'tooLate'> {
  const first = firstFailure(output)
  const shown =
    first === undefined ? { lastLines: lastLines(output, LAST_LINES) } : { firstFailure: first }
  return { ...shown, ...(isTooLate && { tooLate: true }) }
}

const WORDS: Readonly<Record<UnderVerdict, string>> = {
  survived: 'survived',
  broke: 'broke',
  'never-met': 'never met',
  inconclusive: 'unclear',
}

/** One fault, on a line or two. */
export function underLines(one: UnderFault): string[] {
  const { verdict, fault, what, hits, tooLate } = one
  const width = Math.max(...AMBIENT_NAMES.map(({ length }) => length))
  const struck = hits === 0 ? 'did not strike' : `struck ${times(hits)}`
  const head = `  ${WORDS[verdict].padEnd(10)}${fault.padEnd(width)}  ${struck}`
  if (verdict === 'survived') return [head]
  const under = (text: string) => `            ${text}`
  if (verdict === 'never-met') return [`${head}: ${whyNeverMet(one)}`]
  const why = verdict === 'inconclusive' ? ', and yet the suite failed: is it flaky?' : ''
  const late = tooLate === true ? ['The suite did not end, and was ended.'] : []
  return [`${head}${why}`, ...[what, ...late, ...failureLines(one)].map(under)]
}

/** What failed, as lines. */
export function failureLines(one: Pick<UnderFault, 'firstFailure' | 'lastLines'>): string[] {
  if (one.firstFailure !== undefined) return [`First failing test: ${one.firstFailure}`]
  const lines = one.lastLines ?? []
  return lines.length === 0 ? ['It wrote nothing.'] : ['Its last lines:', ...lines]
}

function whyNeverMet({ fault, seen }: UnderFault): string {
  if (seen > 0) return `it could have ${times(seen)}, and it was not its turn`
  const { site } = faultFacts(fault)
  if (site === 'delivery') return 'no webhook was on its way, or the tests arm faults of their own'
  return 'no message was sent, or the tests arm faults of their own'
}

/** All of them in a sentence. */
export function underSummary(all: readonly UnderFault[]): string {
  const parts = UNDER_VERDICTS.map((verdict) => {
    const { length } = all.filter((one) => one.verdict === verdict)
    return length === 0 ? [] : [`${length} ${WORDS[verdict]}`]
  })
  return `${all.length === 1 ? '1 fault' : `${all.length} faults`}: ${parts.flat().join(', ')}.`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/** A name that is none, or of a fault under which no suite can pass. */
export class NotAmbient extends Error {
  override readonly name = 'NotAmbient'
}

/**
 * The faults that are meant: `all`, or names and sites (reply, fate, delivery), with commas between.
 *
 * @throws NotAmbient
 */
export function faultsMeant(text: string): AmbientFault[] {
  const names = new Set(text.split(',').flatMap((word) => namesMeant(word.trim())))
  return FAULT_NAMES.filter((name) => names.has(name)).map((name) => {
    const fault = ambientFault(name)
    if (typeof fault !== 'string') return fault
    throw new NotAmbient(`No suite is run under ${name}. ${fault} Faults: ${known()}.`)
  })
}

function namesMeant(word: string): readonly FaultName[] {
  if (word === 'all') return AMBIENT_NAMES
  const ofSite = AMBIENT_NAMES.filter((name) => faultFacts(name).site === word)
  if (ofSite.length > 0) return ofSite
  const named = FAULT_NAMES.filter((name) => [name, faultFacts(name).shortName].includes(word))
  const fitting = named.length > 1 ? named.filter((name) => AMBIENT_NAMES.includes(name)) : named
  const [only, second] = fitting
  if (only === undefined) throw new NotAmbient(`There is no fault "${word}". Faults: ${known()}.`)
  if (second === undefined) return [only]
  throw new NotAmbient(`"${word}" may be ${fitting.join(' or ')}: say which.`)
}

function known(): string {
  return `all, reply, fate, delivery, ${AMBIENT_NAMES.join(', ')}`
}
