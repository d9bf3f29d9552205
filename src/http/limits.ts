// The limits of the server: how much, how long and how many, each with its reason.
import { SECOND_MS } from '../domain/world/time.ts'

/** What a request's path, or its headers' names and values, may hold: as Node and most servers. */
export const HEADERS_MAX_BYTES = 16 * 1024

/** As much as the headers may hold: how long a name may be is the contract's to say. */
export const PARAM_MAX = HEADERS_MAX_BYTES

/** What can be set otherwise by tests, which have no seconds to wait. */
export type ServerLimits = {
  /** Until the headers must be there. Local clients take milliseconds; trickling ones are cut off. */
  readonly headersMs: number
  /** Until the whole request must be there: a mebibyte over a slow line takes seconds. */
  readonly requestMs: number
  /** How often is looked for requests that are too slow. */
  readonly checkEveryMs: number
  /** How long a connection may stay idle between two requests; longer than test suites pause. */
  readonly keepAliveMs: number
  /** How long a client may read nothing of an answer that waits for it. */
  readonly stalledMs: number
  /** Connections at the same time: more than load tests open, fewer than systems have file handles. */
  readonly connections: number
}

export const SERVER_LIMITS: ServerLimits = {
  headersMs: 10 * SECOND_MS,
  requestMs: 30 * SECOND_MS,
  checkEveryMs: 2 * SECOND_MS,
  keepAliveMs: 60 * SECOND_MS,
  stalledMs: 30 * SECOND_MS,
  connections: 1_000,
}
