// A request as it comes to the API, and a reply as it leaves it.
import type { OperationKey } from '../contract/operation-types.ts'
import type { Sending } from '../domain/faults/reply.ts'
import type { BodyProblem } from './request-body.ts'

/** A request as it came in, its operation already found. */
export type ApiRequest = {
  readonly operation: OperationKey
  readonly method: string
  /** With the query, as the client wrote it. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string | undefined
  readonly bodyProblem: BodyProblem | undefined
}

export type ApiReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** How a fault has it sent; as usual when left out. */
  readonly sending?: Sending
}
