// Processes: whether one is alive, and whether it is still the one that was meant.
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Who may ask about processes: the machine, or a test in its place. */
export type Processes = {
  readonly pid: number
  readonly host: string
  isAlive(pid: number): boolean
  /** Something that tells this process from every other with its number; null when unknown. */
  beganAt(pid: number): string | null
}

/** The processes of this machine. */
export function machine(): Processes {
  return { pid: process.pid, host: hostname(), isAlive, beganAt }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // There is one that belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  // One that was killed has its number until its parent asks for it, which may be never.
  return !GONE.has(statOf(pid)?.[0] ?? '')
}

/** States of processes that run no more: zombies, and the dead. */
const GONE: ReadonlySet<string> = new Set(['Z', 'X'])

/** Linux tells it in clock ticks since the machine's start, the 22nd field of the process's line. */
function beganAt(pid: number): string | null {
  const ticks = statOf(pid)?.[19]
  if (ticks === undefined) return null
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${ticks}`
  } catch {
    return null
  }
}

/** What Linux tells of a process, from the third field on: what is before may hold spaces. */
function statOf(pid: number): string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
