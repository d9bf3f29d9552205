// The snapshot of an organisation: all its rows in one file, written little by little while it goes on.
import type { AnyRow } from '../../domain/world/tables.ts'
import type { Counters, OrganizationFacts } from '../../engine/ports.ts'
import type { TableRows } from '../databases.ts'
import { type Rows, tableOf } from './change-lines.ts'
import { type Files, writeAll } from './files.ts'
import { newLineWriter, readLines, writeLine } from './lines.ts'
import { damaged, foreignFormat } from './unusable-data.ts'

/** What stands in the first line of a snapshot. */
export type SnapshotHead = {
  readonly kind: 'snapshot'
  readonly format: number
  /** Which change log goes on from here. */
  readonly generation: number
  /** The number of the last transaction before. */
  readonly number: number
  readonly facts: OrganizationFacts
  readonly counters: Counters
}

/** Rows of one line: what is written at once is less work than a page of a list. */
const ROWS_AT_ONCE = 32

/**
 * Writes a snapshot, with a turn for everybody else after each line, and waits for the disk. The
 * rows are those that there are when their turn comes: the change log of the same generation has all
 * that has changed since the head was made.
 *
 * @throws the system's errors.
 */
export async function writeSnapshot(
  files: Files,
  path: string,
  head: SnapshotHead,
  tables: TableRows,
  turn: () => Promise<void>,
): Promise<number> {
  const file = files.open(path, 'new')
  const writer = newLineWriter()
  let size = 0
  try {
    for (const text of snapshotTexts(head, tables)) {
      writeLine(writer, text)
      writeAll(files, file, writer.bytes, writer.length, size)
      size += writer.length
      await turn()
    }
    await files.syncLater(file)
  } finally {
    files.close(file)
  }
  return size
}

function* snapshotTexts(head: SnapshotHead, tables: TableRows): Generator<string> {
  yield JSON.stringify(head)
  const counts: Record<string, number> = {}
  for (const [name, rows] of tables) {
    let count = 0
    let some: AnyRow[] = []
    for (const row of rows) {
      // Born since the head was made: the change log has it.
      if (row.seq > head.counters.seq) continue
      count++
      some.push(row)
      if (some.length < ROWS_AT_ONCE) continue
      yield JSON.stringify([name, some])
      some = []
    }
    if (some.length > 0) yield JSON.stringify([name, some])
    counts[name] = count
  }
  yield JSON.stringify({ kind: 'end', counts })
}

export type Snapshot = { readonly head: SnapshotHead; readonly rows: Rows; readonly size: number }

/** Reads a whole snapshot, of the newest format or an older one. @throws UnusableData. */
export function readSnapshot(files: Files, path: string, newest: number): Snapshot {
  const rows: Rows = new Map()
  const found: Record<string, number> = {}
  let head: SnapshotHead | undefined
  let counts: Readonly<Record<string, number>> | undefined
  let size = 0
  for (const { number, text, isWhole, end } of readLines(files, path)) {
    if (text === null || !isWhole) throw damaged(path, number, 'the line is not as it was written.')
    if (counts !== undefined) throw damaged(path, number, 'there is more behind the end.')
    const said = JSON.parse(text)
    if (number === 1) head = checkedHead(path, said, newest)
    else if (Array.isArray(said)) addRows(rows, found, said as [string, AnyRow[]])
    else counts = said.counts
    size = end
  }
  if (head === undefined || counts === undefined) throw damaged(path, null, 'its end is missing.')
  for (const [name, count] of Object.entries(counts)) {
    if ((found[name] ?? 0) === count) continue
    throw damaged(path, null, `${name} has ${found[name] ?? 0} rows instead of ${count}.`)
  }
  return { head, rows, size }
}

function checkedHead(path: string, said: SnapshotHead, newest: number): SnapshotHead {
  if (said.kind !== 'snapshot') throw damaged(path, 1, 'this is no snapshot.')
  if (!(said.format >= 1 && said.format <= newest)) throw foreignFormat(path, said.format, newest)
  return said
}

function addRows(
  rows: Rows,
  found: Record<string, number>,
  [name, some]: readonly [string, readonly AnyRow[]],
): void {
  const table = tableOf(rows, name)
  found[name] = (found[name] ?? 0) + some.length
  for (const row of some) table.set(row.id, row)
}
