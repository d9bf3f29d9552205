// Reads what is kept of one organisation: its snapshot, and the change logs that go on from there.
import { readAnswered } from './answered.ts'
import { answeredBefore, type Rows, readTransaction } from './change-lines.ts'
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
  /** Format 1 only: the number of the last transaction before. */
  readonly number?: number
}

export type FolderContent = {
  readonly organization: ReadOrganization
  /** The format that the snapshot has. */
  readonly format: number
  /** The generation of the snapshot, and of the oldest file that it has made needless. */
  readonly base: number
  readonly earliest: number
  readonly snapshotSize: number
  /** The change log that is written on, and from which byte: 0 when it must be begun anew. */
  readonly last: { readonly generation: number; readonly size: number }
  /** The generation of the newest log there is: those behind the last one hold nothing that counts. */
  readonly newest: number
  /** Bytes of all change logs. */
  readonly changesSize: number
  /** The number of the last transaction. */
  readonly number: number
  /** What is not used of the end of the last log, in bytes. */
  readonly dropped: number
  /** The last transaction that is known to have been answered, and how many such are gone. */
  readonly answered: number
  readonly lost: number
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
  newestFormat: number,
): FolderContent {
  const names = namesIn(files, folder)
  const base = generationsOf(names, /^snapshot-(\d+)\.jsonl$/).at(-1)
  if (base === undefined) throw damaged(folder, null, 'it holds no snapshot.')
  const path = snapshotPath(folder, base)
  const { head, rows, size: snapshotSize } = readSnapshot(files, path, newestFormat)
  if (head.facts.id !== id) throw damaged(path, 1, `it is of ${head.facts.id} and not of ${id}.`)
  if (head.generation !== base) {
    throw damaged(path, 1, `it was written as number ${head.generation}.`)
  }
  const state = { rows, number: head.number, facts: head.facts, counters: head.counters }
  const answered = readAnswered(files, folder)
  const logs = generationsOf(names, /^changes-(\d+)\.jsonl$/).filter((log) => log >= base)
  const read = readLogs(files, folder, base, logs, state, answered)
  const { facts, counters, number } = state
  return {
    organization: { facts, counters, rows },
    format: head.format,
    base,
    earliest: generationsOf(names, /^(?:snapshot|changes)-(\d+)\.jsonl$/)[0] ?? base,
    snapshotSize,
    ...read,
    newest: logs.at(-1) ?? base,
    number,
    answered,
    lost: Math.max(0, answered - number),
  }
}

/** @throws UnusableData when there is no such folder; the system's errors, for one that cannot be read. */
function namesIn(files: Files, folder: string): string[] {
  try {
    return files.list(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw damaged(folder, null, 'the folder is not there.')
  }
}

function generationsOf(names: readonly string[], pattern: RegExp): number[] {
  const found = names.flatMap((name) => pattern.exec(name)?.[1] ?? [])
  return found.map(Number).sort((a, b) => a - b)
}

type State = {
  readonly rows: Rows
  number: number
  facts: ReadOrganization['facts']
  counters: ReadOrganization['counters']
}

/** The first line that is not as it was written. */
type BadLine = { readonly path: string; readonly line: Line }

/**
 * Makes the changes of all logs. At the first line that is not as it was written it is the end, if
 * nothing says that this change was answered: no later line, and not the number kept beside the log.
 * So what a power cut has left of changes that nobody had an answer to is dropped, and damage is not.
 */
function readLogs(
  files: Files,
  folder: string,
  base: number,
  logs: readonly number[],
  state: State,
  answered: number,
): Pick<FolderContent, 'last' | 'changesSize' | 'dropped'> {
  let bad: BadLine | null = null
  let last = { generation: base, size: 0 }
  let end = 0
  let olderSize = 0
  for (const [index, generation] of logs.entries()) {
    const path = changesPath(folder, generation)
    if (generation !== base + index) throw damaged(path, null, 'the change log before is missing.')
    for (const line of readLines(files, path)) {
      if (bad !== null) refuseAnswered(bad, line, state)
      else if (line.text !== null && line.isWhole) {
        makeChanges(path, generation, line.number, line.text, state)
        // A log that was only begun is none yet: the one before may still be written on.
        if (line.number > 1 || index === 0) {
          if (last.generation !== generation) olderSize += last.size
          last = { generation, size: line.end }
        }
      } else bad = { path, line }
      if (generation === last.generation) end = line.end
    }
  }
  if (last.size === 0) refuseEmpty(changesPath(folder, base), logs, state, answered)
  if (bad !== null) refuseMarked(bad, state, answered)
  return { last, changesSize: olderSize + last.size, dropped: Math.max(0, end - last.size) }
}

/** A first log with nothing in it is the beginning, unless there was more. */
function refuseEmpty(
  path: string,
  logs: readonly number[],
  { number }: State,
  answered: number,
): void {
  if (logs.length === 0 || answered > number) throw damaged(path, null, 'its beginning is missing.')
}

/** @throws UnusableData when a line behind the bad one tells that the bad one was answered. */
function refuseAnswered({ path, line }: BadLine, later: Line, { number }: State): void {
  if (later.text === null || !later.isWhole || answeredBefore(later.text) <= number) return
  throw damaged(path, line.number, 'the line is not as it was written.')
}

/** A file that ends within a line was cut: that is told, and no reason to stop. */
function refuseMarked({ path, line }: BadLine, { number }: State, answered: number): void {
  if (answered <= number || !line.isWhole) return
  throw damaged(path, line.number, 'the line is not as it was written.')
}

function makeChanges(
  path: string,
  generation: number,
  line: number,
  text: string,
  state: State,
): void {
  if (line === 1) {
    const head = JSON.parse(text) as ChangesHead
    const isOfHere = head.kind === 'changes' && head.organization === state.facts.id
    const { number = state.number } = head
    if (isOfHere && head.generation === generation && number === state.number) return
    throw damaged(path, 1, 'this is not the change log that goes on from what stands before it.')
  }
  const read = readTransaction(text, state.rows)
  if (read.number !== state.number + 1) {
    const expected = `transaction ${state.number + 1} was expected`
    throw damaged(path, line, `${expected}, and ${read.number} came.`)
  }
  state.number = read.number
  state.counters = read.counters
  if (read.facts !== undefined) state.facts = read.facts
}
