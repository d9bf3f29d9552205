// A disk in trouble under a sandbox that runs: changes are refused, reads go on, and it ends by itself.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { diskFiles, type Files } from '../../../src/adapters/file-store/files.ts'
import { entriesAfter } from '../../../src/domain/world/journal.ts'
import { startReceiver } from '../../support/receiver.ts'
import { startTestSandbox } from '../../support/sandbox.ts'
import { systemError } from './memory-files.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The machine's files, on which writing fails as long as a code says so. */
function failingFiles(): { readonly files: Files; code: string | null } {
  const disk = diskFiles()
  const state = { code: null as string | null }
  const guard = <Args extends unknown[], Result>(call: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      if (state.code !== null) throw systemError(state.code)
      return call(...args)
    }
  }
  const files = {
    ...disk,
    write: guard(disk.write),
    truncate: guard(disk.truncate),
    makeFolder: guard(disk.makeFolder),
    rename: guard(disk.rename),
  }
  return Object.assign(state, { files })
}

async function startOn(files: Files, folder = newFolder()) {
  const told: string[] = []
  const data = { folder: join(folder, 'data'), durability: 'flush', files } as const
  const sandbox = await startTestSandbox({ data, onNotice: (message) => told.push(message) })
  const notices = () =>
    entriesAfter(sandbox.world.journal, 0).flatMap((entry) =>
      entry.kind === 'notice' ? [entry.message] : [],
    )
  return { ...sandbox, told, notices, folder: data.folder }
}

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'permission is denied'],
])(
  '%s: changes are refused with 503, reads go on, and afterwards all is as before',
  async (code, why) => {
    const disk = failingFiles()
    const { call, act, told, notices, world } = await startOn(disk.files)
    const receiver = await startReceiver()
    await call('POST', '/webhook_subscriptions', { url: receiver.url, events: ['message.status'] })
    const { body } = await call('POST', '/labels', { name: 'Before', color: 'red' })
    const text = { body: 'Halo' }
    await call('POST', '/messages', { to: '+6281300000009', type: 'text', text })
    disk.code = code
    const retried = { 'idempotency-key': 'again' }
    const wish = { phone_number: '+6281300000001', name: 'Siti' }
    const refusals = [
      await call('POST', '/contacts', wish, retried),
      await call('POST', '/labels', { name: 'Now', color: 'red' }),
      await call('PATCH', `/labels/${body.data.id}`, { name: 'Changed' }),
      await call('DELETE', `/labels/${body.data.id}`),
      await act('customer-writes', { from: '+6281300000002', text: 'Halo' }),
      await act('change-settings', { tier: 'pro' }),
      await act('create-organization', {}),
      await act('reset', {}),
      await act('advance-clock', { by: '1m' }),
    ]
    for (const { status, body: refusal } of refusals) {
      expect([status, refusal.error?.code]).toEqual([503, 'service_unavailable'])
      expect(refusal.error.message).toContain(why)
      expect(refusal.request_id ?? refusal.error.request_id).toMatch(/^req_/)
    }
    const { status, body: labels } = await call('GET', '/labels')
    expect([status, labels.data.map(({ name }: { name: string }) => name)]).toEqual([
      200,
      ['Before'],
    ])
    expect([world.tier, world.contacts.slots.size]).toEqual(['unlimited', 1])
    expect(receiver.received).toEqual([])
    expect(told).toEqual([expect.stringMatching(new RegExp(`${why}.*refused with 503`))])
    disk.code = null
    const made = await call('POST', '/contacts', wish, retried)
    expect([made.status, made.headers.get('idempotent-replayed')]).toEqual([200, 'false'])
    const replayed = await call('POST', '/contacts', wish, retried)
    expect([replayed.body, replayed.headers.get('idempotent-replayed')]).toEqual([
      made.body,
      'true',
    ])
    await act('advance-clock', { by: '1m' })
    expect(receiver.received.length).toBeGreaterThan(0)
    expect(told.slice(1)).toEqual(['Changes are kept again.'])
    expect(notices()).toEqual(told)
  },
)

it('a folder that is removed while the sandbox runs is told, and the stop still works', async () => {
  const { call, told, folder, app } = await startOn(diskFiles())
  rmSync(folder, { recursive: true })
  const { status, body } = await call('POST', '/labels', { name: 'Lost', color: 'red' })
  expect([status, body.error.message]).toEqual([503, expect.stringContaining('was removed')])
  expect((await call('GET', '/labels')).body.data).toEqual([])
  expect(told).toHaveLength(1)
  await app.close()
  expect(existsSync(folder)).toBe(false)
})

it('stops while the disk is in trouble, and what was promised is there afterwards', async () => {
  const disk = failingFiles()
  const parent = newFolder()
  const { call, app } = await startOn(disk.files, parent)
  await call('POST', '/labels', { name: 'Kept', color: 'red' })
  disk.code = 'ENOSPC'
  await call('POST', '/labels', { name: 'Refused', color: 'red' })
  await app.close()
  const again = await startOn(diskFiles(), parent)
  const { body } = await again.call('GET', '/labels')
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['Kept'])
})
