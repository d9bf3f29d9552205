// What a face knows of a sandbox, and how it changes with each piece of news. Pure.
import type { Entry, Query } from '../client/control-client.ts'

/** A journal entry with the members of every kind; which are there depends on the kind. */
export type FeedEntry = Entry & {
  readonly number: number
  readonly at: string
  readonly [member: string]: unknown
}

/** One question to the control API: a read and its parameters. */
export type Question = {
  readonly path: string
  readonly query?: Query
}

export type Answer = {
  /** The reply's `data`; undefined until there is one. */
  readonly data: unknown
  /** Why there is no newer answer; null when the last one came. */
  readonly problem: string | null
}

export type Known = {
  /** connecting until the first answer · live · lost when nobody answers any more. */
  readonly connection: 'connecting' | 'live' | 'lost'
  /** What happened, oldest first, bounded by ENTRIES_MAX. */
  readonly entries: readonly FeedEntry[]
  /** By `keyOf` of the question. */
  readonly answers: ReadonlyMap<string, Answer>
}

/** What a face keeps in memory: ten times the journal, some 30 MB of short entries. */
export const ENTRIES_MAX = 50_000

export const NOTHING_KNOWN: Known = { connection: 'connecting', entries: [], answers: new Map() }

/** Tells one question from another. */
export function keyOf({ path, query = {} }: Question): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
  return `${path}?${pairs.sort().join('&')}`
}

/** Newer entries behind the known ones. A journal that began anew takes the place of the old one. */
export function withEntries(known: Known, fresh: readonly FeedEntry[]): Known {
  const [first] = fresh
  if (first === undefined) return known
  const last = known.entries.at(-1)
  const kept = last !== undefined && first.number > last.number ? known.entries : []
  const all = kept.length === 0 ? fresh : [...kept, ...fresh]
  const entries = all.length > ENTRIES_MAX ? all.slice(all.length - ENTRIES_MAX) : all
  return { ...known, entries }
}

/** An answer that is the same as before changes nothing, so that nothing is drawn again. */
export function withAnswer(known: Known, question: Question, data: unknown): Known {
  const key = keyOf(question)
  const before = known.answers.get(key)
  const isSame = before?.problem === null && isAlike(before.data, data)
  if (isSame) return known
  return { ...known, answers: new Map(known.answers).set(key, { data, problem: null }) }
}

/** What was answered before stays, with the reason why it may be old. */
export function withProblem(known: Known, question: Question, problem: string): Known {
  const key = keyOf(question)
  const data = known.answers.get(key)?.data
  return { ...known, answers: new Map(known.answers).set(key, { data, problem }) }
}

/** Forgets the answers to what nobody asks any more. */
export function withOnly(known: Known, questions: readonly Question[]): Known {
  const asked = new Set(questions.map(keyOf))
  const kept = [...known.answers].filter(([key]) => asked.has(key))
  return kept.length === known.answers.size ? known : { ...known, answers: new Map(kept) }
}

export function withConnection(known: Known, connection: Known['connection']): Known {
  return known.connection === connection ? known : { ...known, connection }
}

function isAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
