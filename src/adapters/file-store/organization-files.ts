// The files of one organisation as an adapter of lowdb: read() gives the rows, write() appends what changed.
import type { SyncAdapter } from 'lowdb'

import { NO_CHANGES, type OrganizationData } from '../databases.ts'
import { openAppended } from './appended-file.ts'
import {
  beginGeneration,
  type ChangeLog,
  type Keeping,
  openChangeLog,
  removeGenerations,
  type Standing,
} from './change-log.ts'
import { type Formats, migrate } from './migrations.ts'
import { droppedEnd } from './notices.ts'
import { changesPath, type FolderContent, readFolder } from './reading.ts'

/**
 * lowdb's port is `read` and `write`. Beside it stand what a file needs and memory does not: a
 * beginning that takes a while, the wait for the disk, and an end.
 */
export type OrganizationFiles = SyncAdapter<OrganizationData> & {
  readonly folder: string
  /**
   * The rows as snapshot and change log have them; changes no file.
   *
   * @throws UnusableData; the system's errors.
   */
  read(): OrganizationData
  /**
   * Appends `data.changes` as one checksummed line: a write costs the change, whatever else the
   * organisation holds.
   *
   * @throws NotKept, and then there is no such line.
   */
  write(data: OrganizationData): void
  /** Makes the files, with all rows; they must not be there. @throws the system's errors, NotKept. */
  begin(data: OrganizationData): Promise<void>
  /** Goes on with files that were read; those of an older format are written anew. */
  resume(): Promise<void>
  /** Ends when the disk has all that was written until now. Rejects with NotKept. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** What was read, until the log goes on. */
type Found = { readonly content: FolderContent; readonly data: OrganizationData }

/** The adapter for an organisation's folder. */
export function organizationFiles(
  keeping: Keeping,
  folder: string,
  id: string,
  formats: Formats,
): OrganizationFiles {
  let found: Found | null = null
  let log: ChangeLog | null = null
  return {
    folder,
    read: () => {
      const content = readFolder(keeping.files, folder, id, keeping.format)
      const { facts, counters, rows } = migrate(content.organization, content.format, formats)
      const tables = [...rows].map(([name, table]) => [name, [...table.values()]] as const)
      found = { content, data: { facts, counters, rows: new Map(tables), changes: NO_CHANGES } }
      return found.data
    },
    write: (data) => {
      if (log === null) throw new Error(`${folder} was neither begun nor resumed.`)
      log.append(data)
    },
    begin: async (data) => {
      keeping.files.makeFolder(folder)
      log = openChangeLog(keeping, await beginGeneration(keeping, folder, 1, 0, data))
    },
    resume: async () => {
      if (found === null) throw new Error(`${folder} was not read.`)
      log = openChangeLog(keeping, await resumeFolder(keeping, folder, found))
      // From here on the rows are the world's.
      found = null
    },
    sync: async () => log?.sync(),
    close: async () => log?.close(),
  }
}

async function resumeFolder(
  keeping: Keeping,
  folder: string,
  { content, data }: Found,
): Promise<Standing> {
  const { files, format, durability, tell } = keeping
  const { earliest, base, last, snapshotSize, changesSize, number, dropped } = content
  const path = changesPath(folder, last.generation)
  if (dropped > 0) tell(droppedEnd(data.facts.name, path, dropped))
  if (content.format !== format) {
    const next = last.generation + 1
    const standing = await beginGeneration(keeping, folder, next, number, data)
    removeGenerations(files, folder, earliest, next)
    return standing
  }
  removeGenerations(files, folder, earliest, base)
  const log = openAppended(files, path, 'write', last.size, durability)
  const olderSize = changesSize - last.size
  const { generation } = last
  return { folder, facts: data.facts, log, base, generation, snapshotSize, olderSize, number }
}
