// The lock of a data folder: one sandbox at a time, and none stays locked out by one that has died.
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

import { type Files, writeAll } from './files.ts'

/** What the lock file says about who holds it. */
type Holder = {
  readonly pid: number
  readonly host: string
  /** When the process began, as far as the system tells: a number may be given to another process. */
  readonly began: string | null
}

/** Who may ask about processes: the machine, or a test in its place. */
export type Processes = {
  readonly pid: number
  readonly host: string
  isAlive(pid: number): boolean
  /** Something that is told of this process and of no other with its number; null when unknown. */
  beganAt(pid: number): string | null
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
export function takeLock(files: Files, path: string, now: number, processes = machine()): Lock {
  const { pid, host } = processes
  const own = JSON.stringify({ pid, host, began: processes.beganAt(pid) } satisfies Holder)
  // Twice: the first time, one that nobody holds any more may have to be taken away.
  for (let attempt = 1; !writeNew(files, path, own); attempt++) {
    const text = readIfThere(files, path)
    if (text === null) continue
    const holder = parse(text)
    const isHeld = holder !== null && holds(files, path, holder, now, processes)
    if (isHeld || attempt > 2) throw new FolderInUse(inUse(path, holder, host))
    takeAway(files, path, text, pid)
  }
  return {
    touch: (at) => files.touch(path, at),
    release: () => {
      if (readIfThere(files, path) === own) files.remove(path)
    },
  }
}

function writeNew(files: Files, path: string, text: string): boolean {
  let file: number
  try {
    file = files.open(path, 'new')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  try {
    const bytes = Buffer.from(text)
    writeAll(files, file, bytes, bytes.length, 0)
  } catch (error) {
    files.remove(path)
    throw error
  } finally {
    files.close(file)
  }
  return true
}

function readIfThere(files: Files, path: string): string | null {
  if (!files.exists(path)) return null
  const file = files.open(path, 'read')
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
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, began } : null
  } catch {
    return null
  }
}

function holds(
  files: Files,
  path: string,
  holder: Holder,
  now: number,
  processes: Processes,
): boolean {
  if (holder.host !== processes.host) return now - files.touchedAt(path) < ABANDONED_AFTER_MS
  if (!processes.isAlive(holder.pid)) return false
  // Its number may have been given to another process, in a container even to this one.
  const began = processes.beganAt(holder.pid)
  return began === null ? holder.pid !== processes.pid : began === holder.began
}

/** Renamed first: of two who take it away at once, only one does, and sees what it took. */
function takeAway(files: Files, path: string, text: string, pid: number): void {
  const aside = `${path}.${pid}`
  try {
    files.rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const taken = readIfThere(files, aside)
  if (taken !== null && taken !== text && !files.exists(path)) files.rename(aside, path)
  else files.remove(aside)
}

function inUse(path: string, holder: Holder | null, host: string): string {
  const who =
    holder === null
      ? 'another sandbox'
      : `the sandbox with process id ${holder.pid}${holder.host === host ? '' : ` on ${holder.host}`}`
  return `The data folder is in use by ${who} (${path}). Stop that one, keep elsewhere with --data DIR, or keep nothing with --memory.`
}

/** The processes of this machine. */
export function machine(): Processes {
  return { pid: process.pid, host: hostname(), isAlive, beganAt }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // There is one that belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Linux tells it in clock ticks since the machine's start, the 22nd field of the process's line. */
function beganAt(pid: number): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${fields[19] ?? ''}`
  } catch {
    return null
  }
}
