// Reading the journal: the newest, what is behind a number, one kind, and what is lost.
import { expect, it } from 'vitest'

import { JOURNAL_MAX } from '../../src/domain/world/journal.ts'
import { note } from '../../src/engine/sandbox.ts'
import { unknownId } from '../api/stories.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { ask, see, sendText, subscribeInbox } from './control-reading.ts'

type Entry = { readonly number: number; readonly kind: string; readonly message: string }

it('shows every kind of entry, in snake case and with times as text', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'shop?answers=503,200')
  await sendText(sandbox, '+628000000001')
  await sandbox.call('GET', `/messages/${unknownId('msg')}`)
  await sandbox.act('customer-writes', { from: '+6281234567890', type: 'text', text: 'Halo' })
  await sandbox.settle()
  note(sandbox.app.organization, { kind: 'breach', message: 'Nothing is wrong.' })
  await sandbox.act('reset', {})
  const { entries, next, lost } = await see(sandbox, '/journal')
  const kinds = new Set(entries.map(({ kind }: Entry) => kind))
  expect([...kinds].sort()).toEqual(['attempt', 'breach', 'inbound', 'notice', 'request', 'status'])
  expect(entries.map(({ number }: Entry) => number)).toEqual(
    entries.map((_: Entry, index: number) => index + 1),
  )
  expect([next, lost]).toEqual([entries.length, 0])
  const failed = entries.find(({ kind }: Entry) => kind === 'attempt')
  expect(failed).toMatchObject({ result: 'failed', next_attempt_at: expect.stringMatching(/Z$/) })
  const refused = entries.find(({ code }: { code?: string }) => code === 'resource_not_found')
  expect(refused).toMatchObject({ kind: 'request', status: 404, operation: 'GET /messages/{id}' })
})

it('begins with the newest, and reads on behind a number', async () => {
  const sandbox = await startTestSandbox()
  write(sandbox, 5)
  expect(await messages(sandbox, '/journal?limit=2')).toEqual([['4', '5'], 5])
  expect(await messages(sandbox, '/journal?after=0&limit=2')).toEqual([['1', '2'], 2])
  expect(await messages(sandbox, '/journal?after=2&limit=2')).toEqual([['3', '4'], 4])
  expect(await messages(sandbox, '/journal?after=4&limit=2')).toEqual([['5'], 5])
  expect(await messages(sandbox, '/journal?after=5')).toEqual([[], 5])
})

it('reads on behind entries of other kinds', async () => {
  const sandbox = await startTestSandbox()
  write(sandbox, 2)
  note(sandbox.app.organization, { kind: 'breach', message: 'b1' })
  write(sandbox, 2)
  note(sandbox.app.organization, { kind: 'breach', message: 'b2' })
  write(sandbox, 2)
  expect(await messages(sandbox, '/journal?kind=breach')).toEqual([['b1', 'b2'], 8])
  expect(await messages(sandbox, '/journal?kind=breach&after=0&limit=1')).toEqual([['b1'], 3])
  expect(await messages(sandbox, '/journal?kind=breach&after=3&limit=1')).toEqual([['b2'], 8])
  expect(await messages(sandbox, '/journal?kind=request,breach&after=6')).toEqual([[], 8])
})

it('tells how many entries are lost', async () => {
  const sandbox = await startTestSandbox()
  write(sandbox, JOURNAL_MAX + 10)
  const { entries, lost } = await see(sandbox, '/journal?after=4&limit=1')
  expect([entries[0].number, lost]).toEqual([11, 6])
  expect(await see(sandbox, '/journal?after=10&limit=1')).toMatchObject({ lost: 0 })
})

it('begins anew behind a number of an earlier run', async () => {
  const sandbox = await startTestSandbox()
  write(sandbox, 2)
  expect(await messages(sandbox, '/journal?after=7000')).toEqual([['1', '2'], 2])
})

it.each([
  ['limit=0', 'invalid_limit', 'limit'],
  ['limit=1001', 'invalid_limit', 'limit'],
  ['after=-1', 'invalid_field_value', 'after'],
  ['kind=rumour', 'invalid_field_value', 'kind'],
])('refuses ?%s', async (query, code, param) => {
  const sandbox = await startTestSandbox()
  const { status, error } = await ask(sandbox, `/journal?${query}`)
  expect([status, error.code, error.param]).toEqual([400, code, param])
})

function write({ app }: TestSandbox, times: number): void {
  const { organization } = app
  for (let n = 0; n < times; n++) {
    note(organization, { kind: 'notice', message: String(organization.world.journal.next) })
  }
}

async function messages(sandbox: TestSandbox, path: string): Promise<[string[], number]> {
  const { entries, next } = await see(sandbox, path)
  return [entries.map(({ message }: Entry) => message), next]
}
