// The change log of an organisation: appended to with every write, and folded into a snapshot in time.
import type { OrganizationFacts } from '../../engine/ports.ts'
import type { OrganizationData } from '../databases.ts'
import { writeAnswered } from './answered.ts'
import { type AppendedFile, beginAppended, type Durability } from './appended-file.ts'
import { writeTransaction } from './change-lines.ts'
import { type Files, notKept, quietly, reasonOf, removeQuietly } from './files.ts'
import { notFolded } from './notices.ts'
import { type ChangesHead, changesPath, snapshotPath, UNFINISHED } from './reading.ts'
import { type SnapshotHead, writeSnapshot } from './snapshots.ts'

/** A log below this is not worth a snapshot: it is read in a tenth of a second. */
const COMPACT_BYTES = 16 * 1024 * 1024

/** What the files of all organisations have in common. */
export type Keeping = {
  readonly files: Files
  /** Lets requests have their turn. */
  readonly turn: () => Promise<void>
  readonly durability: Durability
  /** Told in sentences what people should know. */
  readonly tell: (message: string) => void
  /** The format that is written. */
  readonly format: number
  /** A log larger than this, and than the snapshot before it, is folded into a new one. */
  readonly compactBytes?: number | undefined
}

/** Where the files of an organisation stand. */
export type Standing = {
  readonly folder: string
  readonly facts: OrganizationFacts
  readonly log: AppendedFile
  /** The generation of the snapshot, and of the last log. */
  readonly base: number
  readonly generation: number
  readonly snapshotSize: number
  /** Bytes of the logs before the last one. */
  readonly olderSize: number
  /** The number of the last transaction, and of the last one that is known to have been answered. */
  readonly number: number
  readonly answered: number
}

export type ChangeLog = {
  /** Appends what changed as one line. @throws NotKept, and then there is no such line. */
  readonly append: (data: OrganizationData) => void
  /** Ends when the disk has all that was appended until now. Rejects with NotKept. */
  readonly sync: () => Promise<void>
  /** Writes down which changes were answered, if it can. */
  readonly noteAnswered: () => void
  /** Ends when the log is closed, as safe as it will be. A snapshot in the making is given up. */
  readonly close: () => Promise<void>
}

/**
 * Begins with an empty log and a snapshot of all there is. Each has its name when the disk has its
 * content, the snapshot last: it is what counts.
 *
 * @throws the system's errors, NotKept.
 */
export async function beginGeneration(
  keeping: Keeping,
  folder: string,
  generation: number,
  number: number,
  { facts, counters, rows }: Omit<OrganizationData, 'changes'>,
): Promise<Standing> {
  const { files, turn, format } = keeping
  const head = { kind: 'snapshot', format, generation, number, facts, counters } as const
  const path = snapshotPath(folder, generation)
  writeAnswered(files, folder, number, { isSafe: true })
  const log = await beginLog(keeping, folder, facts.id, generation)
  try {
    files.remove(path + UNFINISHED)
    const snapshotSize = await writeSnapshot(files, path + UNFINISHED, head, rows, turn)
    files.rename(path + UNFINISHED, path)
    files.syncFolder(folder)
    const sizes = { snapshotSize, olderSize: 0 }
    return { folder, facts, log, base: generation, generation, ...sizes, number, answered: number }
  } catch (error) {
    log.close()
    throw error
  }
}

/** Makes an empty log, in the place of one of the same generation that nothing stands in. */
export async function beginLog(
  { files, durability }: Keeping,
  folder: string,
  organization: string,
  generation: number,
): Promise<AppendedFile> {
  const path = changesPath(folder, generation)
  files.remove(path + UNFINISHED)
  const log = beginAppended(files, path, path + UNFINISHED, durability)
  const head: ChangesHead = { kind: 'changes', organization, generation }
  try {
    log.append(JSON.stringify(head))
    await log.sync()
    files.rename(path + UNFINISHED, path)
    files.syncFolder(folder)
    return log
  } catch (error) {
    log.close()
    removeQuietly(files, path + UNFINISHED)
    throw error
  }
}

/** Goes on with a log from where the files stand. */
export function openChangeLog(keeping: Keeping, standing: Standing): ChangeLog {
  const { files, durability, tell, compactBytes = COMPACT_BYTES } = keeping
  const { folder } = standing
  let { facts, log, base, generation, snapshotSize, olderSize, number, answered } = standing
  let noted = answered
  let folding: Promise<void> | null = null
  let isClosing = false
  /** After a snapshot that failed, the log grows by as much again before the next one. */
  let postponedBytes = 0
  /** While the log before the last one is not yet safe: what stands in the last one builds on it. */
  let olderSynced: Promise<void> | null = null

  /** With fsync, what the disk has may be answered; else what the system has. */
  async function sync(): Promise<void> {
    const upTo = number
    await (olderSynced === null ? log.sync() : olderSynced.then(() => log.sync()))
    answered = Math.max(answered, upTo)
  }

  function append(data: OrganizationData): void {
    if (durability === 'flush') answered = number
    const newFacts = data.facts === facts ? undefined : data.facts
    log.append(writeTransaction(number + 1, data.counters, data.changes, newFacts, answered))
    number++
    facts = data.facts
    const changesSize = olderSize + log.size()
    if (folding === null && changesSize > Math.max(compactBytes, snapshotSize) + postponedBytes) {
      folding = fold(data).finally(() => {
        folding = null
      })
    }
  }

  function noteAnswered(): void {
    if (durability === 'flush') answered = number
    if (answered === noted || !files.exists(folder)) return
    writeAnswered(files, folder, answered, { isSafe: false })
    noted = answered
  }

  /** After a stop the files may be somebody else's. */
  function stopWhenClosing(): void {
    if (isClosing) throw new Error('the sandbox stops.')
  }

  async function endLog(old: AppendedFile): Promise<void> {
    const { refuse } = log
    olderSynced = old.sync()
    try {
      await olderSynced
    } catch (error) {
      if (durability === 'fsync') refuse(notKept(old.path, error))
      throw error
    } finally {
      olderSynced = null
      old.close()
    }
  }

  /** From some line on, changes go to a new log; the old ones are needed until the end. */
  async function fold(data: OrganizationData): Promise<void> {
    try {
      const next = generation + 1
      const begun = await beginLog(keeping, folder, facts.id, next)
      if (isClosing) return begun.close()
      const head = { generation: next, number, facts, counters: data.counters }
      const old = log
      log = begun
      olderSize += old.size()
      generation = next
      await endLog(old)
      stopWhenClosing()
      const written = { kind: 'snapshot', format: keeping.format, ...head } as const
      snapshotSize = await writeNext(written, data)
      removeGenerations(files, folder, base, next)
      base = next
      olderSize = 0
      postponedBytes = 0
    } catch (error) {
      if (isClosing) return
      postponedBytes = olderSize + log.size()
      tell(notFolded(facts.name, folder, reasonOf(error)))
    }
  }

  async function writeNext(head: SnapshotHead, data: OrganizationData): Promise<number> {
    const path = snapshotPath(folder, head.generation)
    const turn = async () => {
      await keeping.turn()
      stopWhenClosing()
    }
    files.remove(path + UNFINISHED)
    const size = await writeSnapshot(files, path + UNFINISHED, head, data.rows, turn)
    // Rows may stand in the snapshot as later changes left them: those changes must be safe too.
    await log.sync()
    stopWhenClosing()
    files.rename(path + UNFINISHED, path)
    files.syncFolder(folder)
    return size
  }

  async function close(): Promise<void> {
    isClosing = true
    const synced = durability === 'fsync' ? sync() : Promise.resolve()
    try {
      await synced
      quietly(noteAnswered)
    } finally {
      log.close()
    }
  }

  return { append, sync, noteAnswered: () => quietly(noteAnswered), close }
}

/** What a snapshot has made needless. What cannot be removed is in nobody's way. */
export function removeGenerations(files: Files, folder: string, from: number, to: number): void {
  for (let generation = from; generation < to; generation++) {
    removeQuietly(files, snapshotPath(folder, generation))
    removeQuietly(files, changesPath(folder, generation))
  }
}
