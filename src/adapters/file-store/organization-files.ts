// The files of one organisation as an adapter of lowdb: read() gives the rows, write() appends what changed.
import type { SyncAdapter } from 'lowdb'

import { NO_CHANGES, type OrganizationData } from '../databases.ts'
import { writeAnswered } from './answered.ts'
import { type AppendedFile, openAppended } from './appended-file.ts'
import {
  beginGeneration,
  beginLog,
  type ChangeLog,
  type Keeping,
  openChangeLog,
  removeGenerations,
  type Standing,
} from './change-log.ts'
import type { Files } from './files.ts'
import { type Formats, migrate } from './migrations.ts'
import { droppedEnd, lostEnd } from './notices.ts'
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
  /** Makes the files, with all rows, in a folder that holds none yet. @throws the system's errors, NotKept. */
  begin(data: OrganizationData): Promise<void>
  /** Goes on with files that were read; those of an older format are written anew. */
  resume(): Promise<void>
  /** Ends when the disk has all that was written until now. Rejects with NotKept. */
  sync(): Promise<void>
  /** Writes down which changes were answered, so that a log that was cut is noticed. */
  noteAnswered(): void
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
      log = openChangeLog(keeping, await beginGeneration(keeping, folder, 1, 0, data))
    },
    resume: async () => {
      if (found === null) throw new Error(`${folder} was not read.`)
      log = openChangeLog(keeping, await resumeFolder(keeping, folder, found))
      // From here on the rows are the world's.
      found = null
    },
    sync: async () => log?.sync(),
    noteAnswered: () => log?.noteAnswered(),
    close: async () => log?.close(),
  }
}

async function resumeFolder(
  keeping: Keeping,
  folder: string,
  { content, data }: Found,
): Promise<Standing> {
  const { files, format } = keeping
  const { earliest, base, last, newest, snapshotSize, changesSize, number } = content
  tellOfEnd(keeping, folder, content, data)
  if (content.format !== format) {
    const standing = await beginGeneration(keeping, folder, newest + 1, number, data)
    removeGenerations(files, folder, earliest, newest + 1)
    return standing
  }
  removeGenerations(files, folder, earliest, base)
  if (content.lost > 0) writeAnswered(files, folder, number, { isSafe: true })
  const log = await resumeLog(keeping, folder, content, data)
  const { generation } = last
  const olderSize = changesSize - last.size
  const answered = content.answered - content.lost
  return {
    folder,
    facts: data.facts,
    log,
    base,
    generation,
    snapshotSize,
    olderSize,
    number,
    answered,
  }
}

/**
 * What does not count goes, and the disk knows that before anything else is written: else a power
 * cut could bring it back behind what is written in its place.
 */
async function resumeLog(
  keeping: Keeping,
  folder: string,
  { base, last, newest, dropped }: FolderContent,
  { facts }: OrganizationData,
): Promise<AppendedFile> {
  const { files, durability } = keeping
  const path = changesPath(folder, last.generation)
  if (newest > last.generation) {
    for (let log = newest; log > last.generation; log--) files.remove(changesPath(folder, log))
    files.syncFolder(folder)
  }
  if (last.size === 0) return beginLog(keeping, folder, facts.id, last.generation)
  if (dropped > 0) syncFile(files, path, last.size)
  // What is appended from now on builds on the logs before.
  if (durability === 'fsync') {
    for (let log = base; log < last.generation; log++) syncFile(files, changesPath(folder, log))
  }
  return openAppended(files, path, last.size, durability)
}

/** Waits until the disk has a file, cut to a size if one is given. */
function syncFile(files: Files, path: string, size?: number): void {
  const file = files.open(path, 'write')
  try {
    if (size !== undefined) files.truncate(file, size)
    files.sync(file)
  } finally {
    files.close(file)
  }
}

function tellOfEnd(
  { tell }: Keeping,
  folder: string,
  { last, dropped, lost, number }: FolderContent,
  { facts: { name } }: OrganizationData,
): void {
  const path = changesPath(folder, last.generation)
  if (lost > 0) tell(lostEnd(name, path, lost, number))
  else if (dropped > 0) tell(droppedEnd(name, path, dropped))
}
