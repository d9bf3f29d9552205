// The sandbox: its organisations by API key, and the one way to change a world.

import type { Coverage } from '../contract/coverage.ts'
import { FAILURES, fail } from '../domain/failures/failures.ts'
import type { Exchange } from '../domain/world/exchanges.ts'
import { type EntryBody, record } from '../domain/world/journal.ts'
import type { ApiKeyRow } from '../domain/world/rows.ts'
import { reveal } from '../domain/world/secret.ts'
import type { Change } from '../domain/world/tables.ts'
import type { Instant } from '../domain/world/time.ts'
import { setNow, transact, type World } from '../domain/world/world.ts'
import type { Advancing } from './advance-progress.ts'
import type { Inboxes } from './inboxes/inbox.ts'
import type { Alarm, Beginning, Clock, Snapshots, Store, Transport, Worlds } from './ports.ts'
import type { Checkpoint } from './snapshots/format.ts'

/** How an organisation's time follows the machine's: world time = worldAt + (now - machineAt) × rate. */
export type Pace = {
  /** 0 is virtual: time moves only when it is advanced. 1 is real. */
  readonly rate: number
  readonly machineAt: Instant
  readonly worldAt: Instant
}

/** Where an organisation's timeline stands: at rest, with an alarm set, or running. */
export type TimelineLoop = {
  running: Promise<void> | null
  /** The advance that is under way. */
  advancing: Advancing | null
  /** In virtual time: how many requests wait for the answer of a receiver. */
  posting: number
  alarm: { readonly dueAt: Instant; readonly alarm: Alarm } | null
  /** Deliveries whose attempt is on its way or waits for its turn. */
  readonly underway: Set<string>
  /** Called when the last of them has its outcome. */
  onLanded: (() => void) | null
  /** Why the store did not keep how an attempt went: what was interrupted is still to be resumed. */
  interruptedBy: Error | null
}

export function newLoop(): TimelineLoop {
  return {
    running: null,
    advancing: null,
    posting: 0,
    alarm: null,
    underway: new Set(),
    onLanded: null,
    interruptedBy: null,
  }
}

/** A POST under an Idempotency-Key that has not been answered yet. */
export type RunningRequest = { readonly fingerprint: string; readonly ended: Promise<void> }

/** One organisation: its world, and how time passes in it. */
export type Organization = {
  /** Replaced as a whole by a reset, or when a snapshot is loaded. */
  world: World
  /** Replaced when a snapshot is loaded. */
  beginning: Beginning
  pace: Pace
  /** Replaced by a reset, so that what still runs of the old one is on its own. */
  loop: TimelineLoop
  /** Which operation answered with which status. */
  readonly coverage: Coverage
  /** By Idempotency-Key. */
  readonly inFlight: Map<string, RunningRequest>
  /** The built-in receivers. */
  readonly inboxes: Inboxes
  /** By mark, the newest last. */
  readonly checkpoints: Map<string, Checkpoint>
  /**
   * By table and id, which rows calls of the API have changed, and the number of the journal's entry
   * then: written down only while there are checkpoints.
   */
  readonly calledRows: Map<string, number>
  /** Called about once a second while an advance is under way. */
  readonly advanceListeners: Set<(advancing: Advancing) => void>
}

export type Ports = {
  readonly clock: Clock
  readonly transport: Transport
  readonly store: Store
  readonly snapshots: Snapshots
  readonly worlds: Worlds
}

export type Sandbox = {
  readonly ports: Ports
  readonly organizations: Map<string, Organization>
  /** Who answers where no key says who is meant: the first organisation. */
  readonly defaultOrganization: Organization
  /** Who a token belongs to. Tokens are unique in the whole sandbox. */
  readonly keys: Map<string, { readonly organization: Organization; readonly keyId: string }>
  readonly receivers: Map<string, ReceiverQueue>
  /** Called after every change: the timeline looks whether a job has become the next one. */
  readonly changed: (organization: Organization) => void
  /** What was seen in organisations that are gone. */
  readonly pastCoverage: Coverage
  /** How many organisations were begun beside the first. */
  begun: number
  /** Ids of organisations that are being made. */
  readonly reserved: Set<string>
  /** Where others reach it: scheme, host and port. Told when it has begun to listen. */
  address: string
  closing: boolean
}

/** What waits for one receiver, so that a slow one delays nobody else. */
export type ReceiverQueue = {
  active: number
  /** Those that came last, in the order in which they came. */
  waiting: (() => Promise<void>)[]
  /** Those that came before, the first one last: taking the first of a long array moves all others. */
  next: (() => Promise<void>)[]
}

/** From now on the key's token opens the organisation. */
export function registerKey(sandbox: Sandbox, organization: Organization, key: ApiKeyRow): void {
  refuseForeignKey(sandbox, organization, key)
  sandbox.keys.set(reveal(key.token), { organization, keyId: key.id })
}

/** @throws Error when the token opens another organisation already. */
export function refuseForeignKey(
  sandbox: Sandbox,
  organization: Organization,
  key: ApiKeyRow,
): void {
  const owner = sandbox.keys.get(reveal(key.token))
  if (owner === undefined || owner.organization === organization) return
  throw new Error(`Two organizations have the API key that ends in ${key.last4}.`)
}

/** From now on its keys open nothing. */
export function forgetKeys(sandbox: Sandbox, organization: Organization): void {
  for (const [token, owner] of sandbox.keys) {
    if (owner.organization === organization) sandbox.keys.delete(token)
  }
}

/** The organisation a token opens. @throws Failure invalid_api_key. */
export function organizationOf(
  sandbox: Sandbox,
  token: string,
): { readonly organization: Organization; readonly keyId: string } {
  return sandbox.keys.get(token) ?? fail('invalid_api_key', undefined, UNKNOWN_KEY)
}

const UNKNOWN_KEY = `${FAILURES.invalid_api_key} The sandbox prints the keys it knows when it starts.`

/** What time it is in an organisation by its pace; a virtual one stands where it is. */
export function timeOf(sandbox: Sandbox, { world, pace }: Organization): Instant {
  if (pace.rate === 0) return world.now
  return pace.worldAt + Math.floor((sandbox.ports.clock.now() - pace.machineAt) * pace.rate)
}

/** Tells the world what time it is and where it is reached; gives back the time. */
export function syncNow(sandbox: Sandbox, organization: Organization): Instant {
  organization.world.address = sandbox.address
  setNow(organization.world, timeOf(sandbox, organization))
  return organization.world.now
}

/** What a change gave back, and, when the store is slow, the promise that it is kept. */
export type Committed<Result> = {
  readonly result: Result
  readonly kept: Promise<void> | undefined
}

/**
 * Changes a world as a whole: all of it or nothing, handed to the store, and followed by its jobs.
 * Who asks what has changed since a checkpoint is told what calls of the API did.
 */
export function commit<Result>(
  sandbox: Sandbox,
  organization: Organization,
  change: () => Result,
  by: 'call' | 'sandbox' = 'sandbox',
): Committed<Result> {
  const { world } = organization
  let kept: Promise<void> | undefined
  const result = transact(world, change, (changes) => {
    for (const key of keysAmong(world, changes)) refuseForeignKey(sandbox, organization, key)
    kept = sandbox.ports.store.append(world, changes)
    for (const key of keysAmong(world, changes)) registerKey(sandbox, organization, key)
    if (by === 'call' && organization.checkpoints.size > 0) noteCalled(organization, changes)
  })
  sandbox.changed(organization)
  return { result, kept }
}

/** Rows whose changes by calls are remembered; those that were changed longest ago go first. */
const CALLED_ROWS_MAX = 200_000

function noteCalled({ calledRows, world }: Organization, changes: readonly Change[]): void {
  for (const { table, id } of changes) {
    const key = rowKey(table.name, id)
    calledRows.delete(key)
    calledRows.set(key, world.journal.next)
  }
  for (const oldest of calledRows.keys()) {
    if (calledRows.size <= CALLED_ROWS_MAX) break
    calledRows.delete(oldest)
  }
}

/** What tells a row from those of all tables. */
export function rowKey(table: string, id: string): string {
  return `${table} ${id}`
}

const NO_KEYS: readonly ApiKeyRow[] = []

/** Keys are issued and revoked rarely: nearly always there is none. */
function keysAmong(world: World, changes: readonly Change[]): readonly ApiKeyRow[] {
  let keys: ApiKeyRow[] | undefined
  for (const { table, after } of changes) {
    if (table !== world.apiKeys || after === undefined) continue
    keys ??= []
    keys.push(after as ApiKeyRow)
  }
  return keys ?? NO_KEYS
}

/** Writes into an organisation's journal. */
export function note(organization: Organization, body: EntryBody, exchange?: Exchange): void {
  record(organization.world.journal, organization.world.now, body, exchange)
}
