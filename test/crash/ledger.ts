// What clients were told that was done: a sandbox that comes back must still know all of it.

/** A write whose answer never came: it may have been made or not, but not by half and not twice. */
export type Unanswered = {
  readonly path: string
  readonly body: unknown
  readonly key: string
}

export type Contact = {
  /** What its name may be: more than one while the answer to a change is missing. */
  names: (string | null)[]
  /** Whether it may be there, and whether it may be gone. */
  mayBeThere: boolean
  mayBeGone: boolean
}

export type Ledger = {
  /** By id, what was sent to whom. */
  readonly messages: Map<string, { readonly to: string; readonly text: string }>
  /** Ids of what customers wrote. */
  readonly inbound: Set<string>
  readonly contacts: Map<string, Contact>
  readonly unanswered: Unanswered[]
  /** What each Idempotency-Key was answered with. */
  readonly answers: Map<string, string>
  readProbability: number[]
  /** How many writes were acknowledged. */
  writes: number
}

export function newLedger(): Ledger {
  return {
    messages: new Map(),
    inbound: new Set(),
    contacts: new Map(),
    unanswered: [],
    answers: new Map(),
    readProbability: [0.7],
    writes: 0,
  }
}
