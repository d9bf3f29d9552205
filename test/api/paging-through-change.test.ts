// Pages read while rows come and go: what was there all along is found once, neither lost nor doubled.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { customerWrites, dataOf } from './stories.ts'

/** Everything that happens to one list of the API between two of its pages. */
type Turn = { readonly added: number; readonly deleted: readonly number[]; readonly ms: number }

const TURN = fc.record({
  added: fc.integer({ min: 0, max: 3 }),
  deleted: fc.array(fc.nat(30), { maxLength: 2 }),
  ms: fc.constantFrom(0, 0, 1, 1_000),
})

const STORY = fc.record({
  begin: fc.array(fc.constantFrom(0, 0, 1, 1_000), { minLength: 1, maxLength: 12 }),
  limit: fc.integer({ min: 1, max: 5 }),
  turns: fc.array(TURN, { minLength: 1, maxLength: 6 }),
})

/** Customers, and which row of the list under test came with each of them. */
type Town = { readonly kirim: TestSandbox; readonly rows: Map<string, string>; next: number }

/** A customer who writes once makes one contact, one conversation and one message. */
async function arrive(town: Town, kind: 'message' | 'contact' | 'conversation'): Promise<void> {
  const from = `+6281200${String(town.next++).padStart(6, '0')}`
  const talk = await customerWrites(town.kirim, { from })
  town.rows.set(talk[`${kind}_id`], talk.contact_id)
}

/** Deletes customers, with all that is theirs, by their place among those still there. */
async function leave({ kirim, rows }: Town, places: readonly number[]): Promise<void> {
  for (const place of places) {
    const [id, contactId] = [...rows][place % Math.max(1, rows.size)] ?? []
    if (id === undefined) continue
    rows.delete(id)
    dataOf(await kirim.call('DELETE', `/contacts/${contactId}`))
  }
}

describe.each([
  ['message', '/messages?'],
  ['message', '/messages?direction=inbound&status=delivered&'],
  ['contact', '/contacts?'],
  ['conversation', '/conversations?'],
  ['conversation', '/conversations?status=open&'],
] as const)('every %s of %s', (kind, path) => {
  it('that was there from the first page to the last is found exactly once', async () => {
    const kirim = await startTestSandbox()
    const property = async ({
      begin,
      limit,
      turns,
    }: {
      begin: number[]
      limit: number
      turns: Turn[]
    }) => {
      const town: Town = { kirim, rows: new Map(), next: 0 }
      for (const ms of begin) {
        await kirim.advance(ms)
        await arrive(town, kind)
      }
      const before = new Set(town.rows.keys())
      const seen: string[] = []
      let cursor: string | null = ''
      for (let turn = 0; cursor !== null; turn++) {
        const query: string = `limit=${limit}${cursor && `&cursor=${cursor}`}`
        const reply = await kirim.call('GET', path + query)
        seen.push(...dataOf(reply).map((row: { id: string }) => row.id))
        cursor = reply.body.next_cursor
        const { added = 0, deleted = [], ms = 0 } = turns[turn] ?? {}
        await kirim.advance(ms)
        for (let n = 0; n < added; n++) await arrive(town, kind)
        await leave(town, deleted)
      }
      const stayed = [...before].filter((id) => town.rows.has(id))
      const found = seen.filter((id) => stayed.includes(id))
      expect(found.toSorted()).toStrictEqual(stayed.toSorted())
      expect(new Set(seen).size).toBe(seen.length)
      await leave(town, Array(town.rows.size).fill(0))
    }
    await fc.assert(fc.asyncProperty(STORY, property), { numRuns: 30 })
  })
})
