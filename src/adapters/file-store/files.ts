// What the file store asks of a file system, in the few calls in which something may go wrong.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

import { NotKept } from '../../engine/not-kept.ts'
import { openRegularFile } from '../regular-files.ts'

/** How a file is opened: to be read, to be made anew, or to be written on, made if it is missing. */
export type OpenMode = 'read' | 'new' | 'write'

/** The calls throw the system's errors. */
export type Files = {
  list(folder: string): string[]
  exists(path: string): boolean
  /** Makes a folder, and those above it, for its owner only. */
  makeFolder(path: string): void
  /** Opens a file; one that is made is for its owner only. */
  open(path: string, mode: OpenMode): number
  /** How many bytes were written, at a place of the file. */
  write(file: number, bytes: Uint8Array, from: number, length: number, at: number): number
  /** How many bytes were read, from a place of the file. */
  read(file: number, bytes: Uint8Array, at: number): number
  truncate(file: number, length: number): void
  /** Waits until the disk has everything. */
  sync(file: number): void
  syncLater(file: number): Promise<void>
  /** How many names the file has, none when somebody removed it; and how many bytes. */
  stat(file: number): { readonly names: number; readonly size: number }
  close(file: number): void
  rename(from: string, to: string): void
  /** Gives a file a further name, unless there is something of that name: EEXIST. */
  link(from: string, to: string): void
  /** Removes a file, or a folder with all that is in it. Nothing happens when there is none. */
  remove(path: string): void
  /** Waits until the disk knows which names the folder holds. */
  syncFolder(path: string): void
  /** When the file was last written or touched, in milliseconds of the machine's clock. */
  touchedAt(path: string): number
  touch(path: string, at: number): void
}

const OWNER_ONLY = 0o600
const OWNER_ONLY_FOLDER = 0o700
const FLAGS = { new: 'wx+', write: 'a+' } as const

/** The machine's files. */
export function diskFiles(): Files {
  return {
    list: (folder) => readdirSync(folder),
    exists: (path) => existsSync(path),
    makeFolder: (path) => void mkdirSync(path, { recursive: true, mode: OWNER_ONLY_FOLDER }),
    open: openOnDisk,
    write: (file, bytes, from, length, at) => writeSync(file, bytes, from, length, at),
    read: (file, bytes, at) => readSync(file, bytes, 0, bytes.length, at),
    truncate: (file, length) => ftruncateSync(file, length),
    sync: (file) => fsyncSync(file),
    syncLater: (file) =>
      new Promise((resolve, reject) =>
        fsync(file, (error) => (error === null ? resolve() : reject(error))),
      ),
    stat: (file) => {
      const { nlink, size } = fstatSync(file)
      return { names: nlink, size }
    },
    close: (file) => closeSync(file),
    rename: (from, to) => renameSync(from, to),
    link: (from, to) => linkSync(from, to),
    remove: (path) => rmSync(path, { recursive: true, force: true }),
    syncFolder: syncFolderOnDisk,
    touchedAt: (path) => statSync(path).mtimeMs,
    touch: (path, at) => utimesSync(path, at / 1_000, at / 1_000),
  }
}

/** `a+` would write at the end whatever place is asked for, so it only makes the file. */
function openOnDisk(path: string, mode: OpenMode): number {
  if (mode === 'write') {
    closeSync(openSync(path, FLAGS.write, OWNER_ONLY))
    return openSync(path, 'r+')
  }
  return mode === 'read' ? openRegularFile(path) : openSync(path, FLAGS[mode], OWNER_ONLY)
}

/** Not every system lets a folder be opened; where it does not, names are safe by themselves. */
function syncFolderOnDisk(path: string): void {
  let folder: number
  try {
    folder = openSync(path, 'r')
  } catch (error) {
    if (['EISDIR', 'EPERM', 'EACCES'].includes(codeOf(error))) return
    throw error
  }
  try {
    fsyncSync(folder)
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EBADF'].includes(codeOf(error))) throw error
  } finally {
    closeSync(folder)
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  EFBIG: 'the file would be too large',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
}

/** Why a call failed, in words, with the system's own name for it. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  const reason = REASONS[code]
  return reason === undefined ? plain(error as Error) : `${reason} (${code})`
}

/** The message of an error as the middle of a sentence. */
function plain({ message }: Error): string {
  return message.replace(/\.$/, '')
}

/** The refusal of a change because of a file. */
export function notKept(path: string, error: unknown): NotKept {
  return error instanceof NotKept ? error : new NotKept(`${path}: ${reasonOf(error)}.`)
}

/** Writes all of it, however many calls that takes. */
export function writeAll(
  files: Files,
  file: number,
  bytes: Uint8Array,
  length: number,
  at: number,
): void {
  for (let written = 0; written < length; ) {
    const count = files.write(file, bytes, written, length - written, at + written)
    if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' })
    written += count
  }
}

/** Makes a folder and those above it, and waits until the disk knows their names. */
export function makeFolders(files: Files, path: string): void {
  const made: string[] = []
  for (let at = path; !files.exists(at); at = dirname(at)) {
    made.unshift(at)
    if (dirname(at) === at) break
  }
  files.makeFolder(path)
  for (const folder of made) files.syncFolder(dirname(folder))
}

/** Removes something that is in nobody's way, if it can be. */
export function removeQuietly(files: Files, path: string): void {
  quietly(() => files.remove(path))
}

/** Does something that is no harm when it fails. */
export function quietly(deed: () => void): void {
  try {
    deed()
  } catch {
    return
  }
}
