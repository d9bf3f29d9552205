// The rows of faults that were armed.
import type { Born, JsonObject } from './rows.ts'

/** reply: the API's answers · fate: what becomes of messages · delivery: webhooks on their way. */
export type FaultSite = 'reply' | 'fate' | 'delivery'

/** What a fault strikes; a member that is left out matches everything. */
export type FaultMatch = {
  readonly operation?: string
  /** Digits without the plus. */
  readonly to?: string
  readonly header?: { readonly name: string; readonly value?: string }
  readonly type?: string
  readonly template?: string
  readonly event?: string
  readonly subscriptionId?: string
  readonly attempt?: number
}

/** A fault that was armed. It stays, spent, when it has struck as often as it was told to. */
export type FaultRow = Born & {
  readonly site: FaultSite
  readonly fault: string
  /** What was said with it; durations in milliseconds. */
  readonly options: JsonObject
  readonly match: FaultMatch
  readonly times: number | null
  readonly every: number | null
  readonly after: number
  readonly probability: number | null
  readonly isArmed: boolean
  /** It need not strike: nobody is told when it never does. */
  readonly isOptional?: true
  /** It was there from the start, under whatever tests do: it yields to the faults that they arm. */
  readonly isAmbient?: true
  /** How often something matched, and how often it struck. */
  readonly seen: number
  readonly hits: number
}

/** How an ambient fault is armed, in every organisation that begins. */
export type AmbientFault = {
  readonly name: string
  readonly options: JsonObject
  readonly match: FaultMatch
  readonly strikes: 'always' | 'every-other'
}
