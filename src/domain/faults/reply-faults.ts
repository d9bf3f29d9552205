// Faults of replies: which one strikes a request.
import type { FaultRow } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { isArmed, strike } from './faults.ts'

/** What a reply fault may match. */
export type StruckRequest = {
  readonly operation: string
  /** The statuses that the operation declares: a fault of another status passes it by. */
  readonly statuses: readonly number[]
  /** The number a message goes to, digits without the plus; undefined for other requests. */
  readonly to: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** The fault that strikes the reply to a request; undefined nearly always. */
export function strikeReply(world: World, request: StruckRequest): FaultRow | undefined {
  if (!isArmed(world, 'reply')) return undefined
  return strike(world, 'reply', (row) => matches(row, request))
}

function matches({ match, options }: FaultRow, request: StruckRequest): boolean {
  if (match.operation !== undefined && match.operation !== request.operation) return false
  if (match.to !== undefined && match.to !== request.to) return false
  if (options.status !== undefined && !request.statuses.includes(options.status as number)) {
    return false
  }
  if (match.header === undefined) return true
  const sent = request.headers[match.header.name.toLowerCase()]
  return match.header.value === undefined ? sent !== undefined : sent === match.header.value
}
