// What an operation hands back, as what the request is answered.
import type { OperationKey } from '../contract/operation-types.ts'
import { Failure } from '../domain/failures/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import type { World } from '../domain/world/world.ts'
import type { Api } from './api.ts'
import type { ListPage, Redirect } from './operation.ts'

/** What a request is answered, before a fault changes it. */
export type Answer = {
  readonly status: number
  readonly body: string | undefined
  /** Drawn when it stands in the body, or else at the end. */
  readonly requestId?: string
  readonly failure?: Failure
  readonly retryAfter?: number | null
  readonly location?: string
  /** Whether it was kept from an earlier request. */
  readonly isReplay?: true
  /** The id of the resource that it shows. */
  readonly subject?: string | undefined
}

/** What any operation hands back. */
export type Result = { data?: { id?: unknown }; request_id?: string } | ListPage<unknown> | Redirect

/** The answer that shows a result. @throws Failure contract_breach. */
export function answerOf(
  { validators }: Api,
  operation: OperationKey,
  world: World,
  result: Result,
): Answer {
  if ('location' in result) return { status: 302, body: undefined, location: result.location }
  const requestId = nextRequestId(world)
  if ('items' in result)
    return { status: 200, body: pageBody(validators, operation, result, requestId), requestId }
  result.request_id = requestId
  const id = result.data?.id
  const subject = typeof id === 'string' ? id : undefined
  return { status: 200, body: checked(validators, operation, result), requestId, subject }
}

/** The items were checked when they were written; what is around them is checked here. */
function pageBody(
  validators: Api['validators'],
  operation: OperationKey,
  { items, hasMore, nextCursor }: ListPage<unknown>,
  requestId: string,
): string {
  const around = { data: [], has_more: hasMore, next_cursor: nextCursor, request_id: requestId }
  const text = checked(validators, operation, around)
  return items.length === 0 ? text : text.replace('[]', () => `[${items.join(',')}]`)
}

/** The reply's text, if the reply keeps the contract. @throws Failure contract_breach. */
function checked(
  { checkReply }: Api['validators'],
  operation: OperationKey,
  body: unknown,
): string {
  const violation = checkReply(operation, 200, body)
  if (violation === null) return JSON.stringify(body)
  throw new Failure('contract_breach', violation.param, `${BREACH} ${violation.message}`)
}

const BREACH = 'The sandbox made a reply that breaks the contract; this is its bug.'

/** Request ids are counted in the world that answers, so that a world's replies depend on it alone. */
export function nextRequestId(world: World): string {
  return makeId('request', world.seed, ++world.requestCount)
}
