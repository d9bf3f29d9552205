// The calls that the program under test made, in their order, with what was sent and answered.
import type { OperationKey } from '../contract/operation-types.ts'
import { callView } from '../control/reads/journal/calls.ts'
import { type Entry, entriesAfter } from '../domain/world/journal.ts'
import type { Place } from './place.ts'

/** By this the calls of a test's own `kirim.call` are told from those of the program under test. */
export const OWN_USER_AGENT = 'kirim-sandbox/call'

/** One call of the program under test. Secrets in headers and bodies are covered. */
export type SandboxRequest = {
  /** The number of its entry in the journal. */
  readonly number: number
  /** ISO 8601, world time. */
  readonly at: string
  /** `POST /messages`. */
  readonly operation: string
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** What was sent: JSON as a value, anything else as text, undefined when nothing was. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what its program sends.
  readonly body: any
  readonly status: number
  /** The error code, when it was refused. */
  readonly code: string | undefined
  readonly response: {
    readonly headers: Readonly<Record<string, string>>
    // biome-ignore lint/suspicious/noExplicitAny: as with what was sent.
    readonly body: any
  }
}

/** Which calls are meant; members that are left out match everything. */
export type RequestFilter = {
  readonly operation?: OperationKey | undefined
  readonly status?: number | undefined
}

/** The newest calls, oldest first: as many as the journal remembers whole. */
export function requestsLike({ organization }: Place, filter: RequestFilter): SandboxRequest[] {
  const { world } = organization
  return entriesAfter(world.journal, 0).flatMap((entry) => {
    if (entry.kind !== 'request' || !isLike(entry, filter)) return []
    if (!world.journal.exchanges.byNumber.has(entry.number)) return []
    const call = callView(world, entry)
    return call.headers['user-agent'] === OWN_USER_AGENT ? [] : call
  })
}

function isLike(
  entry: Extract<Entry, { readonly kind: 'request' }>,
  { operation, status }: RequestFilter,
): boolean {
  return (
    (operation === undefined || entry.operation === operation) &&
    (status === undefined || entry.status === status)
  )
}
