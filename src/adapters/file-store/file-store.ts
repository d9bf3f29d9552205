// The store that keeps organisations in files: for each a snapshot and a log of the changes since.
import type { LowSync } from 'lowdb'

import type { World } from '../../domain/world/world.ts'
import { countersOf } from '../../engine/keeping.ts'
import { NotKept } from '../../engine/not-kept.ts'
import type {
  Alarm,
  Clock,
  KeptOrganization,
  OrganizationFacts,
  Store,
} from '../../engine/ports.ts'
import {
  cannotUse,
  freeName,
  manifestPath,
  openFolder,
  organizationPath,
  removeLeftovers,
} from './data-folder.ts'
import { diskFiles, type Files, notKept, removeQuietly } from './files.ts'
import { goOn } from './going-on.ts'
import {
  foundFolder,
  type Keeper,
  type Keeping,
  newKeeper,
  rowsOf,
  type Standing,
} from './keeper.ts'
import { type Lock, machine, type Processes, TOUCH_EVERY_MS } from './lock.ts'
import { type Manifest, openManifest } from './manifest.ts'
import { FORMATS, type Formats, newestOf } from './migrations.ts'
import { readFolder } from './reading.ts'
import { newTrouble, type Trouble } from './trouble.ts'

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

/** A data folder that is open. */
type Open = {
  readonly folder: string
  readonly keeping: Keeping
  readonly formats: Formats
  readonly manifest: LowSync<Manifest>
  readonly trouble: Trouble
  readonly lock: Lock
  /** By the id of the organisation. */
  readonly keepers: Map<string, Keeper>
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
      list(open, (before) => before.filter(({ id }) => id !== worldId))
      letGo(open, worldId)
    },
    append: (world, changes, facts) => {
      try {
        const kept = keeperOf(open, world.id).append(world, changes, facts)
        // Also for whoever does not wait for it, and must not be killed by it.
        kept?.catch((error: unknown) => tellTrouble(open, error))
        open.trouble.end()
        return kept
      } catch (error) {
        throw tellTrouble(open, error)
      }
    },
    flush: async () => {
      if (open.keeping.durability === 'flush' || open.isClosed) return
      await Promise.all([...open.keepers.values()].map((keeper) => keeper.sync()))
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
    const turn = () => new Promise<void>((resolve) => clock.soon(resolve))
    return {
      folder,
      keeping: { files, turn, format, ...rest },
      formats,
      manifest: openManifest(files, manifestPath(folder), format),
      trouble: newTrouble(rest.tell),
      lock,
      keepers: new Map(),
      beat: beginBeat(clock, lock),
      isClosed: false,
    }
  } catch (error) {
    lock.release()
    throw cannotUse(folder, error)
  }
}

type Beat = { alarm: Alarm }

/** Touches the lock again and again. A folder that is gone shows at the next change. */
function beginBeat(clock: Clock, lock: Lock): Beat {
  const beat: Beat = { alarm: clock.setAlarm(TOUCH_EVERY_MS, touch) }
  function touch(): void {
    beat.alarm = clock.setAlarm(TOUCH_EVERY_MS, touch)
    try {
      lock.touch(clock.now())
    } catch {
      return
    }
  }
  return beat
}

/** What is refused because the sandbox has stopped is no trouble. */
function tellTrouble({ isClosed, trouble }: Open, error: unknown): unknown {
  if (!isClosed && error instanceof NotKept) trouble.begin(error)
  return error
}

function keeperOf({ keepers, isClosed }: Open, id: string): Keeper {
  const keeper = keepers.get(id)
  if (keeper === undefined || isClosed) throw new NotKept('the sandbox has stopped.')
  return keeper
}

/** Everything is read before anything is changed. @throws UnusableData. */
async function load(open: Open): Promise<readonly KeptOrganization[]> {
  const { folder, keeping, formats, manifest, keepers } = open
  try {
    const found = manifest.data.organizations.map(({ id, folder: name }) => {
      const path = organizationPath(folder, name)
      return { id, path, content: readFolder(keeping.files, path, id, keeping.format) }
    })
    removeLeftovers(keeping.files, folder, manifest.data)
    const kept: KeptOrganization[] = []
    for (const { id, path, content } of found) {
      const { organization, standing } = await goOn(keeping, path, content, formats)
      keepers.set(id, newKeeper(keeping, standing))
      kept.push(organization)
    }
    if (manifest.data.format !== keeping.format) list(open, (before) => before)
    return kept
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
  let standing: Standing
  try {
    standing = await foundFolder(keeping, path, {
      facts,
      counters: countersOf(world),
      tables: rowsOf(world),
    })
  } catch (error) {
    removeQuietly(keeping.files, path)
    throw tellTrouble(open, notKept(path, error))
  }
  const entry = { id: facts.id, folder: name }
  return () => {
    try {
      list(open, (before) =>
        replaced === undefined
          ? [...before, entry]
          : before.map((one) => (one.id === replaced ? entry : one)),
      )
    } catch (error) {
      standing.log.close()
      removeQuietly(keeping.files, path)
      throw error
    }
    if (replaced !== undefined) letGo(open, replaced)
    open.keepers.set(facts.id, newKeeper(keeping, standing))
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
    throw tellTrouble(open, notKept(folder, error))
  }
  open.trouble.end()
}

/** Forgets the files of an organisation that is not listed any more. */
function letGo({ keepers, keeping }: Open, id: string): void {
  const keeper = keepers.get(id)
  if (keeper === undefined) return
  keepers.delete(id)
  void keeper.close().catch(() => undefined)
  removeQuietly(keeping.files, keeper.folder)
}

async function close(open: Open): Promise<void> {
  if (open.isClosed) return
  open.isClosed = true
  open.beat.alarm.cancel()
  const ends = await Promise.allSettled([...open.keepers.values()].map((keeper) => keeper.close()))
  try {
    open.lock.release()
  } catch {
    // The folder was removed, and the lock with it.
  }
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
