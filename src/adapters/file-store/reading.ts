// Reads what is kept of one organisation: its snapshot, and the change logs that go on from there.
import { type Rows, readTransaction } from './change-lines.ts'
import type { Files } from './files.ts'
import { type Line, readLines } from './lines.ts'
import type { ReadOrganization } from './migrations.ts'
import { readSnapshot } from './snapshots.ts'
import { damaged } from './unusable-data.ts'

/** A file that is being written and has no name of its own yet. */
export const UNFINISHED = '.tmp'

export function snapshotPath(folder: string, generation: number): string {
  return `${folder}/snapshot-${generation}.jsonl`
}

export function changesPath(folder: string, generation: number): string {
  return `${folder}/changes-${generation}.jsonl`
}

/** What stands in the first line of a change log. */
export type ChangesHead = {
  readonly kind: 'changes'
  readonly organization: string
  readonly generation: number
  /** The number of the last transaction before. */
  readonly number: number
}

export type FolderContent = {
  readonly organization: ReadOrganization
  /** The format that the snapshot has. */
  readonly format: number
  /** The generation of the snapshot, and of the oldest file that it has made needless. */
  readonly base: number
  readonly earliest: number
  readonly snapshotSize: number
  /** The last change log: where it is written on, and from which byte. */
  readonly last: { readonly generation: number; readonly size: number }
  /** Bytes of all change logs. */
  readonly changesSize: number
  /** The number of the last transaction. */
  readonly number: number
  /** What was cut off at the end, in bytes. */
  readonly dropped: number
}

/**
 * Reads the files of the folder of an organisation. Changes none of them.
 *
 * @throws UnusableData; the system's errors.
 */
export function readFolder(
  files: Files,
  folder: string,
  id: string,
  newest: number,
): FolderContent {
  const names = files.exists(folder) ? files.list(folder) : []
  const base = generationsOf(names, /^snapshot-(\d+)\.jsonl$/).at(-1)
  if (base === undefined) throw damaged(folder, null, 'it holds no snapshot.')
  const { head, rows, size: snapshotSize } = readSnapshot(files, snapshotPath(folder, base), newest)
  if (head.facts.id !== id) {
    throw damaged(snapshotPath(folder, base), 1, `it is of ${head.facts.id} and not of ${id}.`)
  }
  if (head.generation !== base) {
    throw damaged(snapshotPath(folder, base), 1, `it was written as number ${head.generation}.`)
  }
  const logs = logsFrom(files, folder, names, base)
  const state: State = { rows, number: head.number, facts: head.facts, counters: head.counters }
  let read = { generation: base, size: 0, dropped: 0 }
  let changesSize = 0
  for (const [index, generation] of logs.entries()) {
    const path = changesPath(folder, generation)
    if (generation !== base + index) throw damaged(path, null, 'the change log before is missing.')
    const isLast = index === logs.length - 1
    const { size, dropped } = readChanges(files, path, generation, state, isLast)
    read = { generation, size, dropped }
    changesSize += size
  }
  if (read.size === 0) throw damaged(changesPath(folder, base), null, 'its beginning is missing.')
  const { facts, counters, number } = state
  return {
    organization: { facts, counters, rows },
    format: head.format,
    base,
    earliest: generationsOf(names, /^(?:snapshot|changes)-(\d+)\.jsonl$/)[0] ?? base,
    snapshotSize,
    last: { generation: read.generation, size: read.size },
    changesSize,
    number,
    dropped: read.dropped,
  }
}

function generationsOf(names: readonly string[], pattern: RegExp): number[] {
  const found = names.flatMap((name) => pattern.exec(name)?.[1] ?? [])
  return found.map(Number).sort((a, b) => a - b)
}

/** The change logs of a folder; one that was just being made has nothing to say, and is none. */
function logsFrom(
  files: Files,
  folder: string,
  names: readonly string[],
  base: number,
): readonly number[] {
  const logs = generationsOf(names, /^changes-(\d+)\.jsonl$/).filter((log) => log >= base)
  const last = logs.at(-1)
  if (last === undefined || last === base) return logs
  for (const { isWhole } of readLines(files, changesPath(folder, last))) {
    if (isWhole) return logs
    break
  }
  return logs.slice(0, -1)
}

type State = {
  readonly rows: Rows
  number: number
  facts: ReadOrganization['facts']
  counters: ReadOrganization['counters']
}

/** Makes the changes of a log. Only the end of the last one may be missing: it was being written. */
function readChanges(
  files: Files,
  path: string,
  generation: number,
  state: State,
  isLast: boolean,
): { size: number; dropped: number } {
  let size = 0
  for (const line of readLines(files, path)) {
    if (!line.isWhole && isLast) return { size, dropped: line.end - line.at }
    makeChanges(path, generation, line, state)
    size = line.end
  }
  return { size, dropped: 0 }
}

function makeChanges(
  path: string,
  generation: number,
  { number, text, isWhole }: Line,
  state: State,
): void {
  if (text === null || !isWhole) throw damaged(path, number, 'the line is not as it was written.')
  if (number === 1) {
    const head = JSON.parse(text) as ChangesHead
    const isOfHere = head.kind === 'changes' && head.organization === state.facts.id
    if (isOfHere && head.generation === generation && head.number === state.number) return
    throw damaged(path, 1, 'this is not the change log that goes on from what stands before it.')
  }
  const read = readTransaction(text, state.rows)
  if (read.number !== state.number + 1) {
    const expected = `transaction ${state.number + 1} was expected`
    throw damaged(path, number, `${expected}, and ${read.number} came.`)
  }
  state.number = read.number
  state.counters = read.counters
  if (read.facts !== undefined) state.facts = read.facts
}
