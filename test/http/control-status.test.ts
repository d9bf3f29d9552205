// Reading the sandbox as a whole: status, organisations, coverage, recipients.
import { expect, it } from 'vitest'

import { unknownId } from '../api/stories.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { ask, secondOrganization, see, sendText, subscribeInbox } from './control-reading.ts'

const DELIVERED_LATE = '+628000000005'

it('shows the sandbox at a glance', async () => {
  const sandbox = await startTestSandbox()
  const { app, world } = sandbox
  const status = await see(sandbox, '/status')
  expect(status).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    url: app.url,
    control_url: app.controlUrl,
    pid: process.pid,
    kept_in: null,
    uptime_ms: expect.any(Number),
    organization_id: world.id,
    coverage: { seen: 0, total: 213 },
  })
  expect(status.organizations).toMatchObject([
    {
      id: world.id,
      name: 'Kirim Sandbox',
      api_keys: ['dbox', 'dbox'],
      clock: { mode: 'virtual', rate: 0, now: '2026-01-01T00:00:00.000Z' },
      uptime_ms: 0,
      first_customer: '+628000000003',
      seed: 7,
      tier: 'unlimited',
      next_job: null,
      pending_deliveries: 0,
      dead_letters: 0,
      armed_faults: 0,
      journal_entries: 0,
    },
  ])
  expect(status.organizations[0].rows).toMatchObject({ accounts: 1, api_keys: 2, messages: 0 })
})

it('tells what comes next, what is pending and what was given up', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'failing?answers=503')
  await subscribeInbox(sandbox, 'refusing?answers=410')
  await sendText(sandbox, DELIVERED_LATE)
  await sandbox.act('arm-fault', { fault: 'status', status: 503, match: { to: '+6281234567890' } })
  await sandbox.advance(5_000)
  const { organizations } = await see(sandbox, '/status')
  expect(organizations[0]).toMatchObject({
    clock: { now: '2026-01-01T00:00:05.000Z' },
    uptime_ms: 5_000,
    next_job: { kind: 'attempt-delivery', in_ms: expect.any(Number) },
    pending_deliveries: 1,
    dead_letters: 1,
    armed_faults: 1,
  })
  const { due_at: dueAt, in_ms: inMs } = organizations[0].next_job
  expect(Date.parse(dueAt) - Date.parse('2026-01-01T00:00:05.000Z')).toBe(inMs)
})

it('follows a clock that runs by itself', async () => {
  const sandbox = await startTestSandbox({ rate: 3_600 })
  const { organizations: before } = await see(sandbox, '/status')
  await expect
    .poll(async () => (await see(sandbox, '/status')).organizations[0].uptime_ms)
    .toBeGreaterThan(before[0].uptime_ms)
  expect(before[0].clock).toMatchObject({ mode: 'x3600', rate: 3_600 })
})

it('shows every organisation, and tells which one was asked for', async () => {
  const sandbox = await startTestSandbox()
  const { organization, key } = await secondOrganization(sandbox)
  const status = await see(sandbox, '/status', key)
  expect(status.organization_id).toBe(organization.world.id)
  expect(status.organizations.map(({ name }: { name: string }) => name)).toEqual([
    'Kirim Sandbox',
    'Second',
  ])
})

it('gives whole keys to tests and people, and no other read does', async () => {
  const sandbox = await startTestSandbox()
  const { organization, key } = await secondOrganization(sandbox)
  const { organizations } = await see(sandbox, '/organizations')
  expect(organizations).toMatchObject([
    {
      id: sandbox.world.id,
      api_keys: [{ token: sandbox.app.apiKey, expires_at: null, revoked_at: null }, {}],
      clock: { mode: 'virtual' },
      seed: 7,
    },
    { id: organization.world.id, name: 'Second', api_keys: [{ token: key }], seed: 8 },
  ])
  const status = await ask(sandbox, '/status')
  expect(JSON.stringify(status.data)).not.toContain(key)
})

it('counts what the API answered, for each organisation apart', async () => {
  const sandbox = await startTestSandbox()
  const { key } = await secondOrganization(sandbox)
  await sandbox.call('GET', '/me')
  await sandbox.call('GET', `/messages/${unknownId('msg')}`)
  const coverage = await see(sandbox, '/coverage')
  expect(coverage).toMatchObject({ total: 213, seen: 2, seen_by_fault_only: 0 })
  const me = coverage.operations.find((one: { key: string }) => one.key === 'GET /me')
  expect(me.statuses[0]).toEqual({ status: 200, seen: true, hits: 1, fault_hits: 0 })
  expect(await see(sandbox, '/coverage', key)).toMatchObject({ seen: 0 })
})

it('lists the phones that behave on purpose, and those that were told to', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('set-recipient', { phone_number: '+6281234567890', behaviour: 'echoes' })
  const { behaviours, told } = await see(sandbox, '/recipients')
  const late = behaviours.find(({ name }: { name: string }) => name === 'delivered-late')
  expect(late).toMatchObject({ phone_number: DELIVERED_LATE })
  expect(told).toEqual([{ phone_number: '+6281234567890', behaviour: 'echoes' }])
})

it('changes no id that the API gives', async () => {
  const requestIds: unknown[] = []
  for (const looks of [0, 5]) {
    const sandbox = await startTestSandbox()
    for (let look = 0; look < looks; look++) await see(sandbox, '/status')
    const { headers } = await sandbox.call('GET', '/me')
    requestIds.push(headers.get('x-request-id'))
  }
  expect(requestIds[0]).toBe(requestIds[1])
})
