// A file that lines are appended to: whole, or not at all.
import { NotKept } from '../../engine/not-kept.ts'
import { type Files, notKept, quietly, reasonOf, writeAll } from './files.ts'
import { newLineWriter, writeLine } from './lines.ts'

export type AppendedFile = {
  readonly path: string
  /** How many bytes are safely written. */
  readonly size: () => number
  /** Appends a line and hands it to the system. @throws NotKept, and then there is no such line. */
  readonly append: (text: string) => void
  /** Ends when the disk has all that was appended until now. Rejects with NotKept. */
  readonly sync: () => Promise<void>
  /** From now on nothing can be appended. */
  readonly refuse: (failure: NotKept) => void
  /** Ends the file's use; what was appended stays. */
  readonly close: () => void
}

/** Whether only the system must have a change before it is answered, or the disk. */
export type Durability = 'flush' | 'fsync'

/** Begins a file under a name that it will not keep: `path` is what it is called in the end. */
export function beginAppended(
  files: Files,
  path: string,
  nameNow: string,
  durability: Durability,
): AppendedFile {
  return appendedFile(files, path, files.open(nameNow, 'new'), 0, durability)
}

/** Goes on writing a file at a place; what stands behind it is cut off. @throws the system's errors. */
export function openAppended(
  files: Files,
  path: string,
  size: number,
  durability: Durability,
): AppendedFile {
  return appendedFile(files, path, files.open(path, 'write'), size, durability)
}

function appendedFile(
  files: Files,
  path: string,
  file: number,
  size: number,
  durability: Durability,
): AppendedFile {
  const writer = newLineWriter()
  const syncing = newSyncing(() => files.syncLater(file), path, durability)
  let end = size
  // A line that was cut off must go before the next one is written.
  let isTorn = size > 0
  const mend = () => {
    if (!isTorn) return
    files.truncate(file, end)
    isTorn = false
  }
  const append = (text: string) => {
    writeLine(writer, text)
    try {
      if (syncing.lost !== null) throw syncing.lost
      mend()
      const { names, size } = files.stat(file)
      if (names === 0) throw new NotKept(removed(path))
      if (size < end) throw new NotKept(cut(path, end - size))
      isTorn = true
      writeAll(files, file, writer.bytes, writer.length, end)
      isTorn = false
      end += writer.length
    } catch (error) {
      // When it does not work now, it is tried again before the next line.
      quietly(mend)
      throw notKept(path, error)
    }
  }
  const refuse = (failure: NotKept) => {
    syncing.lost ??= failure
  }
  return {
    path,
    size: () => end,
    append,
    sync: syncing.sync,
    refuse,
    close: () => files.close(file),
  }
}

function removed(path: string): string {
  return `${path} was removed while the sandbox runs. Restart it, or save a snapshot first: it still knows everything.`
}

function cut(path: string, bytes: number): string {
  return `${path} was changed while the sandbox runs: ${bytes} bytes are gone from its end. Save a snapshot first, the sandbox still knows everything; then restart it.`
}

/**
 * Waits for the disk in groups: whoever asks while a wait is under way is served by the next one.
 * After a wait that failed nobody knows what the disk has, so where the disk is what was promised,
 * nothing more is.
 */
function newSyncing(syncNow: () => Promise<void>, path: string, durability: Durability) {
  let current: Promise<void> | null = null
  let next: Promise<void> | null = null
  const state = { lost: null as NotKept | null, sync: begin }
  function begin(): Promise<void> {
    if (current === null) return run()
    next ??= current.then(run, run)
    return next
  }
  function run(): Promise<void> {
    next = null
    const begun = syncNow().then(
      () => {
        if (current === begun) current = null
        if (state.lost !== null) throw state.lost
      },
      (error: unknown) => {
        if (current === begun) current = null
        if (durability === 'flush') throw notKept(path, error)
        state.lost ??= new NotKept(`${path}: ${reasonOf(error)}. Restart the sandbox.`)
        throw state.lost
      },
    )
    current = begun
    return begun
  }
  return state
}
