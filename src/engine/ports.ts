// What the engine asks of the outside: a clock, a transport, a store and somebody who invents people.
import type { Outcome } from '../domain/webhooks/retry.ts'
import type { Settings } from '../domain/world/settings.ts'
import type { AnyRow, Change } from '../domain/world/tables.ts'
import type { Instant } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import type { Tier } from '../schema/tiers.ts'

/** The machine's clock, and the only way to be called back later. */
export type Clock = {
  /** Never goes back, whatever happens to the machine's clock. */
  now(): Instant
  /** What the machine's clock says, which receivers compare signatures with. */
  wall(): Instant
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
  /** POST when left out. */
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Real milliseconds until the attempt counts as timed out. */
  readonly timeoutMs: number
}

/** Posts one request. It never rejects: whatever happens is an outcome. */
export type Transport = {
  post(request: WebhookRequest): Promise<Outcome>
  close(): Promise<void>
}

/** What an organisation is beside its rows. It changes rarely, and then as a whole. */
export type OrganizationFacts = {
  readonly id: string
  readonly name: string
  readonly seed: number
  readonly tier: Tier
  readonly createdAt: Instant
  readonly settings: Settings
  readonly beginning: Beginning
  /** How fast its clock goes: 0 is virtual, 1 is real. */
  readonly rate: number
  /** How far a real clock is ahead of the machine's, in milliseconds. */
  readonly aheadMs: number
}

/** Where an organisation's time and its numbering stand. */
export type Counters = {
  readonly now: Instant
  readonly idCount: number
  readonly seq: number
  readonly requestCount: number
  /** The number of the next entry of the journal. */
  readonly nextEntry: number
}

/** An organisation as it was kept: by table, the rows in the order in which they came in. */
export type KeptOrganization = {
  readonly facts: OrganizationFacts
  readonly counters: Counters
  readonly rows: ReadonlyMap<string, Iterable<AnyRow>>
}

/**
 * Keeps organisations. A change that cannot be kept is refused with `NotKept`, by a throw or by a
 * rejected promise; everything that was kept before stays kept.
 */
export type Store = {
  /** What was kept, in the order in which the organisations began. Rejects when it is damaged. */
  load(): Promise<readonly KeptOrganization[]>
  /**
   * Prepares to keep a whole world: a new one, or one in the place of another, whose id is then
   * `replaced`. Nothing has happened until the function that it gives is called, which does it at
   * once and as a whole.
   */
  prepare(facts: OrganizationFacts, world: World, replaced?: string): Promise<() => void>
  /** Forgets an organisation. */
  forget(worldId: string): void
  /**
   * Hands over what one transaction changed, in order, in a world whose counters tell where it
   * stands now; the facts come along only when they have changed. When it returns a promise, nothing
   * that depends on the change is told to anybody before the promise is fulfilled.
   */
  append(
    world: World,
    changes: readonly Change[],
    facts?: OrganizationFacts,
  ): Promise<void> | undefined
  /** Ends when everything handed over so far is as safe as it will be. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** A snapshot that is kept under a name. */
export type KeptSnapshot = {
  readonly name: string
  readonly bytes: number
  /** The first piece of its text: at least all that stands before the tables, if it is a snapshot. */
  readonly beginning: string
}

/** As much of a snapshot's text as its head may take up. */
export const BEGINNING_MAX_BYTES = 16 * 1024

/**
 * Keeps snapshots by name: a letter or a digit, then up to 63 of these, `-` and `_`. What cannot be
 * kept is refused with `NotKept`, and then everything is as before.
 */
export type Snapshots = {
  /** All of them, by name. */
  list(): Promise<readonly KeptSnapshot[]>
  /** The text; null when there is none, or when it has more bytes than `max`. */
  read(name: string, max: number): Promise<string | null>
  /**
   * Keeps a text as a whole, when all its pieces have come: how many bytes. Null when there is one
   * of this name already that must not be replaced.
   */
  write(name: string, texts: AsyncIterable<string>, replace: boolean): Promise<number | null>
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

/** Builds worlds from files, and reads what else lies where these may be. */
export type Worlds = {
  /** Rejects with a sentence when there is no such world file. */
  build(beginning: Beginning): Promise<World>
  /** The bytes of a file. Throws a sentence that says why it is not read; left out, none is. */
  readonly readFile?: (path: string, maxBytes: number) => Uint8Array
}

/** Which API keys a new organisation gets: those of its file, or one that nobody else has. */
export type Keys = 'of-the-file' | 'its-own'
