// The store that keeps organisations in a data folder: each a lowdb database in files of its own.
import { LowSync } from 'lowdb'

import type { Change } from '../../domain/world/tables.ts'
import type { World } from '../../domain/world/world.ts'
import { NotKept } from '../../engine/not-kept.ts'
import type {
  Alarm,
  Clock,
  KeptOrganization,
  OrganizationFacts,
  Store,
} from '../../engine/ports.ts'
import { type Database, liveData, readDatabase, writeChanges } from '../databases.ts'
import type { Keeping } from './change-log.ts'
import {
  cannotUse,
  freeName,
  makeUnlisted,
  manifestPath,
  markUnlisted,
  openFolder,
  organizationPath,
  organizationsPath,
  removeLeftovers,
  unmarkUnlisted,
} from './data-folder.ts'
import { diskFiles, type Files, notKept, quietly, removeQuietly } from './files.ts'
import { type Lock, TOUCH_EVERY_MS } from './lock.ts'
import { type Manifest, openManifest } from './manifest.ts'
import { FORMATS, type Formats, newestOf } from './migrations.ts'
import { type KeepingNotices, keepingNotices, unlistedFolders } from './notices.ts'
import { type OrganizationFiles, organizationFiles } from './organization-files.ts'
import { machine, type Processes } from './processes.ts'

export type FileStoreOptions = {
  /** Made when it is not there. */
  readonly folder: string
  readonly clock: Clock
  /** flush: the system has every change before it is answered; fsync: the disk has it. */
  readonly durability: 'flush' | 'fsync'
  /** Told in sentences what people should know: what was dropped, what cannot be kept. */
  readonly tell: (message: string) => void
  readonly files?: Files
  /** A log larger than this, and than the snapshot before it, is folded into a new one. */
  readonly compactBytes?: number
  readonly formats?: Formats
  /** Who may hold the lock: the processes of the machine. */
  readonly processes?: Processes
}

/** A database, and the files it stands on. */
type Kept = { readonly database: Database; readonly files: OrganizationFiles }

/** A data folder that is open. */
type Open = {
  readonly folder: string
  readonly keeping: Keeping
  readonly formats: Formats
  readonly manifest: LowSync<Manifest>
  readonly notices: KeepingNotices
  readonly lock: Lock
  /** By the id of the organisation. */
  readonly kept: Map<string, Kept>
  readonly beat: Beat
  isClosed: boolean
}

/**
 * Opens a data folder and locks it.
 *
 * @throws FolderInUse, UnusableData.
 */
export function openFileStore(options: FileStoreOptions): Store {
  const open = openAll(options)
  return {
    load: () => load(open),
    prepare: (facts, world, replaced) => prepare(open, facts, world, replaced),
    forget: (worldId) => {
      replaceListed(open, worldId, (before) => before.filter(({ id }) => id !== worldId))
    },
    append: (world, changes, facts) => append(open, world, changes, facts),
    flush: async () => {
      if (open.keeping.durability === 'flush' || open.isClosed) return
      await Promise.all([...open.kept.values()].map(({ files }) => files.sync()))
    },
    close: () => close(open),
  }
}

function openAll(options: FileStoreOptions): Open {
  const { folder, clock, files = diskFiles(), formats = FORMATS, ...rest } = options
  const { processes = machine() } = options
  const format = newestOf(formats)
  const lock = openFolder(files, folder, clock.now(), processes)
  try {
    const kept: Open['kept'] = new Map()
    const turn = () => new Promise<void>((resolve) => clock.soon(resolve))
    return {
      folder,
      keeping: { files, turn, format, ...rest },
      formats,
      manifest: openManifest(files, manifestPath(folder), format),
      notices: keepingNotices(rest.tell),
      lock,
      kept,
      beat: beginBeat(clock, lock, kept),
      isClosed: false,
    }
  } catch (error) {
    lock.release()
    throw cannotUse(folder, error)
  }
}

type Beat = { alarm: Alarm }

/** Touches the lock again and again, and notes what was answered. A folder that is gone shows at the next change. */
function beginBeat(clock: Clock, lock: Lock, kept: Open['kept']): Beat {
  const beat: Beat = { alarm: clock.setAlarm(TOUCH_EVERY_MS, touch) }
  function touch(): void {
    beat.alarm = clock.setAlarm(TOUCH_EVERY_MS, touch)
    quietly(() => lock.touch(clock.now()))
    for (const { files } of kept.values()) files.noteAnswered()
  }
  return beat
}

/** What is refused because the sandbox has stopped is not reported. */
function toldOf({ isClosed, notices }: Open, error: unknown): unknown {
  if (!isClosed && error instanceof NotKept) notices.failed(error)
  return error
}

function append(
  open: Open,
  world: World,
  changes: readonly Change[],
  facts: OrganizationFacts | undefined,
): Promise<void> | undefined {
  try {
    const kept = open.kept.get(world.id)
    if (kept === undefined || open.isClosed) throw new NotKept('the sandbox has stopped.')
    writeChanges(kept.database, world, changes, facts)
    const synced = open.keeping.durability === 'fsync' ? kept.files.sync() : undefined
    // Also for whoever does not wait for it, and must not be killed by it.
    synced?.catch((error: unknown) => toldOf(open, error))
    open.notices.kept()
    return synced
  } catch (error) {
    throw toldOf(open, error)
  }
}

/** Everything is read before anything is changed. @throws UnusableData. */
async function load(open: Open): Promise<readonly KeptOrganization[]> {
  const { folder, keeping, formats, manifest, kept } = open
  try {
    for (const { id, folder: name } of manifest.data.organizations) {
      const files = organizationFiles(keeping, organizationPath(folder, name), id, formats)
      kept.set(id, { database: readDatabase(files), files })
    }
    const unlisted = removeLeftovers(keeping.files, folder, manifest.data)
    if (unlisted.length > 0) keeping.tell(unlistedFolders(organizationsPath(folder), unlisted))
    for (const { files } of kept.values()) await files.resume()
    if (manifest.data.format !== keeping.format) list(open, (before) => before)
    return [...kept.values()].map(({ database }) => database.data)
  } catch (error) {
    throw cannotUse(folder, error)
  }
}

async function prepare(
  open: Open,
  facts: OrganizationFacts,
  world: World,
  replaced: string | undefined,
): Promise<() => void> {
  const { folder, keeping } = open
  const name = freeName(keeping.files, folder, facts.id)
  const path = organizationPath(folder, name)
  const files = organizationFiles(keeping, path, facts.id, open.formats)
  const database: Database = new LowSync(files, liveData(world, facts))
  try {
    makeUnlisted(keeping.files, path)
    await files.begin(database.data)
    keeping.files.syncFolder(organizationsPath(folder))
  } catch (error) {
    removeQuietly(keeping.files, path)
    throw toldOf(open, notKept(path, error))
  }
  const entry = { id: facts.id, folder: name }
  return () => {
    try {
      replaceListed(open, replaced, (before) =>
        replaced === undefined
          ? [...before, entry]
          : before.map((one) => (one.id === replaced ? entry : one)),
      )
    } catch (error) {
      void files.close().catch(() => undefined)
      removeQuietly(keeping.files, path)
      throw error
    }
    unmarkUnlisted(keeping.files, path)
    open.kept.set(facts.id, { database, files })
  }
}

/** Changes the list of organisations, on the disk first. @throws NotKept. */
function list(
  open: Open,
  change: (before: Manifest['organizations']) => Manifest['organizations'],
): void {
  const { folder, keeping, manifest } = open
  if (open.isClosed) throw new NotKept('the sandbox has stopped.')
  const before = manifest.data
  manifest.data = { format: keeping.format, organizations: change(before.organizations) }
  try {
    manifest.write()
  } catch (error) {
    manifest.data = before
    throw toldOf(open, notKept(folder, error))
  }
  open.notices.kept()
}

/**
 * Changes the list so that an organisation is not in it any more, and removes its files, which from
 * before on say that they may be.
 */
function replaceListed(
  open: Open,
  id: string | undefined,
  change: (before: Manifest['organizations']) => Manifest['organizations'],
): void {
  const { files } = open.keeping
  const gone = id === undefined ? undefined : open.kept.get(id)?.files
  if (gone !== undefined) quietly(() => markUnlisted(files, gone.folder))
  try {
    list(open, change)
  } catch (error) {
    if (gone !== undefined) unmarkUnlisted(files, gone.folder)
    throw error
  }
  if (id === undefined || gone === undefined) return
  open.kept.delete(id)
  void gone.close().catch(() => undefined)
  removeQuietly(files, gone.folder)
}

async function close(open: Open): Promise<void> {
  if (open.isClosed) return
  open.isClosed = true
  open.beat.alarm.cancel()
  const ends = await Promise.allSettled([...open.kept.values()].map(({ files }) => files.close()))
  try {
    open.lock.release()
  } catch {
    // The folder was removed, and the lock with it.
  }
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
