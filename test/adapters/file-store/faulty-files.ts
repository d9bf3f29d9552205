// Files whose calls are counted and can be made to fail, to tear, or to be the last of their process.
import type { Files } from '../../../src/adapters/file-store/files.ts'
import { systemError } from './memory-files.ts'

export type Fault =
  /** The call fails, once or with all that come after it until `heal`. */
  | { readonly kind: 'fails'; readonly code: string; readonly lasting: boolean }
  /** Part of a write arrives, and the rest of it fails. */
  | { readonly kind: 'short'; readonly code: string }
  /** The process ends: before the call, after it, or within a write. */
  | { readonly kind: 'dies'; readonly when: 'before' | 'after' | 'within' }

/** What happens to a process that has ended: nothing of what it calls happens any more. */
export class Died extends Error {
  override readonly name = 'Died'
}

export type FaultyFiles = Files & {
  /** The names of the calls so far. */
  readonly calls: string[]
  readonly isDead: () => boolean
  heal(): void
}

/** Calls that tell something and cannot fail. */
const SAFE: ReadonlySet<string> = new Set(['exists'])

/** Wraps files: the fault strikes at the call with that number, counted from 0. */
export function faultyFiles(files: Files, at = -1, fault?: Fault): FaultyFiles {
  const calls: string[] = []
  let isDead = false
  let failing: string | null = null
  let isShort = false
  const die = () => {
    isDead = true
    return new Died('The process has ended.')
  }
  const strike = (name: string, args: unknown[], make: () => unknown): unknown => {
    if (fault?.kind === 'fails' && !SAFE.has(name)) {
      if (fault.lasting) failing = fault.code
      throw systemError(fault.code)
    }
    if (fault?.kind === 'dies') {
      if (fault.when === 'before') throw die()
      if (fault.when === 'within') part(args)
      else make()
      throw die()
    }
    if (fault?.kind === 'short') {
      isShort = true
      return part(args)
    }
    return make()
  }
  const part = (args: unknown[]): number => {
    const [file, bytes, from, length, place] = args as Parameters<Files['write']>
    return files.write(file, bytes, from, Math.floor(length / 2), place)
  }
  const wrap = (name: keyof Files) => {
    const inner = files[name] as (...args: unknown[]) => unknown
    const call = (args: unknown[]): unknown => {
      if (isDead) throw new Died('The process has ended.')
      const number = calls.push(name) - 1
      if (failing !== null && !SAFE.has(name)) throw systemError(failing)
      if (isShort && name === 'write' && fault?.kind === 'short') {
        isShort = false
        throw systemError(fault.code)
      }
      return number === at ? strike(name, args, () => inner(...args)) : inner(...args)
    }
    // What is waited for fails later, as the system's own does.
    return name === 'syncLater'
      ? async (...args: unknown[]) => call(args)
      : (...args: unknown[]) => call(args)
  }
  const wrapped = Object.fromEntries(
    Object.keys(files).map((name) => [name, wrap(name as keyof Files)]),
  )
  const heal = () => {
    failing = null
  }
  return { ...(wrapped as unknown as Files), calls, isDead: () => isDead, heal }
}
