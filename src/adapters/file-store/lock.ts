// The lock of a data folder: one sandbox at a time, and none stays locked out by one that has died.
import { crc32 } from 'node:zlib'

import { type Files, writeAll } from './files.ts'
import type { Processes } from './processes.ts'

/** What the lock file says about who holds it. */
type Holder = {
  readonly pid: number
  readonly host: string
  /** When the process began, as far as the system tells: a number may be given to another process. */
  readonly began: string | null
}

/** The folder is in use. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

export type Lock = {
  /** Tells those on other machines that the holder is still there. */
  touch(now: number): void
  release(): void
}

/** A holder on another machine is asked by the age of its lock, for nobody can ask its system. */
export const TOUCH_EVERY_MS = 10_000
const ABANDONED_AFTER_MS = 4 * TOUCH_EVERY_MS

/**
 * Takes the lock.
 *
 * @throws FolderInUse when somebody holds it; the system's errors.
 */
export function takeLock(files: Files, path: string, now: number, processes: Processes): Lock {
  const { pid, host } = processes
  const own = JSON.stringify({ pid, host, began: processes.beganAt(pid) } satisfies Holder)
  for (let attempt = 1; !writeNew(files, path, own); attempt++) {
    const text = readIfThere(files, path)
    if (text === null && attempt < ATTEMPTS) continue
    const holder = text === null ? null : parse(text)
    if (text === null || attempt === ATTEMPTS || holds(files, path, holder, now, processes)) {
      throw new FolderInUse(inUse(files, path, holder, host, now))
    }
    takeAway(files, path, text, now, processes)
  }
  return {
    touch: (at) => files.touch(path, at),
    release: () => {
      if (readIfThere(files, path) === own) files.remove(path)
    },
  }
}

/** Who holds the lock at this moment; null when nobody does. */
export function holderOf(
  files: Files,
  path: string,
  now: number,
  processes: Processes,
): { readonly pid: number; readonly host: string } | null {
  const text = readIfThere(files, path)
  const holder = text === null ? null : parse(text)
  return holder !== null && holds(files, path, holder, now, processes) ? holder : null
}

/** The first may find a lock that nobody holds any more, the others somebody quicker. */
const ATTEMPTS = 4

/** Where a file cannot have two names. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Makes the lock with its text in it, at once: nobody ever sees half of it. */
function writeNew(files: Files, path: string, text: string): boolean {
  const aside = `${path}.${shortOf(text)}.tmp`
  files.remove(aside)
  try {
    writeText(files, aside, text)
    files.link(aside, path)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (!WITHOUT_LINKS.has(code)) throw error
    return writeInPlace(files, path, text)
  } finally {
    files.remove(aside)
  }
}

/** Tells texts of locks from each other in names of files. */
function shortOf(text: string): string {
  return crc32(text).toString(16)
}

function writeInPlace(files: Files, path: string, text: string): boolean {
  try {
    writeText(files, path, text)
    // Somebody may have read it half written.
    return readIfThere(files, path) === text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function writeText(files: Files, path: string, text: string): void {
  const file = files.open(path, 'new')
  try {
    const bytes = Buffer.from(text)
    writeAll(files, file, bytes, bytes.length, 0)
  } catch (error) {
    files.remove(path)
    throw error
  } finally {
    files.close(file)
  }
}

function readIfThere(files: Files, path: string): string | null {
  let file: number
  try {
    file = files.open(path, 'read')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const bytes = Buffer.alloc(1_024)
    return bytes.toString('utf8', 0, files.read(file, bytes, 0))
  } finally {
    files.close(file)
  }
}

/** Null for a text that no sandbox has written to its end: its writer died on the way. */
function parse(text: string): Holder | null {
  try {
    const { pid, host, began } = JSON.parse(text)
    const isHolder = Number.isInteger(pid) && pid > 0 && typeof host === 'string'
    return isHolder ? { pid, host, began } : null
  } catch {
    return null
  }
}

function holds(
  files: Files,
  path: string,
  holder: Holder | null,
  now: number,
  processes: Processes,
): boolean {
  if (holder === null) return false
  if (holder.host !== processes.host) return now - touchedAt(files, path) < ABANDONED_AFTER_MS
  if (!processes.isAlive(holder.pid)) return false
  // Its number may have been given to another process, in a container even to this one.
  const began = processes.beganAt(holder.pid)
  return began === null ? holder.pid !== processes.pid : began === holder.began
}

/** One that has just been taken away is not held. */
function touchedAt(files: Files, path: string): number {
  try {
    return files.touchedAt(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.NEGATIVE_INFINITY
    throw error
  }
}

/**
 * Takes an abandoned lock away. Of all who found it with the same text, only one at a time may, and
 * only while the text is still that one: else somebody else's new lock could be taken for it.
 */
function takeAway(
  files: Files,
  path: string,
  text: string,
  now: number,
  processes: Processes,
): void {
  const guard = takeLock(files, `${path}.${shortOf(text)}`, now, processes)
  try {
    if (readIfThere(files, path) === text) files.remove(path)
  } finally {
    guard.release()
  }
}

function inUse(
  files: Files,
  path: string,
  holder: Holder | null,
  host: string,
  now: number,
): string {
  const cure = 'Stop that one, keep elsewhere with --data DIR, or keep nothing with --memory.'
  if (holder === null) return `The data folder is in use by another sandbox (${path}). ${cure}`
  const who = `the sandbox with process id ${holder.pid}`
  if (holder.host === host) return `The data folder is in use by ${who} (${path}). ${cure}`
  const ago = Math.max(0, now - touchedAt(files, path))
  const left = Math.max(1, Math.ceil((ABANDONED_AFTER_MS - ago) / 1_000))
  return `The data folder is in use by ${who} on ${holder.host}, another machine or container (${path}), which renewed its lock ${Math.round(ago / 1_000)} s ago. If it was killed, the folder is free in ${left} s: start again then, or delete ${path} now. If it still runs: ${cure.charAt(0).toLowerCase()}${cure.slice(1)}`
}
