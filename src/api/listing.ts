// Lists as replies: a page of rows becomes data, has_more and next_cursor.
import { type Listing, listPage } from '../domain/access/pagination.ts'
import type { AnyRow } from '../domain/world/tables.ts'
import { fromIso, type Instant } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'

type Wish<Row extends AnyRow, Index extends string> = Omit<
  Listing<Row, Index>,
  'limit' | 'cursor' | 'filters'
> & {
  /** The query as it came: `limit` and `cursor`, and the filters that bind the cursor. */
  readonly query: { readonly limit?: string; readonly cursor?: string } & Readonly<
    Record<string, string | undefined>
  >
  /** The names of the query parameters that filter; others are ignored. */
  readonly filters: readonly string[]
}

/** One page as a reply, each row shown as its resource. */
export function listReply<Row extends AnyRow, Index extends string, Resource>(
  world: World,
  wish: Wish<Row, Index>,
  show: (row: Row) => Resource,
): { data: Resource[]; has_more: boolean; next_cursor: string | null } {
  const { query, filters: names, ...listing } = wish
  const filters: Record<string, string | undefined> = {}
  for (const name of names) filters[name] = query[name]
  const page = listPage(world, { ...listing, filters, limit: query.limit, cursor: query.cursor })
  return { data: page.rows.map(show), has_more: page.hasMore, next_cursor: page.nextCursor }
}

/** The instant of an optional date-time parameter. */
export function instantOf(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : fromIso(text)
}
