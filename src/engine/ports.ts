// What the engine asks of the outside: a clock, a transport, a store and somebody who invents people.
import type { Outcome } from '../domain/webhooks/retry.ts'
import type { Settings } from '../domain/world/settings.ts'
import type { Change } from '../domain/world/tables.ts'
import type { Instant } from '../domain/world/time.ts'
import type { Tier, World } from '../domain/world/world.ts'
import type { Keys } from './set-up.ts'

/** The machine's clock, and the only way to be called back later. */
export type Clock = {
  now(): Instant
  /** A finer, monotonic reading in milliseconds, for durations only. */
  stopwatch(): number
  /** Calls back once after `delayMs`. The alarm keeps no process alive by itself. */
  setAlarm(delayMs: number, ring: () => void): Alarm
  /** Calls back after the events that wait now. */
  soon(run: () => void): void
}

export type Alarm = { cancel(): void }

/** One signed webhook request. */
export type WebhookRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Real milliseconds until the attempt counts as timed out. */
  readonly timeoutMs: number
}

/** Posts one request. It never rejects: whatever happens is an outcome. */
export type Transport = {
  post(request: WebhookRequest): Promise<Outcome>
  close(): Promise<void>
}

/** What one transaction changed, and the counters it left. */
export type Commit = {
  readonly worldId: string
  readonly now: Instant
  readonly idCount: number
  readonly seq: number
  readonly changes: readonly Change[]
}

/**
 * Keeps commits. `append` hands a commit over in order; when it returns a promise, nothing that
 * depends on the commit is told to anybody before the promise is fulfilled.
 */
export type Store = {
  append(commit: Commit): Promise<void> | undefined
  flush(): Promise<void>
  close(): Promise<void>
}

/** Invents a person for a generated contact; the same seed gives the same person. */
export type People = {
  person(seed: number): { readonly name: string; readonly email: string }
}

/** What an organisation is begun with; all that is needed to begin it once more. */
export type Beginning = {
  readonly seed: number
  /** Told from other organisations of the same seed. */
  readonly number: number
  /** A ready-made world's name, or the path of a world file. */
  readonly world: string
  readonly tier: Tier
  /** How fast its clock goes: 0 is virtual, 1 is real. */
  readonly rate: number
  /** Instead of the name in the world file. */
  readonly name: string | undefined
  readonly keys: Keys
  /** Settings that differ from the world file's. */
  readonly settings: Partial<Settings>
}

/** Builds a world. Rejects with a sentence when there is no such world file. */
export type Worlds = { build(beginning: Beginning): Promise<World> }
