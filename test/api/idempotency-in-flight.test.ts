// Idempotency keys while the first request is still running, because the store is slow to keep it.
import { describe, expect, it } from 'vitest'

import { memorySnapshots } from '../../src/adapters/memory-snapshots.ts'
import { memoryStore } from '../../src/adapters/memory-store.ts'
import { dispatch } from '../../src/api/dispatch.ts'
import type { ApiReply, ApiRequest } from '../../src/api/exchange.ts'
import { V1 } from '../../src/api/v1/api.ts'
import { issueKey } from '../../src/domain/access/api-keys.ts'
import { entriesAfter } from '../../src/domain/world/journal.ts'
import { count, remove } from '../../src/domain/world/tables.ts'
import { VIRTUAL_START_AT } from '../../src/domain/world/time.ts'
import { newWorld, transact } from '../../src/domain/world/world.ts'
import { NotKept } from '../../src/engine/not-kept.ts'
import { addOrganization, newSandbox } from '../../src/engine/organizations.ts'
import type { Clock, Store } from '../../src/engine/ports.ts'
import { addAccount, addTeam } from './rows.ts'

const TOKEN = `kdv_test_${'a'.repeat(24)}`

/** A commit that the store was handed and has not yet kept. */
type Handed = { readonly keep: () => void; readonly lose: (reason: Error) => void }

/** A sandbox of one organisation whose store keeps a commit when it is told to, on a clock of ours. */
function story() {
  const handed: Handed[] = []
  const store: Store = {
    ...memoryStore(),
    append: () => new Promise<void>((keep, lose) => handed.push({ keep, lose })),
  }
  const alarms = new Map<() => void, number>()
  const clock: Clock = {
    now: () => VIRTUAL_START_AT,
    wall: () => VIRTUAL_START_AT,
    stopwatch: () => 0,
    setAlarm: (delayMs, ring) => {
      alarms.set(ring, delayMs)
      return { cancel: () => void alarms.delete(ring) }
    },
    soon: (run) => void setImmediate(run),
  }
  const sandbox = newSandbox({
    clock,
    store,
    transport: {
      post: () => Promise.reject(new Error('No webhooks here.')),
      close: async () => {},
    },
    snapshots: memorySnapshots(),
    worlds: { build: () => Promise.reject(new Error('No other worlds here.')) },
  })
  const world = newWorld({
    seed: 7,
    now: VIRTUAL_START_AT,
    organizationName: 'Slow',
    tier: 'unlimited',
  })
  addTeam({ world }, 'Sales')
  addAccount({ world }, '+6281100000001')
  transact(world, () => issueKey(world, { label: 'key', token: TOKEN }))
  addOrganization(sandbox, world, 0)
  return {
    world,
    handed,
    alarms,
    call: (request: Partial<ApiRequest>) => dispatch(V1, sandbox, { ...CREATE, ...request }),
  }
}

const HEADERS = { authorization: `Bearer ${TOKEN}`, 'idempotency-key': 'one' }

const CREATE: ApiRequest = {
  operation: 'POST /labels',
  method: 'POST',
  path: '/v1/labels',
  params: {},
  query: {},
  headers: HEADERS,
  body: '{"name":"VIP"}',
  bodyProblem: undefined,
}

const LIST: Partial<ApiRequest> = { operation: 'GET /labels', method: 'GET', body: undefined }

/** Whether an answer has come by now, after all that could happen has happened. */
async function hasCome(answer: ApiReply | Promise<ApiReply>): Promise<boolean> {
  const turn = new Promise<'waiting'>((resolve) => setImmediate(() => resolve('waiting')))
  return (await Promise.race([answer, turn])) !== 'waiting'
}

const replayed = ({ headers }: ApiReply) => headers['Idempotent-Replayed']
const codeOf = ({ body = '{}' }: ApiReply) => JSON.parse(body).error?.code

describe('a request whose twin is still running', () => {
  it('waits for it and gets its answer', async () => {
    const { call, handed, world } = story()
    const [one, other] = [call({}), call({})]
    expect([await hasCome(one), await hasCome(other)]).toStrictEqual([false, false])
    expect(handed).toHaveLength(1)
    handed[0]?.keep()
    const [original, twin] = await Promise.all([one, other])
    expect([original.status, replayed(original)]).toStrictEqual([200, 'false'])
    expect([twin.status, replayed(twin), twin.body]).toStrictEqual([200, 'true', original.body])
    expect(twin.headers['X-Request-Id']).not.toBe(original.headers['X-Request-Id'])
    expect(count(world.labels)).toBe(1)
  })

  it('is told after 30 seconds that it is in progress, and may come again', async () => {
    const { call, handed, alarms } = story()
    const one = call({})
    const other = call({})
    expect(await hasCome(other)).toBe(false)
    expect([...alarms.values()]).toStrictEqual([30_000])
    for (const ring of [...alarms.keys()]) ring()
    const told = await other
    expect([told.status, codeOf(told)]).toStrictEqual([409, 'idempotency_in_progress'])
    expect(replayed(told)).toBeUndefined()
    expect(await hasCome(one)).toBe(false)
    handed[0]?.keep()
    const original = await one
    const again = await call({})
    expect([again.status, replayed(again), again.body]).toStrictEqual([200, 'true', original.body])
  })

  it('leaves no alarm behind when it got its answer', async () => {
    const { call, handed, alarms } = story()
    const both = [call({}), call({})]
    await hasCome(both[1] as Promise<ApiReply>)
    handed[0]?.keep()
    await Promise.all(both)
    expect(alarms.size).toBe(0)
  })

  it('is refused at once when it is no twin, but another request under the key', async () => {
    const { call } = story()
    void call({})
    const other = call({ body: '{"name":"Emas"}' })
    expect(await hasCome(other)).toBe(true)
    expect(codeOf(await other)).toBe('idempotency_key_reuse')
    const path = '/v1/contacts'
    const body = '{"phone_number":"+6281234567890"}'
    const elsewhere = await call({ operation: 'POST /contacts', path, body })
    expect([elsewhere.status, codeOf(elsewhere)]).toStrictEqual([422, 'idempotency_key_reuse'])
  })

  it('is all that waits: reads and requests under other keys go on', async () => {
    const { call, handed } = story()
    void call({})
    expect(await hasCome(call({ ...LIST }))).toBe(true)
    const other = call({
      headers: { ...HEADERS, 'idempotency-key': 'two' },
      body: '{"name":"Emas"}',
    })
    handed[1]?.keep()
    const { status, ...rest } = await other
    expect([status, rest.headers['Idempotent-Replayed']]).toStrictEqual([200, 'false'])
  })
})

describe('a request that could not be kept', () => {
  const lost = new NotKept('the disk is full.')
  const wish = { url: 'https://receiver.example', events: ['contact.created'] }
  const subscribe: Partial<ApiRequest> = {
    operation: 'POST /webhook_subscriptions',
    path: '/v1/webhook_subscriptions',
    body: JSON.stringify(wish),
  }

  it('is a 503 that is not remembered: its twin runs by itself', async () => {
    const { call, handed } = story()
    const [one, other] = [call(subscribe), call(subscribe)]
    expect(await hasCome(other)).toBe(false)
    handed.shift()?.lose(lost)
    const refused = await one
    expect([refused.status, codeOf(refused)]).toStrictEqual([503, 'service_unavailable'])
    expect(await hasCome(other)).toBe(false)
    handed.shift()?.keep()
    const twin = await other
    expect([twin.status, replayed(twin)]).toStrictEqual([200, 'false'])
  })

  it('leaves its twin to be refused like any other request', async () => {
    const { call, handed, world } = story()
    const made = call({ ...subscribe, headers: { authorization: HEADERS.authorization } })
    handed.shift()?.keep()
    const { id } = JSON.parse((await made).body ?? '').data
    const addSecret: Partial<ApiRequest> = {
      operation: 'POST /webhook_subscriptions/{id}/secrets',
      path: `/v1/webhook_subscriptions/${id}/secrets`,
      params: { id },
      body: undefined,
    }
    const [one, other] = [call(addSecret), call(addSecret)]
    expect(await hasCome(other)).toBe(false)
    transact(world, () => remove(world.subscriptions, id))
    handed.shift()?.lose(lost)
    expect((await one).status).toBe(503)
    // A no that is remembered is given when it is kept.
    expect(await hasCome(other)).toBe(false)
    handed.shift()?.keep()
    const twin = await other
    expect([twin.status, codeOf(twin)]).toStrictEqual([404, 'resource_not_found'])
  })

  it('is a 503 even where the contract knows none, and no breach', async () => {
    const { call, handed, world } = story()
    const answer = call({})
    handed.shift()?.lose(lost)
    const refused = await answer
    expect([refused.status, codeOf(refused)]).toStrictEqual([503, 'service_unavailable'])
    const breaches = entriesAfter(world.journal, 0).filter(({ kind }) => kind === 'breach')
    expect(breaches).toEqual([])
  })
})
