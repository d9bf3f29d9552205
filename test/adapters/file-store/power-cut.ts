// A disk that loses power: it records every call, and gives back each state that a file system may be left in.
import type { Files } from '../../../src/adapters/file-store/files.ts'
import { type MemoryFiles, memoryFiles } from './memory-files.ts'

/** Something a call did that a power cut may undo, until what it is of was waited for. */
type Effect =
  | { readonly kind: 'write'; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: number; readonly length: number }
  | { readonly kind: 'name'; readonly path: string; readonly file: number | 'folder' }
  | { readonly kind: 'unname'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly file: number }

/** A call: what it did, or whose effects are safe from here on. */
type Step =
  | { readonly effects: readonly Effect[] }
  | { readonly syncedFile: number; readonly before: number }
  | { readonly syncedFolder: string }

export type RecordedFiles = MemoryFiles & {
  /** How many steps were recorded so far. */
  readonly length: () => number
  /** The disks that a power cut after so many steps may leave behind. */
  readonly disksAfter: (steps: number) => Generator<MemoryFiles>
}

/**
 * How many ways there are in which what was never waited for survives in part, beside none and all
 * of it. A large round has 24 and more.
 */
const CHOICES = Number(process.env.POWER_CUT_CHOICES ?? 3)

/** Files whose every call is recorded. */
export function recordedFiles(): RecordedFiles {
  const disk = memoryFiles()
  const steps: Step[] = []
  /** The file behind a name and behind an open number. */
  const inodes = new Map<string, number>()
  const opened = new Map<number, number>()
  let count = 0
  const note = (...effects: Effect[]) => void steps.push({ effects })
  const inodeOf = (file: number) => opened.get(file) as number
  const unname = (path: string): Effect[] => {
    const gone = [...inodes.keys()].filter((name) => name === path || name.startsWith(`${path}/`))
    for (const name of gone) inodes.delete(name)
    return gone
      .sort()
      .reverse()
      .map((name) => ({ kind: 'unname', path: name }))
  }
  const files: Files = {
    ...disk,
    makeFolder: (path) => {
      const parts = path.split('/').slice(1)
      const made = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
      const missing = made.filter((one) => !disk.exists(one))
      disk.makeFolder(path)
      for (const one of missing) inodes.set(one, ++count)
      note(...missing.map((one) => ({ kind: 'name', path: one, file: 'folder' }) as const))
    },
    open: (path, mode) => {
      const isMade = mode !== 'read' && !disk.exists(path)
      const file = disk.open(path, mode)
      if (isMade) inodes.set(path, ++count)
      opened.set(file, inodes.get(path) as number)
      if (isMade) note({ kind: 'name', path, file: inodeOf(file) })
      return file
    },
    write: (file, bytes, from, length, at) => {
      const written = disk.write(file, bytes, from, length, at)
      note({
        kind: 'write',
        file: inodeOf(file),
        at,
        bytes: Buffer.from(bytes.subarray(from, from + written)),
      })
      return written
    },
    truncate: (file, length) => {
      disk.truncate(file, length)
      note({ kind: 'truncate', file: inodeOf(file), length })
    },
    sync: (file) => {
      disk.sync(file)
      steps.push({ syncedFile: inodeOf(file), before: steps.length })
    },
    syncLater: async (file) => {
      const before = steps.length
      const inode = inodeOf(file)
      // What is written while the wait goes on is not waited for.
      await Promise.resolve()
      steps.push({ syncedFile: inode, before })
    },
    rename: (from, to) => {
      disk.rename(from, to)
      const file = inodes.get(from) as number
      inodes.delete(from)
      inodes.set(to, file)
      note({ kind: 'rename', from, to, file })
    },
    link: (from, to) => {
      disk.link(from, to)
      inodes.set(to, inodes.get(from) as number)
      note({ kind: 'name', path: to, file: inodes.get(from) as number })
    },
    remove: (path) => {
      disk.remove(path)
      const effects = unname(path)
      if (effects.length > 0) note(...effects)
    },
    syncFolder: (path) => {
      disk.syncFolder(path)
      steps.push({ syncedFolder: path })
    },
  }
  return {
    ...disk,
    ...files,
    length: () => steps.length,
    disksAfter: (length) => disksAfter(steps.slice(0, length)),
  }
}

function* disksAfter(steps: readonly Step[]): Generator<MemoryFiles> {
  const { safe, loose } = split(steps)
  const states = new Set<string>()
  for (const survives of choices(loose.length, steps.length)) {
    const disk = replay(safe, loose, survives)
    const text = [...disk.contents()].map(([path, bytes]) => path + bytes.toString('latin1')).join()
    if (states.has(text)) continue
    states.add(text)
    yield disk
  }
}

type Numbered = readonly [place: number, effect: Effect]

/** What the disk has for certain, and what it may have or not, each for itself. */
function split(steps: readonly Step[]): { safe: Numbered[]; loose: Numbered[] } {
  const safe: Numbered[] = []
  const loose: Numbered[] = []
  for (const [place, step] of steps.entries()) {
    if (!('effects' in step)) continue
    for (const effect of step.effects) {
      const isSafe = steps.some((later, at) => at > place && covers(later, effect, place))
      ;(isSafe ? safe : loose).push([place, effect])
    }
  }
  return { safe, loose }
}

function covers(later: Step, effect: Effect, place: number): boolean {
  if ('effects' in later) return false
  if ('syncedFolder' in later)
    return folderOf(effect) === (later.syncedFolder === '/' ? '' : later.syncedFolder)
  const isOfFile = effect.kind === 'write' || effect.kind === 'truncate'
  return isOfFile && effect.file === later.syncedFile && place < later.before
}

function folderOf(effect: Effect): string | null {
  if (effect.kind === 'rename') return above(effect.to)
  return 'path' in effect ? above(effect.path) : null
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** None, all, all but one, only one, beginnings, and some that a seeded roll picks. */
function* choices(count: number, seed: number): Generator<(index: number) => boolean> {
  yield () => false
  yield () => true
  for (let one = Math.max(0, count - CHOICES); one < count; one++) {
    yield (index) => index !== one
    yield (index) => index === one
    yield (index) => index < one
  }
  for (let roll = 1; roll <= CHOICES && count > 2; roll++) {
    yield (index) => ((index + 1) * 2_654_435_761 * (roll + seed)) % 4_294_967_291 > 2_147_483_648
  }
}

function replay(
  safe: readonly Numbered[],
  loose: readonly Numbered[],
  survives: (index: number) => boolean,
): MemoryFiles {
  const kept = loose.filter((_, index) => survives(index))
  const effects = [...safe, ...kept].sort(([one], [other]) => one - other)
  const contents = new Map<number, Buffer>()
  const names = new Map<string, number | 'folder'>()
  for (const [, effect] of effects) make(effect, contents, names)
  const disk = memoryFiles()
  for (const [path, file] of [...names].sort(([one], [other]) => (one < other ? -1 : 1))) {
    // What stands in a folder that has no name is nowhere.
    if (above(path) !== '' && names.get(above(path)) !== 'folder') {
      names.delete(path)
      continue
    }
    if (file === 'folder') disk.makeFolder(path)
    else disk.put(path, contents.get(file) ?? Buffer.alloc(0))
  }
  return disk
}

function make(
  effect: Effect,
  contents: Map<number, Buffer>,
  names: Map<string, number | 'folder'>,
): void {
  if (effect.kind === 'name') names.set(effect.path, effect.file)
  else if (effect.kind === 'unname') names.delete(effect.path)
  else if (effect.kind === 'rename') {
    if (names.get(effect.from) === effect.file) names.delete(effect.from)
    names.set(effect.to, effect.file)
  } else if (effect.kind === 'truncate') {
    const bytes = contents.get(effect.file)
    if (bytes !== undefined) contents.set(effect.file, bytes.subarray(0, effect.length))
  } else {
    const before = contents.get(effect.file) ?? Buffer.alloc(0)
    const after = Buffer.alloc(Math.max(before.length, effect.at + effect.bytes.length))
    before.copy(after)
    effect.bytes.copy(after, effect.at)
    contents.set(effect.file, after)
  }
}
