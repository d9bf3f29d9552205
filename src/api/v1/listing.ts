// Lists as replies: a page of rows becomes a page of items that are written and checked.
import type { OperationKey } from '../../contract/operation-types.ts'
import { checkReply } from '../../contract/validators.ts'
import { type Listing, listPage } from '../../domain/access/pagination.ts'
import { Failure } from '../../domain/failures/failures.ts'
import type { AnyRow } from '../../domain/world/tables.ts'
import { textOf } from '../../domain/world/text-cache.ts'
import { fromIso, type Instant } from '../../domain/world/time.ts'
import type { World } from '../../domain/world/world.ts'
import type { ListPage } from '../operation.ts'

type PageOptions<Row extends AnyRow, Index extends string, Item> = Omit<
  Listing<Row, Index>,
  'limit' | 'cursor' | 'filters' | 'operation'
> & {
  readonly operation: OperationKey
  /** The query as it came: `limit` and `cursor`, and the filters that bind the cursor. */
  readonly query: { readonly limit?: string; readonly cursor?: string } & Readonly<
    Record<string, string | undefined>
  >
  /** The names of the query parameters that filter; others are ignored. */
  readonly filters: readonly string[]
  /** A row as the API shows it. */
  readonly show: (row: Row) => Item
  /** Whether what is shown of a row depends on more than the row: then it is written anew each time. */
  readonly dependsOnOthers?: (row: Row) => boolean
}

/**
 * One page as a reply.
 *
 * @throws Failure invalid_limit, invalid_cursor; contract_breach for an item that breaks the contract.
 */
export function listReply<Row extends AnyRow, Index extends string, Item>(
  world: World,
  options: PageOptions<Row, Index, Item>,
): ListPage<Item> {
  const { operation, query, filters: names, show, dependsOnOthers = () => false } = options
  const filters: Record<string, string | undefined> = {}
  for (const name of names) filters[name] = query[name]
  // Member by member: the rest of the options, spread, costs a page a twentieth of its time.
  const page = listPage(world, {
    operation,
    filters,
    limit: query.limit,
    cursor: query.cursor,
    table: options.table,
    through: options.through,
    where: options.where,
    createdAfter: options.createdAfter,
    createdBefore: options.createdBefore,
  })
  const write = (row: Row) => writeItem(operation, show(row))
  const items = page.rows.map((row) =>
    dependsOnOthers(row) ? write(row) : textOf(world.texts, row, () => write(row)),
  )
  return { items, hasMore: page.hasMore, nextCursor: page.nextCursor }
}

/** An item is checked as the only one of a page. */
function writeItem(operation: OperationKey, item: unknown): string {
  const alone = { data: [item], has_more: false, next_cursor: null, request_id: '' }
  const violation = checkReply(operation, 200, alone)
  if (violation === null) return JSON.stringify(item)
  throw new Failure('contract_breach', violation.param, violation.message)
}

/** The instant of an optional date-time parameter. */
export function instantOf(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : fromIso(text)
}
