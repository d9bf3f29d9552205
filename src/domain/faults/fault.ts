// What a row of the tables of faults is, and what is known where one is armed.
import type { FaultMatch, FaultSite } from '../world/fault-rows.ts'
import type { World } from '../world/world.ts'
import type { Options, Said } from './options.ts'

/** One fault, whole: what it does in a sentence, what can be said with it, and what it makes of that. */
export type Fault<Of extends Options, Deed> = {
  readonly what: string
  readonly options: Of
  /** Options to begin with, as they are written. */
  readonly example: { readonly [Name in keyof Of]?: string | number }
  /** Why it could never strike when armed so, beyond the shapes of its options. */
  readonly never?: (options: Said<Of>, armed: Armed) => Never | null
  /** How it is armed under a whole test suite; or why no careful program could pass under it. */
  readonly ambient: Ambient<Of> | string
  readonly deed: Deed
}

/** How a fault is armed by itself, in every organisation, while the tests of a program run. */
export type Ambient<Of extends Options> = {
  /** As a row keeps them: durations in milliseconds. Left out: none. */
  readonly options?: Partial<Said<Of>>
  readonly match?: FaultMatch
  /** always: all that it matches · every-other: the first, the third, …, so that what is tried again passes. */
  readonly strikes: 'always' | 'every-other'
}

/** A fault that could never strike: the member of the request that is to blame, and why. */
export type Never = {
  readonly param: string
  readonly message: string
  /** Whether something is missing, rather than out of reach. */
  readonly isMissing?: true
}

/** Where a fault is armed, and on what. */
export type Armed = { readonly match: FaultMatch; readonly reach: Reach }

/** What there is to strike: the operations of the API and their errors, events, messages. */
export type Reach = {
  readonly world: World
  readonly operations: readonly string[]
  /** The operation that sends a message to a number. */
  readonly sendOperation: string
  /** The error statuses that an operation declares, or any operation; in order. */
  readonly errorsOf: (operation: string | undefined) => readonly number[]
  /** The codes that an answer with this status may have. */
  readonly codesOf: (status: number) => readonly string[]
  readonly events: readonly string[]
  /** The types of messages to customers. */
  readonly messageTypes: readonly string[]
  readonly attemptsMax: number
}

/** One thing by which a fault chooses what it strikes. */
export type MatchPart<Subject> = {
  /** A sentence about it. */
  readonly what: string
  readonly fits: (subject: Subject, match: FaultMatch) => boolean
  /** Why nothing could ever fit. */
  readonly never?: (armed: Armed) => string | null
}

/** Everything about one place where faults act. */
export type Site<Subject> = {
  readonly title: string
  /** By the names that a row keeps. */
  readonly matches: { readonly [Part in keyof FaultMatch]: MatchPart<Subject> }
}

/** Whether all that a fault asks of a subject fits. */
export function fits<Subject>(
  { matches }: Site<Subject>,
  match: FaultMatch,
  subject: Subject,
): boolean {
  for (const name in match) {
    const part = matches[name as keyof FaultMatch]
    if (part !== undefined && !part.fits(subject, match)) return false
  }
  return true
}

export type { FaultSite }
