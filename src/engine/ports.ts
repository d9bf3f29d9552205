// What the engine asks of the outside: a clock, a transport, a store and somebody who invents people.
import type { Outcome } from '../domain/webhooks/retry.ts'
import type { Change } from '../domain/world/tables.ts'
import type { Instant } from '../domain/world/time.ts'

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
