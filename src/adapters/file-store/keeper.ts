// Keeps one organisation: appends its changes to a log, and folds the log into a snapshot in time.
import { type AnyTable, type Change, everyRow } from '../../domain/world/tables.ts'
import type { World } from '../../domain/world/world.ts'
import { countersOf } from '../../engine/keeping.ts'
import type { Counters, OrganizationFacts } from '../../engine/ports.ts'
import { type AppendingFile, type Durability, openAppending } from './appending.ts'
import { writeTransaction } from './change-lines.ts'
import { type Files, notKept, removeQuietly } from './files.ts'
import { type ChangesHead, changesPath, snapshotPath, UNFINISHED } from './reading.ts'
import { type TableRows, writeSnapshot } from './snapshots.ts'

/** A log below this is not worth a snapshot: it is read in a tenth of a second. */
const COMPACT_BYTES = 16 * 1024 * 1024

/** What keepers need of their store. */
export type Keeping = {
  readonly files: Files
  /** Lets requests have their turn. */
  readonly turn: () => Promise<void>
  readonly durability: Durability
  /** Tells people about something that is nobody's fault. */
  readonly tell: (message: string) => void
  /** The format that is written. */
  readonly format: number
  /** A log larger than this, and than the snapshot before it, is folded into a new one. */
  readonly compactBytes?: number | undefined
}

export type Keeper = {
  readonly folder: string
  readonly append: (
    world: World,
    changes: readonly Change[],
    facts: OrganizationFacts | undefined,
  ) => Promise<void> | undefined
  readonly sync: () => Promise<void>
  /** Ends when the log is closed, as safe as it will be. A snapshot in the making is given up. */
  readonly close: () => Promise<void>
}

/** Where the files of an organisation stand. */
export type Standing = {
  readonly folder: string
  readonly facts: OrganizationFacts
  readonly log: AppendingFile
  /** The generation of the snapshot, and of the last log. */
  readonly base: number
  readonly generation: number
  readonly snapshotSize: number
  /** Bytes of the logs before the last one. */
  readonly olderSize: number
  readonly number: number
}

/** Makes the files of an organisation that is new. @throws the system's errors, NotKept. */
export async function foundFolder(
  keeping: Keeping,
  folder: string,
  organization: Basis,
): Promise<Standing> {
  keeping.files.makeFolder(folder)
  return beginGeneration(keeping, folder, 1, 0, organization)
}

/** What a snapshot is made of. */
export type Basis = {
  readonly facts: OrganizationFacts
  readonly counters: Counters
  readonly tables: TableRows
}

/** Begins with a snapshot of all there is and an empty log. @throws the system's errors, NotKept. */
export async function beginGeneration(
  keeping: Keeping,
  folder: string,
  generation: number,
  number: number,
  { facts, counters, tables }: Basis,
): Promise<Standing> {
  const { files, turn, format } = keeping
  const head = { kind: 'snapshot', format, generation, number, facts, counters } as const
  const path = snapshotPath(folder, generation)
  files.remove(path + UNFINISHED)
  const snapshotSize = await writeSnapshot(files, path + UNFINISHED, head, tables, turn)
  const log = beginLog(keeping, folder, facts.id, generation, number)
  try {
    files.rename(path + UNFINISHED, path)
    files.syncFolder(folder)
  } catch (error) {
    log.close()
    throw error
  }
  return { folder, facts, log, base: generation, generation, snapshotSize, olderSize: 0, number }
}

function beginLog(
  { files, durability }: Keeping,
  folder: string,
  organization: string,
  generation: number,
  number: number,
): AppendingFile {
  const path = changesPath(folder, generation)
  // One may have been begun before that could not be finished.
  files.remove(path)
  const log = openAppending(files, path, 'new', 0, durability)
  const head: ChangesHead = { kind: 'changes', organization, generation, number }
  try {
    log.append(JSON.stringify(head))
    return log
  } catch (error) {
    log.close()
    removeQuietly(files, path)
    throw error
  }
}

export function rowsOf(world: World): TableRows {
  return Object.values<AnyTable>(world.tables).map(
    (table) => [table.name, everyRow(table)] as const,
  )
}

/** Goes on keeping an organisation from where its files stand. */
export function newKeeper(keeping: Keeping, standing: Standing): Keeper {
  const { files, durability, tell, compactBytes = COMPACT_BYTES } = keeping
  const { folder } = standing
  let { facts, log, base, generation, snapshotSize, olderSize, number } = standing
  let compaction: Promise<void> | null = null
  let isClosing = false
  let patience = 0
  /** While the log before the last one is not yet safe: what stands in the last one builds on it. */
  let olderSynced: Promise<void> | null = null
  const sync = () => (olderSynced === null ? log.sync() : olderSynced.then(() => log.sync()))

  const append: Keeper['append'] = (world, changes, newFacts) => {
    log.append(writeTransaction(number + 1, world, changes, newFacts))
    number++
    if (newFacts !== undefined) facts = newFacts
    const kept = durability === 'fsync' ? sync() : undefined
    const changesSize = olderSize + log.size()
    if (compaction === null && changesSize > Math.max(compactBytes, snapshotSize) + patience) {
      compaction = compact(world).finally(() => {
        compaction = null
      })
    }
    return kept
  }

  /** After a stop the files may be somebody else's. */
  function stopWhenClosing(): void {
    if (isClosing) throw new Error('the sandbox stops.')
  }

  async function endLog(old: AppendingFile): Promise<void> {
    const { refuse } = log
    olderSynced = old.sync().then(() => files.syncFolder(folder))
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

  /** From the first line on, changes go to a new log; the old ones are needed until the end. */
  async function compact(world: World): Promise<void> {
    try {
      const next = generation + 1
      const head = { generation: next, number, facts, counters: countersOf(world) }
      const old = log
      log = beginLog(keeping, folder, world.id, next, number)
      olderSize += old.size()
      generation = next
      await endLog(old)
      stopWhenClosing()
      const path = snapshotPath(folder, next)
      const written = { kind: 'snapshot', format: keeping.format, ...head } as const
      const turn = async () => {
        await keeping.turn()
        stopWhenClosing()
      }
      files.remove(path + UNFINISHED)
      const size = await writeSnapshot(files, path + UNFINISHED, written, rowsOf(world), turn)
      // Rows may stand in the snapshot as later changes left them: those changes must be safe too.
      await log.sync()
      stopWhenClosing()
      files.rename(path + UNFINISHED, path)
      files.syncFolder(folder)
      removeGenerations(files, folder, base, next)
      base = next
      olderSize = 0
      snapshotSize = size
      patience = 0
    } catch (error) {
      if (isClosing) return
      patience = olderSize + log.size()
      tell(
        `${notKept(folder, error).message} The change log goes on growing until a snapshot can be made.`,
      )
    }
  }

  return {
    folder,
    append,
    sync,
    close: async () => {
      isClosing = true
      const synced = durability === 'fsync' ? sync() : Promise.resolve()
      await synced.finally(() => log.close())
    },
  }
}

/** What a snapshot has made needless. What cannot be removed is in nobody's way. */
export function removeGenerations(files: Files, folder: string, from: number, to: number): void {
  for (let generation = from; generation < to; generation++) {
    removeQuietly(files, snapshotPath(folder, generation))
    removeQuietly(files, changesPath(folder, generation))
  }
}
