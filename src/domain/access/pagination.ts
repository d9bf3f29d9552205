// Lists in pages: newest first, continued by a signed cursor that is bound to its list and filters.
import { createHmac } from 'node:crypto'

import { fail } from '../failures/failures.ts'
import type { Position } from '../world/ordered.ts'
import { type AnyRow, count, newestFirst, positionOf, type Table } from '../world/tables.ts'
import { textOf } from '../world/text-cache.ts'
import type { Instant } from '../world/time.ts'
import type { World } from '../world/world.ts'

/** Source: prose /concepts/pagination/. */
export const LIMIT_DEFAULT = 25
export const LIMIT_MAX = 100

const MAC_LENGTH = 16
/** A cursor is two short numbers and a MAC; anything longer was never ours. */
const CURSOR_MAX = 128

export type Listing<Row extends AnyRow, Index extends string> = {
  /** What the cursor belongs to, beside the filters. */
  readonly operation: string
  readonly filters: Readonly<Record<string, string | undefined>>
  readonly limit: string | undefined
  readonly cursor: string | undefined
  readonly table: Table<Row, Index>
  /** Indexes that hold every match; the one with the fewest rows is read. */
  readonly through: readonly (readonly [index: Index | 'all', key: string])[]
  /** What a row must be, beyond standing in the index. */
  readonly where?: ((row: Row) => boolean) | undefined
  /** Only rows created after / before these instants, both excluded. Only where rank is creation. */
  readonly createdAfter?: Instant | undefined
  readonly createdBefore?: Instant | undefined
}

export type Page<Row> = {
  readonly rows: readonly Row[]
  readonly hasMore: boolean
  readonly nextCursor: string | null
}

/**
 * One page of a list. Its cost is that of the page and of the rows that the filters pass over.
 *
 * @throws Failure invalid_limit, invalid_cursor.
 */
export function listPage<Row extends AnyRow, Index extends string>(
  world: World,
  listing: Listing<Row, Index>,
): Page<Row> {
  const limit = readLimit(listing.limit)
  const [index, key] = narrowest(listing)
  const binding = bindingOf(listing.operation, listing.filters)
  const start = startOf(world, listing, binding)
  const rows: Row[] = []
  let hasMore = false
  for (const row of newestFirst(listing.table, index, key, start)) {
    if (listing.createdAfter !== undefined && (row.createdAt ?? 0) <= listing.createdAfter) break
    if (listing.where !== undefined && !listing.where(row)) continue
    if (rows.length === limit) {
      hasMore = true
      break
    }
    rows.push(row)
  }
  const last = rows[rows.length - 1]
  const nextCursor =
    hasMore && last !== undefined
      ? writeCursor(world, binding, positionOf(listing.table, index, last))
      : null
  return { rows, hasMore, nextCursor }
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return LIMIT_DEFAULT
  const limit = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(limit >= 1 && limit <= LIMIT_MAX)) fail('invalid_limit', 'limit')
  return limit
}

function narrowest<Row extends AnyRow, Index extends string>({
  table,
  through,
}: Listing<Row, Index>): readonly [Index | 'all', string] {
  let best: readonly [Index | 'all', string] = through[0] ?? ['all', '']
  for (const choice of through) {
    if (count(table, choice[0], choice[1]) < count(table, best[0], best[1])) best = choice
  }
  return best
}

/** Where to begin: at the cursor, or at `created_before`, whichever is further down. */
function startOf<Row extends AnyRow, Index extends string>(
  world: World,
  listing: Listing<Row, Index>,
  binding: string,
): Position | undefined {
  const cursor =
    listing.cursor === undefined ? undefined : readCursor(world, binding, listing.cursor)
  if (listing.createdBefore === undefined) return cursor
  const before = { rank: listing.createdBefore, seq: 0 }
  return cursor !== undefined && cursor.rank < before.rank ? cursor : before
}

function bindingOf(
  operation: string,
  filters: Readonly<Record<string, string | undefined>>,
): string {
  let binding = operation
  for (const name of Object.keys(filters).sort()) {
    if (filters[name] !== undefined) binding += `\n${name}=${filters[name]}`
  }
  return binding
}

function writeCursor(world: World, binding: string, position: Position): string {
  const rank = Number.isFinite(position.rank) ? position.rank.toString(36) : '-'
  const place = `${rank}.${position.seq.toString(36)}`
  return Buffer.from(`${place}.${macOf(world, binding, place)}`).toString('base64url')
}

function readCursor(world: World, binding: string, cursor: string): Position {
  if (cursor.length > CURSOR_MAX) fail('invalid_cursor', 'cursor')
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const parts = /^((-?[0-9a-z]*)\.([0-9a-z]+))\.([\w-]+)$/.exec(text)
  const [, place = '', rank = '', seq = '', mac = ''] = parts ?? []
  // The text is compared too: base64 has several spellings of the same bytes, and only one is ours.
  const genuine = Buffer.from(text, 'latin1').toString('base64url') === cursor
  if (parts === null || !genuine || mac !== macOf(world, binding, place)) {
    fail('invalid_cursor', 'cursor')
  }
  return {
    rank: rank === '-' ? Number.NEGATIVE_INFINITY : Number.parseInt(rank, 36),
    seq: Number.parseInt(seq, 36),
  }
}

/** Clients that poll ask for the same pages again, so the newest MACs are kept. */
function macOf(world: World, binding: string, place: string): string {
  const signed = `${binding}\n${place}`
  return textOf(world.texts, signed, () =>
    createHmac('sha256', `cursor ${world.id} ${world.seed}`)
      .update(signed)
      .digest('base64url')
      .slice(0, MAC_LENGTH),
  )
}
