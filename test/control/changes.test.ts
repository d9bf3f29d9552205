// What has changed: since a checkpoint, by whom, and between snapshots.
import { describe, expect, it } from 'vitest'

import { CHANGES_READ } from '../../src/control/reads/snapshots/changes.ts'
import { faultsOf } from '../../src/schema/check.ts'
import { runCommand } from '../cli/run-command.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'

const READER = '+628000000003'
const text = { to: READER, type: 'text', text: { body: 'Halo' } }

// biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape.
async function see({ app }: TestSandbox, path: string): Promise<any> {
  const { data, error } = (await (await fetch(app.controlUrl + path)).json()) as never
  return data ?? error
}

type Change = { table: string; change: string; id: string; by_call: boolean; members: Member[] }
type Member = { path: string; before: unknown; after: unknown }
const short = ({ changes }: { changes: Change[] }) =>
  changes.map(({ table, change }) => `${change} ${table}`)

describe('since a checkpoint', () => {
  it('is nothing at first, and after going back', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.call('POST', '/messages', text)
    await sandbox.act('checkpoint', { mark: 'here' })
    const nothing = { since: 'here', total: 0, more: 0, changes: [] }
    expect(await see(sandbox, '/changes')).toMatchObject(nothing)
    await sandbox.call('POST', '/messages', text)
    await sandbox.settle()
    const changed = await see(sandbox, '/changes')
    expect(faultsOf(CHANGES_READ.reply, changed)).toEqual([])
    expect(changed.total).toBeGreaterThan(1)
    await sandbox.act('rewind', {})
    expect(await see(sandbox, '/changes')).toMatchObject(nothing)
  })

  it('says which rows came, changed and went, and in which members', async () => {
    const sandbox = await startTestSandbox()
    const contact = { phone_number: '+6281234567890', name: 'Budi' }
    const { id } = (await sandbox.call('POST', '/contacts', contact)).body.data
    const label = (await sandbox.call('POST', '/labels', { name: 'Baru', color: 'teal' })).body.data
    await sandbox.act('checkpoint', {})
    await sandbox.advance(60_000)
    await sandbox.call('PATCH', `/contacts/${id}`, { name: 'Budi Santoso' })
    await sandbox.call('DELETE', `/labels/${label.id}`)
    await sandbox.act('add-team', { name: 'Gudang' })
    await sandbox.act('change-settings', { settings: { readProbability: 1 } })
    const data = await see(sandbox, '/changes')
    expect(short(data)).toEqual([
      'changed organization',
      'added teams',
      'removed labels',
      'changed contacts',
    ])
    const [organization, , , changed] = data.changes as Change[]
    expect(organization?.members).toEqual([
      { path: 'settings.readProbability', before: 0.7, after: 1 },
      { path: 'now', before: expect.any(Number), after: expect.any(Number) },
    ])
    expect(changed).toMatchObject({ id, by_call: true })
    expect(changed?.members).toContainEqual({ path: 'name', before: 'Budi', after: 'Budi Santoso' })
    expect(data.counts).toMatchObject({ contacts: { added: 0, changed: 1, removed: 0 } })
  })

  it('tells what calls made from what time, customers and controls made', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.call('POST', '/messages', text)
    await sandbox.act('checkpoint', {})
    await sandbox.settle()
    expect(short(await see(sandbox, '/changes'))).toContain('changed messages')
    expect((await see(sandbox, '/changes?by=call')).total).toBe(0)
    await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
    expect((await see(sandbox, '/changes?by=call')).total).toBe(0)
    await sandbox.call('POST', '/messages', text)
    const called = await see(sandbox, '/changes?by=call')
    expect(short(called)).toContain('added messages')
    expect(called.changes.every((one: Change) => one.by_call)).toBe(true)
    // What a call did on the other side of a way back is not there any more.
    await sandbox.act('rewind', {})
    await sandbox.settle()
    expect((await see(sandbox, '/changes?by=call')).total).toBe(0)
  })

  it('shows no secret, no more than is asked for, and no long text whole', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.act('checkpoint', {})
    const { token } = (await sandbox.act('issue-key', {})).body.data
    const long = { ...text, text: { body: 'x'.repeat(4_000) } }
    for (let n = 0; n < 5; n++) await sandbox.call('POST', '/messages', long)
    const all = await see(sandbox, '/changes?limit=1000')
    expect(JSON.stringify(all)).not.toContain(token)
    expect(JSON.stringify(all)).not.toContain('x'.repeat(300))
    const some = await see(sandbox, '/changes?limit=2')
    expect(some.changes).toHaveLength(2)
    expect(some).toMatchObject({ total: all.total, more: all.total - 2, counts: all.counts })
  })

  it('needs one, and says which there are', async () => {
    const sandbox = await startTestSandbox()
    expect((await see(sandbox, '/changes')).message).toContain(
      'There is no checkpoint. The action checkpoint takes one.',
    )
    await sandbox.act('checkpoint', { mark: 'here' })
    expect((await see(sandbox, '/changes?since=there')).message).toContain('Checkpoints: here.')
    const { checkpoints } = await see(sandbox, '/checkpoints')
    expect(checkpoints).toMatchObject([{ mark: 'here', now: '2026-01-01T00:00:00.000Z' }])
  })
})

describe('between snapshots', () => {
  it('compares two, or one with now', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.act('save-snapshot', { name: 'one' })
    await sandbox.call('POST', '/contacts', { phone_number: '+6281234567890' })
    await sandbox.act('save-snapshot', { name: 'two' })
    expect(short(await see(sandbox, '/diff?from=one&to=two'))).toEqual(['added contacts'])
    expect(short(await see(sandbox, '/diff?from=two&to=one'))).toEqual(['removed contacts'])
    expect(await see(sandbox, '/diff?from=two')).toMatchObject({ total: 0, changes: [] })
    expect((await see(sandbox, '/diff?from=none')).message).toContain('Snapshots: one, two.')
  })
})

it('is printed by the command line, row by row', async () => {
  const sandbox = await startTestSandbox()
  const at = ['--url', sandbox.app.url]
  await sandbox.act('save-snapshot', { name: 'one' })
  await sandbox.act('checkpoint', { mark: 'here' })
  const contact = { phone_number: '+6281234567890', name: 'Budi' }
  const { id } = (await sandbox.call('POST', '/contacts', contact)).body.data
  const changes = await runCommand(['changes', '--since', 'here', '--by', 'call', ...at])
  expect(changes.stdout).toContain('1 row differs since here')
  expect(changes.stdout).toContain(`+ contacts  ${id}  by a call`)
  await sandbox.act('checkpoint', { mark: 'here' })
  await sandbox.call('PATCH', `/contacts/${id}`, { name: 'Siti' })
  expect((await runCommand(['changes', ...at])).stdout).toContain('    name: "Budi" → "Siti"')
  const diff = await runCommand(['snapshot', 'diff', 'one', ...at])
  expect(diff.stdout).toContain(`1 row differs from one to now`)
  expect(JSON.parse((await runCommand(['changes', '--json', ...at])).stdout).since).toBe('here')
  expect((await runCommand(['changes', '--limit', '0'])).exitCode).toBe(2)
})
