// Commits: what the store is handed, when, and what happens when it is slow or fails.
import { describe, expect, it } from 'vitest'

import { createContact } from '../../src/domain/messaging/contacts.ts'
import { find, put, remove } from '../../src/domain/world/tables.ts'
import { NotKept } from '../../src/engine/not-kept.ts'
import { commit } from '../../src/engine/sandbox.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { newManualSandbox } from './manual-clock.ts'
import { defer, createContact as postContact } from './webhooks.ts'

function wish(phoneNumber: string) {
  return { from: undefined, phoneNumber, name: null, email: null, metadata: null }
}

describe('the store', () => {
  it('gets each change with the counters it left, in order', () => {
    const { sandbox, organization, world, commits } = newManualSandbox(0)
    const rows = ['+6281300000001', '+6281300000002'].map(
      (phone) => commit(sandbox, organization, () => createContact(world, wish(phone))).result,
    )
    expect(commits.map(({ changes }) => changes.map(({ id }) => id))).toEqual(
      rows.map((row) => [row.id]),
    )
    expect(commits.map(({ seq }) => seq)).toEqual(rows.map((row) => row.seq))
    expect(commits.at(-1)).toMatchObject({
      worldId: world.id,
      now: world.now,
      idCount: world.idCount,
    })
  })

  it('gets nothing of what changed nothing, and nothing of what was undone', () => {
    const { sandbox, organization, world, commits } = newManualSandbox(0)
    commit(sandbox, organization, () => find(world.contacts, 'ctc_none'))
    const failing = () => {
      createContact(world, wish('+6281300000001'))
      throw new Error('no')
    }
    expect(() => commit(sandbox, organization, failing)).toThrow('no')
    expect(commits).toEqual([])
  })

  it('can rebuild every row from what it got', async () => {
    const { sandbox, organization, world, commits } = newManualSandbox(0)
    const before = new Map([...world.contacts.slots].map(([id, { row }]) => [id, row]))
    for (let n = 0; n < 5; n++) {
      const { result } = commit(sandbox, organization, () =>
        createContact(world, wish(`+628130000000${n}`)),
      )
      commit(sandbox, organization, () => put(world.contacts, { ...result, name: `Siti ${n}` }))
      if (n % 2 === 0) commit(sandbox, organization, () => remove(world.contacts, result.id))
    }
    for (const { table, id, after } of commits.flatMap(({ changes }) => changes)) {
      if (table.name !== 'contacts') continue
      if (after === undefined) before.delete(id)
      else before.set(id, after as never)
    }
    expect([...before.values()]).toEqual([...world.contacts.slots.values()].map(({ row }) => row))
  })
})

describe('a store that is slow', () => {
  it('delays the reply until the change is kept, and no reply that changed nothing', async () => {
    const sandbox = await startTestSandbox()
    const kept = defer()
    const asked = defer()
    const append = () => {
      asked.resolve()
      return kept.promise
    }
    Object.assign(sandbox.app.sandbox.ports.store, { append })
    let isAnswered = false
    const reply = postContact(sandbox).finally(() => {
      isAnswered = true
    })
    await asked.promise
    expect((await sandbox.call('GET', '/contacts')).status).toBe(200)
    expect(isAnswered).toBe(false)
    kept.resolve()
    expect((await reply).status).toBe(200)
  })
})

it('a store that fails is told to the client as 503, not as success', async () => {
  const sandbox = await startTestSandbox()
  const append = () => Promise.reject(new NotKept('the disk is full.'))
  Object.assign(sandbox.app.sandbox.ports.store, { append })
  const { status, body } = await postContact(sandbox)
  expect(status).toBe(503)
  expect(body.error.type).toBe('api_error')
})
