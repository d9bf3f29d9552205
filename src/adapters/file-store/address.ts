// The address of a data folder: where the sandbox listens that runs from it, for those who look for it.
import { addressPath, lockPath } from './data-folder.ts'
import { diskFiles, type Files, quietly, writeAll } from './files.ts'
import { holderOf } from './lock.ts'
import { machine } from './processes.ts'
import { UNFINISHED } from './reading.ts'

/** The sandbox that runs from a folder. */
export type RunningSandbox = {
  readonly pid: number
  /** The machine or container on which it runs. */
  readonly host: string
  /** Whether that is this one: only then its address can be used as it is. */
  readonly isHere: boolean
  /** Where it listens: scheme, host and port; null while it starts or stops. */
  readonly origin: string | null
}

/**
 * Writes where this process listens. Whoever holds the folder's lock writes it, and what one that died
 * left behind is replaced. A disk that takes no more is no reason not to start.
 */
export function writeAddress(files: Files, folder: string, pid: number, origin: string): void {
  const path = addressPath(folder)
  quietly(() => {
    files.remove(path + UNFINISHED)
    const file = files.open(path + UNFINISHED, 'new')
    try {
      const bytes = Buffer.from(`${JSON.stringify({ pid, origin })}\n`)
      writeAll(files, file, bytes, bytes.length, 0)
    } finally {
      files.close(file)
    }
    files.rename(path + UNFINISHED, path)
  })
}

/** Nobody listens any more. */
export function removeAddress(files: Files, folder: string): void {
  quietly(() => files.remove(addressPath(folder)))
}

/** Who runs from the folder at this moment, by its lock; null when nobody does. */
export function runningFrom(folder: string, now: number): RunningSandbox | null {
  const files = diskFiles()
  const processes = machine()
  const holder = holderOf(files, lockPath(folder), now, processes)
  if (holder === null) return null
  const { pid, host } = holder
  return { pid, host, isHere: host === processes.host, origin: readOrigin(files, folder, pid) }
}

/** One that another process wrote is what a sandbox that died left behind. */
function readOrigin(files: Files, folder: string, holder: number): string | null {
  try {
    const file = files.open(addressPath(folder), 'read')
    try {
      const bytes = Buffer.alloc(1_024)
      const { pid, origin } = JSON.parse(bytes.toString('utf8', 0, files.read(file, bytes, 0)))
      return pid === holder && typeof origin === 'string' ? origin : null
    } finally {
      files.close(file)
    }
  } catch {
    return null
  }
}
