// A transaction as one line of a change log, and what such lines make of the rows they are read onto.
import type { AnyRow, Change } from '../../domain/world/tables.ts'
import type { Counters, OrganizationFacts } from '../../engine/ports.ts'

/** By table, the rows by id in the order in which they came in. */
export type Rows = Map<string, Map<string, AnyRow>>

/** A row that is new or all different, some members of a row that has changed, or a row that is gone. */
type Written =
  | readonly [table: string, row: AnyRow]
  | readonly [table: string, id: string, members: Readonly<Record<string, unknown>>]
  | readonly [table: string, id: string]

/**
 * A line: the number of the transaction, where the world stands after it, what it changed, and the
 * number of the last transaction that was answered before it. Without one that is the one before.
 */
type Transaction = readonly [
  number: number,
  counters: readonly [now: number, ids: number, seq: number, requests: number, nextEntry: number],
  changes: readonly Written[],
  facts?: OrganizationFacts | null,
  answered?: number,
]

/** The text of a transaction. Its size is that of the change. */
export function writeTransaction(
  number: number,
  { now, idCount, seq, requestCount, nextEntry }: Counters,
  changes: readonly Change[],
  facts: OrganizationFacts | undefined,
  answered: number,
): string {
  const counters = [now, idCount, seq, requestCount, nextEntry] as const
  const written = changes.map(writeChange)
  return JSON.stringify(lineOf(number, counters, written, facts, answered))
}

function lineOf(
  number: number,
  counters: Transaction[1],
  written: readonly Written[],
  facts: OrganizationFacts | undefined,
  answered: number,
): Transaction {
  if (answered !== number - 1) return [number, counters, written, facts ?? null, answered]
  return facts === undefined ? [number, counters, written] : [number, counters, written, facts]
}

function writeChange({ table, id, before, after }: Change): Written {
  if (after === undefined) return [table.name, id]
  if (before === undefined) return [table.name, after]
  const members = differing(before as Members, after as Members)
  return members === null ? [table.name, after] : [table.name, id, members]
}

type Members = AnyRow & Readonly<Record<string, unknown>>

/**
 * The members that differ; null when a list of members cannot say it: when one is missing, or when
 * the row is another one under the same id.
 */
function differing(before: Members, after: Members): Record<string, unknown> | null {
  if (after.seq !== before.seq) return null
  const members: Record<string, unknown> = {}
  for (const name in after) {
    if (after[name] === before[name]) continue
    if (after[name] === undefined) return null
    members[name] = after[name]
  }
  for (const name in before) if (!(name in after)) return null
  return members
}

/** What one line says, beside what it did to the rows. */
export type Read = {
  readonly number: number
  readonly counters: Counters
  readonly facts: OrganizationFacts | undefined
}

/**
 * Makes the changes of a line.
 *
 * A snapshot is written while its world goes on, so it may hold rows as they were only later in the
 * log. Making those changes once more leads to the same rows; a change to a row that is not there is
 * of one that is removed further down.
 *
 * @throws Error when the text is no transaction.
 */
export function readTransaction(text: string, rows: Rows): Read {
  const [number, counters, changes, facts] = JSON.parse(text) as Transaction
  const [now, idCount, seq, requestCount, nextEntry] = counters
  for (const change of changes) makeChange(rows, change)
  const read = { number, counters: { now, idCount, seq, requestCount, nextEntry } }
  return { ...read, facts: facts ?? undefined }
}

/** The last transaction that was answered when the line was written; 0 when it is no transaction. */
export function answeredBefore(text: string): number {
  const said = JSON.parse(text) as Transaction | object
  if (!Array.isArray(said)) return 0
  const [number, , , , answered = number - 1] = said as unknown as Transaction
  return answered
}

function makeChange(rows: Rows, [name, what, members]: Written): void {
  const table = tableOf(rows, name)
  if (typeof what !== 'string') {
    table.set(what.id, what)
    return
  }
  const row = table.get(what)
  if (members === undefined) table.delete(what)
  // Nobody else has seen the row yet, so it may change where it is: copies would cost a start most.
  else if (row !== undefined) Object.assign(row, members)
}

/** The rows of a table, which is made when it is the first of them. */
export function tableOf(rows: Rows, name: string): Map<string, AnyRow> {
  let table = rows.get(name)
  if (table === undefined) {
    table = new Map()
    rows.set(name, table)
  }
  return table
}
