// Pages of a table: every row once and in order, whatever the instants, the limit and the bounds.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { LIMIT_DEFAULT, type Listing, listPage } from '../../../src/domain/access/pagination.ts'
import { Failure } from '../../../src/domain/failures/failures.ts'
import { newTable, put } from '../../../src/domain/world/tables.ts'
import { newWorld, transact, type World } from '../../../src/domain/world/world.ts'

type Row = {
  readonly id: string
  readonly seq: number
  readonly createdAt: number
  readonly rank: number | null
}

type Index = 'byRank'

function newStory(seed = 7, organizationName = 'Toko') {
  const world = newWorld({ seed, now: 0, organizationName, tier: 'unlimited' })
  const table = newTable<Row, Index>('rows', world.log, {
    byRank: { keyOf: () => '', rankOf: (row) => row.rank ?? Number.NEGATIVE_INFINITY },
  })
  const list = (wish: Partial<Listing<Row, Index>>): ReturnType<typeof listPage<Row, Index>> =>
    listPage(world, {
      operation: 'GET /rows',
      filters: {},
      limit: undefined,
      cursor: undefined,
      table,
      through: [['all', '']],
      ...wish,
    })
  return { world, list, add: (row: Row) => transact(world as World, () => put(table, row)) }
}

/** Every row, page by page. */
function walk(
  { list }: ReturnType<typeof newStory>,
  wish: Partial<Listing<Row, Index>>,
): { ids: string[]; sizes: number[] } {
  const ids: string[] = []
  const sizes: number[] = []
  let cursor: string | undefined
  do {
    const page = list({ ...wish, cursor })
    ids.push(...page.rows.map(({ id }) => id))
    sizes.push(page.rows.length)
    expect(page.hasMore).toBe(page.nextCursor !== null)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return { ids, sizes }
}

/** Instants that are often the same, from before 1970 to the end of the calendar. */
const INSTANT = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom(1_767_225_600_000, 253_402_300_799_999),
)

const ROWS = fc
  .array(fc.record({ createdAt: INSTANT, rank: fc.option(INSTANT) }), { maxLength: 40 })
  .map((rows) => rows.map((row, n): Row => ({ ...row, id: `row ${n}`, seq: n + 1 })))

const LIMIT = fc.integer({ min: 1, max: 7 })

describe('listPage', () => {
  it('shows every row once, the newest first, the younger first where instants tie', () => {
    const property = (rows: readonly Row[], limit: number) => {
      const story = newStory()
      rows.forEach(story.add)
      const sorted = rows.toSorted((a, b) => b.createdAt - a.createdAt || b.seq - a.seq)
      const { ids, sizes } = walk(story, { limit: String(limit) })
      expect(ids).toStrictEqual(sorted.map(({ id }) => id))
      expect(sizes.slice(0, -1)).toStrictEqual(Array(sizes.length - 1).fill(limit))
      if (rows.length > 0) expect(sizes.at(-1)).toBeGreaterThan(0)
    }
    fc.assert(fc.property(ROWS, LIMIT, property))
  })

  it('shows those without a rank behind all others', () => {
    const property = (rows: readonly Row[], limit: number) => {
      const story = newStory()
      rows.forEach(story.add)
      const place = (row: Row) => row.rank ?? Number.NEGATIVE_INFINITY
      const sorted = rows.toSorted((a, b) =>
        place(a) === place(b) ? b.seq - a.seq : place(b) - place(a),
      )
      const { ids } = walk(story, { limit: String(limit), through: [['byRank', '']] })
      expect(ids).toStrictEqual(sorted.map(({ id }) => id))
    }
    fc.assert(fc.property(ROWS, LIMIT, property))
  })

  it('keeps to what lies strictly between two instants, and to what is wanted', () => {
    const bound = fc.option(INSTANT, { nil: undefined })
    const property = (
      rows: readonly Row[],
      limit: number,
      createdAfter: number | undefined,
      createdBefore: number | undefined,
    ) => {
      const story = newStory()
      rows.forEach(story.add)
      const where = (row: Row) => row.rank !== null
      const kept = rows
        .filter(where)
        .filter((row) => createdAfter === undefined || row.createdAt > createdAfter)
        .filter((row) => createdBefore === undefined || row.createdAt < createdBefore)
        .toSorted((a, b) => b.createdAt - a.createdAt || b.seq - a.seq)
      const wish = { limit: String(limit), where, createdAfter, createdBefore }
      expect(walk(story, wish).ids).toStrictEqual(kept.map(({ id }) => id))
    }
    fc.assert(fc.property(ROWS, LIMIT, bound, bound, property))
  })

  it('says that there is no more when the page ends with the last row', () => {
    const story = newStory()
    for (let n = 1; n <= LIMIT_DEFAULT; n++) {
      story.add({ id: `row ${n}`, seq: n, createdAt: n, rank: null })
    }
    expect(story.list({})).toMatchObject({ hasMore: false, nextCursor: null })
    story.add({ id: 'one more', seq: 99, createdAt: 0, rank: null })
    expect(story.list({})).toMatchObject({ hasMore: true, nextCursor: expect.any(String) })
  })
})

describe('a cursor', () => {
  const code = (work: () => unknown): string => {
    try {
      work()
    } catch (error) {
      if (error instanceof Failure) return `${error.code} ${error.param}`
      throw error
    }
    return 'taken'
  }

  it('is bound to its list, its filters, its organization and its seed, not to its limit', () => {
    const [own, foreign] = [newStory(7), newStory(8)]
    for (const { add } of [own, foreign]) {
      for (let n = 1; n <= 3; n++) add({ id: `row ${n}`, seq: n, createdAt: n, rank: null })
    }
    const filters = { status: 'open', search: undefined }
    const cursor = own.list({ limit: '1', filters }).nextCursor ?? undefined
    const of = (wish: Partial<Listing<Row, Index>>, story = own) =>
      code(() => story.list({ cursor, filters, ...wish }))
    expect(of({})).toBe('taken')
    expect(of({ limit: '2' })).toBe('taken')
    expect(of({ filters: { status: 'open' } })).toBe('taken')
    const refused = 'invalid_cursor cursor'
    expect(of({ filters: {} })).toBe(refused)
    expect(of({ filters: { status: 'closed' } })).toBe(refused)
    expect(of({ filters: { status: 'open', search: '' } })).toBe(refused)
    expect(of({ filters: { status: 'open\nsearch=a' } })).toBe(refused)
    expect(of({ operation: 'GET /others' })).toBe(refused)
    expect(of({}, foreign)).toBe(refused)
  })

  it('cannot be made up', () => {
    const { list, add } = newStory()
    for (let n = 1; n <= 3; n++) add({ id: `row ${n}`, seq: n, createdAt: n, rank: null })
    const genuine = list({ limit: '1' }).nextCursor
    const property = (cursor: string) => {
      fc.pre(cursor !== genuine)
      expect(code(() => list({ cursor }))).toBe('invalid_cursor cursor')
    }
    fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), property))
    const text = Buffer.from(genuine ?? '', 'base64url').toString('latin1')
    const forged = fc.string({ maxLength: 3 }).map((more) => Buffer.from(text + more))
    fc.assert(fc.property(forged, (bytes) => property(bytes.toString('base64url'))))
  })
})
