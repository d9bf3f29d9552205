// Organisations side by side in one sandbox: nothing of one is seen, heard or run in another.
import { describe, expect, it } from 'vitest'

import { newestFirst } from '../../src/domain/world/tables.ts'
import { beginOrganization } from '../../src/engine/begin-organization.ts'
import { removeOrganization } from '../../src/engine/organizations.ts'
import type { Organization } from '../../src/engine/sandbox.ts'
import { advance } from '../../src/engine/timeline.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  defer,
  deliveries,
  nextEntry,
  startWithReceiver,
  subscribe,
} from './webhooks.ts'

/** Another organisation of the same sandbox, spoken to with its own key. */
async function another(sandbox: TestSandbox, seed?: number) {
  const organization = await beginOrganization(sandbox.app.sandbox, { seed })
  return { ...asSeenBy(sandbox, organization), organization }
}

function asSeenBy(sandbox: TestSandbox, organization: Organization): TestSandbox {
  const [key] = [...newestFirst(organization.world.apiKeys)]
  return {
    ...sandbox,
    world: organization.world,
    call: (method, path, body) =>
      sandbox.call(method, path, body, { authorization: `Bearer ${key?.token}` }),
    settle: async () => {
      await advance(sandbox.app.sandbox, organization, { until: 'idle' })
    },
  }
}

describe('two organisations', () => {
  it('do not see each other', async () => {
    const one = await startTestSandbox()
    const two = await another(one)
    const { id } = (await createContact(one)).body.data
    expect((await one.call('GET', `/contacts/${id}`)).status).toBe(200)
    expect((await two.call('GET', `/contacts/${id}`)).status).toBe(404)
    expect((await two.call('GET', '/contacts')).body.data).toEqual([])
    expect((await two.call('GET', '/me')).body.data.organization.id).toBe(two.world.id)
  })

  it('do not hear of each other', async () => {
    const one = await startWithReceiver()
    const two = await another(one)
    const receiver = await startReceiver()
    await subscribe(two, receiver.url)
    await createContact(two)
    await two.settle()
    await one.settle()
    expect(receiver.received).toHaveLength(1)
    expect(one.receiver.received).toEqual([])
  })

  it('have clocks of their own', async () => {
    const one = await startTestSandbox()
    const two = await another(one)
    const before = two.world.now
    await one.advance(3_600_000)
    expect(two.world.now).toBe(before)
    expect(one.world.now).toBe(before + 3_600_000)
  })

  it('are told apart even when they have the same seed', async () => {
    const one = await startTestSandbox({ seed: 5 })
    const two = await another(one, 5)
    const three = await another(one, 5)
    const all = [one, two, three]
    expect(new Set(all.map(({ world }) => world.id)).size).toBe(3)
    const names = await Promise.all(
      all.map(async ({ call }) => (await call('GET', '/me')).body.data.organization.id),
    )
    expect(names).toEqual(all.map(({ world }) => world.id))
  })

  it('are begun alike in two sandboxes of the same seed', async () => {
    const [a, b] = [await startTestSandbox(), await startTestSandbox()]
    const [x, y] = [await another(a), await another(b)]
    expect(x.world.seed).toBe(y.world.seed)
    expect(x.world.id).toBe(y.world.id)
    expect(x.world.seed).not.toBe(a.world.seed)
  })
})

describe('an organisation that is removed', () => {
  it('is not known by its key any more', async () => {
    const one = await startTestSandbox()
    const two = await another(one)
    removeOrganization(one.app.sandbox, two.organization)
    const { status, body } = await two.call('GET', '/me')
    expect([status, body.error.code]).toEqual([401, 'invalid_api_key'])
    expect((await one.call('GET', '/me')).status).toBe(200)
  })

  it('runs no job any more, although an attempt of it comes back', async () => {
    const one = await startTestSandbox({ rate: 1 })
    const two = await another(one)
    const asked = defer()
    const answer = defer()
    const receiver = await startReceiver(async (response) => {
      asked.resolve()
      await answer.promise
      response.writeHead(503).end()
    })
    await subscribe(two, receiver.url)
    await createContact(two)
    await asked.promise
    removeOrganization(one.app.sandbox, two.organization)
    const attempted = nextEntry(two.world, 'attempt')
    answer.resolve()
    await attempted
    expect(two.organization.loop.alarm).toBeNull()
  })

  it('makes none of the attempts that were still due', async () => {
    const one = await startTestSandbox()
    const two = await another(one)
    const asked = defer()
    const receiver = await startReceiver((response) => {
      removeOrganization(one.app.sandbox, two.organization)
      asked.resolve()
      response.end()
    })
    await subscribe(two, receiver.url)
    await subscribe(two, `${receiver.url}/second`)
    await createContact(two)
    await asked.promise
    await two.organization.loop.running
    expect(receiver.received).toHaveLength(1)
    expect(deliveries(two.world).map((row) => row.attemptCount)).toEqual([1, 0])
  })
})
