// What a snapshot is: a whole organisation as one JSON text, its head first, then table by table.
import type { AnyRow } from '../../domain/world/tables.ts'
import type { Instant } from '../../domain/world/time.ts'
import type { Bucket, TableName } from '../../domain/world/world.ts'
import type { Inbox } from '../inboxes/inbox.ts'
import type { OrganizationFacts } from '../ports.ts'

/** What tells a snapshot from other files. */
export const SNAPSHOT_KIND = 'kirim-sandbox-snapshot'

/** The format that is written; a change that older programs could not read makes the next one. */
export const SNAPSHOT_FORMAT = 1

/** What stands before the tables. Nothing in it is of the process: numbers of requests, the journal. */
export type SnapshotHead = {
  readonly kind: 'kirim-sandbox-snapshot'
  readonly format: number
  /** Whether its secrets are stand-ins. */
  readonly redacted: boolean
  readonly organization: OrganizationFacts
  readonly counters: {
    readonly now: Instant
    readonly idCount: number
    readonly seq: number
  }
  /** How many rows all tables hold together. */
  readonly rows: number
}

/** The rows of a table, by sequence number. */
export type SnapshotTables = { readonly [Table in TableName]: readonly AnyRow[] }

export type Snapshot = { readonly head: SnapshotHead; readonly tables: SnapshotTables }

/**
 * An organisation as it was at an instant. Rows are never changed, so holding them is enough, and what
 * two checkpoints have in common is held once. It lives as long as the process: what must outlive that
 * is saved as a snapshot.
 */
export type Checkpoint = {
  readonly mark: string
  readonly snapshot: Snapshot
  /** Beside what a snapshot holds: all that later bytes depend on. */
  readonly requestCount: number
  readonly buckets: ReadonlyMap<string, Bucket>
  readonly inboxes: readonly Inbox[]
  /** The newest entry of the journal when it was made, or last gone back to. */
  entry: number
}

/** Longer texts are refused: they must fit into one string, and a sandbox into memory. */
export const SNAPSHOT_MAX_BYTES = 256 * 1024 * 1024
