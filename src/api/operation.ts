// What a row of an operation table is: what it takes, what it may answer, and which failures it knows.
import type {
  OperationKey,
  PathParams,
  Query,
  ReplyData,
  RequestBody,
  Status,
} from '../contract/operation-types.ts'
import type { ApiKeyRow } from '../domain/world/rows.ts'
import type { World } from '../domain/world/world.ts'
import type { FailureOf } from './v1/failures.ts'

/** A checked request. An absent body that may be absent is an empty object. */
export type OperationInput<K extends OperationKey> = {
  readonly params: PathParams<K>
  readonly query: Query<K>
  readonly body: NonNullable<RequestBody<K>>
  /** The key that opened the door; undefined where no key is asked for. */
  readonly apiKey: ApiKeyRow | undefined
}

/** The answer of an operation that sends its client elsewhere. */
export type Redirect = { readonly location: string }

/**
 * A page of a list. Its items are JSON already, each checked when it was written, so that a row
 * that is listed again is not shown, checked and written again.
 */
export type ListPage<Item> = {
  readonly items: readonly string[]
  readonly hasMore: boolean
  readonly nextCursor: string | null
  /** Never there: it tells the compiler what the items are. */
  readonly item?: Item
}

/** What an operation hands back: the body of its 200 without the request id, a page, or a redirect. */
export type OperationReply<K extends OperationKey> =
  302 extends Status<K>
    ? Redirect
    : ReplyData<K> extends { data: (infer Item)[]; has_more: boolean }
      ? ListPage<Item>
      : ReplyData<K>

export type OperationRow<K extends OperationKey> = {
  /** The failures of its rules, beyond those that stand before every operation. */
  readonly failures: readonly FailureOf<K>[]
  /** Runs in a transaction; a failure thrown undoes it. */
  readonly run: (world: World, input: OperationInput<K>) => OperationReply<K>
}

export type OperationTable<Keys extends OperationKey> = {
  readonly [K in Keys]: OperationRow<K>
}
