// Lists in pages: limits, and cursors that hold for one list, one set of filters, one organization.
import { describe, expect, it } from 'vitest'

import { put } from '../../src/domain/world/tables.ts'
import { newId, nextSeq, transact } from '../../src/domain/world/world.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addNeighbour, addTemplate, teamOf } from './rows.ts'
import { customerWrites, dataOf, expectRefusal, subscribe } from './stories.ts'

/** Every list, with a second set of filters that keeps all of what `fill` makes. */
const LISTS: Readonly<Record<string, string>> = {
  '/messages': 'direction=inbound',
  '/templates': 'language=id',
  '/webhook_subscriptions': 'status=active',
  '/webhook_deliveries': 'status=succeeded',
  '/conversations': 'status=open',
  '/contacts': 'search=siti',
  '/labels': '',
}

/** `many` rows for each list. */
async function fill(kirim: TestSandbox, many: number): Promise<void> {
  const { world } = kirim
  const { url } = await startReceiver()
  for (let n = 0; n < many; n++) {
    const from = `+62812000${String(n).padStart(5, '0')}`
    await customerWrites(kirim, { from, name: `Siti ${n}` })
    addTemplate(kirim, `template_${n}`)
    transact(world, () =>
      put(world.labels, {
        id: newId(world, 'label'),
        seq: nextSeq(world),
        createdAt: world.now,
        updatedAt: world.now,
        teamId: teamOf(world),
        name: `Label ${n}`,
        color: 'gray',
      }),
    )
  }
  for (let n = 0; n < many; n++) await subscribe(kirim, url, ['contact.updated'])
  const [{ id }] = dataOf(await kirim.call('GET', '/contacts'))
  await kirim.call('PATCH', `/contacts/${id}`, { name: 'Siti' })
  await kirim.settle()
}

type Page = { ids: string[]; next: string | null }

async function page(kirim: TestSandbox, path: string, query: string): Promise<Page> {
  const reply = await kirim.call('GET', `${path}?${query}`)
  const ids = dataOf(reply).map((row: { id: string }) => row.id)
  const { has_more, next_cursor } = reply.body
  expect(Object.keys(reply.body).toSorted()).toStrictEqual([
    'data',
    'has_more',
    'next_cursor',
    'request_id',
  ])
  expect(has_more).toBe(next_cursor !== null)
  return { ids, next: next_cursor }
}

/** Every page of a list, from its beginning or from a cursor, to its end. */
async function pages(
  kirim: TestSandbox,
  path: string,
  query: string,
  from = '',
): Promise<string[][]> {
  const found: string[][] = []
  let cursor: string | null = from
  while (cursor !== null) {
    const { ids, next }: Page = await page(kirim, path, query + (cursor && `&cursor=${cursor}`))
    found.push(ids)
    cursor = next
  }
  return found
}

describe.each(Object.entries(LISTS))('%s', (path, filter) => {
  it('goes on behind the last page until there is no more', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 5)
    const { ids: all, next } = await page(kirim, path, 'limit=100')
    expect(next).toBeNull()
    expect(new Set(all).size).toBe(all.length)
    const lengths = (await pages(kirim, path, 'limit=2')).map((ids) => ids.length)
    expect(lengths.slice(0, -1).every((length) => length === 2)).toBe(true)
    for (const limit of [1, 2, 3, all.length]) {
      expect((await pages(kirim, path, `limit=${limit}`)).flat()).toStrictEqual(all)
    }
    const exact = await page(kirim, path, `limit=${all.length}`)
    expect(exact.next).toBeNull()
  })

  it('refuses a limit that is no number from 1 to 100', async () => {
    const kirim = await startTestSandbox()
    for (const limit of [
      '0',
      '101',
      '-1',
      'abc',
      '',
      '1.5',
      '1e1',
      ' 5',
      '+5',
      '٣',
      '9'.repeat(400),
    ]) {
      const reply = await kirim.call('GET', `${path}?limit=${encodeURIComponent(limit)}`)
      expectRefusal(reply, 400, 'invalid_limit', 'limit')
    }
    for (const limit of ['1', '100', '007']) await page(kirim, path, `limit=${limit}`)
  })

  it('refuses a cursor that it did not write', async () => {
    const kirim = await startTestSandbox()
    const sample = Buffer.from('{"id":"msg_01HXYZ","ts":"2026-05-23T10:00:00.000Z"}')
    const strange = ['', 'a', 'null', '!', '%00', sample.toString('base64'), 'a'.repeat(10_000)]
    for (const cursor of strange) {
      const query = new URLSearchParams({ cursor: decodeURIComponent(cursor) })
      const reply = await kirim.call('GET', `${path}?${query}`)
      expectRefusal(reply, 400, 'invalid_cursor', 'cursor')
    }
  })

  it('refuses its cursor under other filters, and takes it with another limit', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 5)
    const { next } = await page(kirim, path, 'limit=2')
    const [, ...rest] = await pages(kirim, path, 'limit=2')
    const others = await pages(kirim, path, 'limit=1', next ?? '')
    expect(others.flat()).toStrictEqual(rest.flat())
    if (filter === '') return
    const filtered = await kirim.call('GET', `${path}?limit=2&cursor=${next}&${filter}`)
    expectRefusal(filtered, 400, 'invalid_cursor', 'cursor')
    const own = await page(kirim, path, `limit=2&${filter}`)
    const bare = await kirim.call('GET', `${path}?limit=2&cursor=${own.next}`)
    expectRefusal(bare, 400, 'invalid_cursor', 'cursor')
    const kept = await page(kirim, path, `limit=2&${filter}&cursor=${own.next}`)
    expect(kept.ids).toHaveLength(2)
  })
})

describe('a cursor', () => {
  it('is refused with any one of its characters changed, left out or added', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 3)
    const cursor = (await page(kirim, '/contacts', 'limit=1')).next ?? ''
    const altered: string[] = [`${cursor}=`, `${cursor}A`, ` ${cursor}`, cursor.toUpperCase()]
    for (let n = 0; n < cursor.length; n++) {
      const [before, behind] = [cursor.slice(0, n), cursor.slice(n + 1)]
      altered.push(before + behind)
      for (const other of ['A', 'b', '0', '_']) {
        if (other !== cursor[n]) altered.push(before + other + behind)
      }
    }
    expect(altered.length).toBeGreaterThan(100)
    for (const one of altered) {
      const reply = await kirim.call('GET', `/contacts?cursor=${encodeURIComponent(one)}`)
      expectRefusal(reply, 400, 'invalid_cursor', 'cursor')
    }
  })

  it('is refused by every other list', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 3)
    for (const own of Object.keys(LISTS)) {
      const cursor = (await page(kirim, own, 'limit=1')).next
      for (const path of Object.keys(LISTS)) {
        const { status, body } = await kirim.call('GET', `${path}?cursor=${cursor}`)
        const seen = path === own ? [status] : [status, body.error?.code]
        expect(seen, `${own} on ${path}`).toStrictEqual(
          path === own ? [200] : [400, 'invalid_cursor'],
        )
      }
    }
  })

  it('is refused by another organization', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 3)
    const { authorization } = addNeighbour(kirim)
    for (const path of Object.keys(LISTS)) {
      const cursor = (await page(kirim, path, 'limit=1')).next
      const query = `${path}?limit=1&cursor=${cursor}`
      const reply = await kirim.call('GET', query, undefined, { authorization })
      expectRefusal(reply, 400, 'invalid_cursor', 'cursor')
    }
  })

  it('holds as long as one likes, and for filters that are spelled in any order', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 3)
    const first = await page(kirim, '/messages', 'status=delivered&direction=inbound&limit=1')
    await kirim.advance(400 * 24 * 3_600_000)
    const query = `limit=1&cursor=${first.next}&direction=inbound&status=delivered&x=1`
    expect((await page(kirim, '/messages', query)).ids).toHaveLength(1)
  })

  it('may stand for a default that is spelled out', async () => {
    const kirim = await startTestSandbox()
    await fill(kirim, 3)
    const { next } = await page(kirim, '/templates', 'limit=1')
    const spelled = await page(kirim, '/templates', `limit=1&status=approved&cursor=${next}`)
    expect(spelled.ids).toHaveLength(1)
  })
})

describe('a page', () => {
  it('has 25 rows unless told otherwise', async () => {
    const kirim = await startTestSandbox()
    for (let n = 10; n < 36; n++) await customerWrites(kirim, { from: `+62812000000${n}` })
    for (const path of ['/messages', '/contacts', '/conversations']) {
      const { ids, next } = await page(kirim, path, '')
      expect(ids).toHaveLength(25)
      expect((await page(kirim, path, `cursor=${next}`)).ids).toHaveLength(1)
    }
  })
})
