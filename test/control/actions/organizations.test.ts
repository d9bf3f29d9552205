// Organisations that are begun and removed beside the first one.
import { describe, expect, it } from 'vitest'

import { startReceiver } from '../../support/receiver.ts'
import { startTestSandbox } from '../../support/sandbox.ts'
import { beginOrganization } from './callers.ts'

const KEY = /^kdv_test_[A-Za-z0-9_-]{24}$/

describe('create-organization', () => {
  it('shows its id, its key, its clock and its seed', async () => {
    const { act, call, app } = await startTestSandbox()
    const wish = { name: 'Kedai Kopi', seed: 99, clock: 'x60', tier: 'pro' }
    const { status, body } = await act('create-organization', wish)
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ name: 'Kedai Kopi', seed: 99, clock: 'x60', tier: 'pro' })
    expect(body.data.organization_id).toMatch(/^org_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(body.data.api_key).toMatch(KEY)
    expect(body.data.api_key).not.toBe(app.apiKey)
    const me = await call('GET', '/me', undefined, {
      authorization: `Bearer ${body.data.api_key}`,
    })
    expect(me.body.data).toMatchObject({
      organization: { id: body.data.organization_id, name: 'Kedai Kopi' },
      rate_limits: { tier: 'pro' },
    })
  })

  it('is as the first one where nothing is said, with a seed of its own', async () => {
    const sandbox = await startTestSandbox()
    const first = (await sandbox.act('create-organization', {})).body.data
    const second = (await sandbox.act('create-organization', {})).body.data
    expect(first).toMatchObject({ clock: 'virtual', tier: 'unlimited', name: 'Kirim Sandbox' })
    expect(new Set([7, first.seed, second.seed]).size).toBe(3)
    const again = await startTestSandbox()
    expect((await again.act('create-organization', {})).body.data).toEqual(first)
  })

  it('of the same seed twice gives other ids of organisation and keys', async () => {
    const sandbox = await startTestSandbox({ seed: 5 })
    const twins = [
      await beginOrganization(sandbox, { seed: 5 }),
      await beginOrganization(sandbox, { seed: 5 }),
    ]
    expect(new Set([sandbox.world.id, ...twins.map(({ id }) => id)]).size).toBe(3)
    expect(new Set([sandbox.app.apiKey, ...twins.map(({ key }) => key)]).size).toBe(3)
    for (const twin of twins) {
      expect((await twin.call('GET', '/me')).body.data.organization.id).toBe(twin.id)
    }
  })

  it('has a clock of its own', async () => {
    const sandbox = await startTestSandbox()
    const other = await beginOrganization(sandbox, { seed: 8 })
    await other.act('advance-clock', { by: '5d' })
    expect((await sandbox.act('advance-clock', { by: '0s' })).body.data.to).toBe(
      '2026-01-01T00:00:00.000Z',
    )
    expect((await other.act('advance-clock', { by: '0s' })).body.data.to).toBe(
      '2026-01-06T00:00:00.000Z',
    )
  })

  it('has its clock moved from inside a webhook of another one', async () => {
    const sandbox = await startTestSandbox()
    const [first, second] = [
      await beginOrganization(sandbox, { seed: 8 }),
      await beginOrganization(sandbox, { seed: 9 }),
    ]
    const statuses: number[] = []
    const receiver = await startReceiver(503, async (response) => {
      statuses.push((await second.act('advance-clock', { by: '1d' })).status)
      response.writeHead(200).end()
    })
    const events = ['contact.created']
    await first.call('POST', '/webhook_subscriptions', { url: receiver.url, events })
    await first.call('POST', '/contacts', { phone_number: '+6281234567890' })
    expect((await first.act('advance-clock', { by: '1h' })).status).toBe(200)
    expect(statuses).toEqual([200])
    expect((await second.act('advance-clock', { by: '0s' })).body.data.to).toBe(
      '2026-01-02T00:00:00.000Z',
    )
  })

  it('has another world, and one that there is not is refused with its name', async () => {
    const sandbox = await startTestSandbox()
    const other = await beginOrganization(sandbox, { world: 'default', seed: 8 })
    expect((await other.call('GET', '/contacts?limit=100')).body.data).toHaveLength(10)
    expect((await sandbox.call('GET', '/contacts')).body.data).toEqual([])
    const { status, body } = await sandbox.act('create-organization', { world: 'atlantis' })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'world' })
    expect(body.error.message).toContain('atlantis')
  })

  it.each([
    [{ seed: -1 }, 'seed'],
    [{ seed: 2 ** 32 }, 'seed'],
    [{ clock: 'fast' }, 'clock'],
    [{ tier: 'gold' }, 'tier'],
    [{ name: '' }, 'name'],
  ])('refuses %j', async (wish, param) => {
    const { act } = await startTestSandbox()
    const { status, body } = await act('create-organization', wish)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param })
  })

  it('its rows are nowhere to be found from another', async () => {
    const sandbox = await startTestSandbox()
    const other = await beginOrganization(sandbox, { seed: 8 })
    const contact = await other.call('POST', '/contacts', { phone_number: '+6281234567890' })
    const path = `/contacts/${contact.body.data.id}`
    expect((await other.call('GET', path)).status).toBe(200)
    const { status, body } = await sandbox.call('GET', path)
    expect([status, body.error.code]).toEqual([404, 'resource_not_found'])
  })
})

describe('delete-organization', () => {
  it('shuts its keys at both doors and forgets what was planned', async () => {
    const sandbox = await startTestSandbox()
    const receiver = await startReceiver(503)
    const other = await beginOrganization(sandbox, { seed: 8 })
    const events = ['contact.created']
    await other.call('POST', '/webhook_subscriptions', { url: receiver.url, events })
    await other.call('POST', '/contacts', { phone_number: '+6281234567890' })
    await other.act('advance-clock', { by: '1s' })
    expect(receiver.received).toHaveLength(1)
    const { body } = await other.act('delete-organization', {})
    expect(body.data).toEqual({ organization_id: other.id, deleted: true })
    const call = await other.call('GET', '/me')
    expect([call.status, call.body.error.code]).toEqual([401, 'invalid_api_key'])
    const act = await other.act('advance-clock', { by: '1h' })
    expect([act.status, act.body.error.code]).toEqual([401, 'invalid_api_key'])
    expect(receiver.received).toHaveLength(1)
    expect((await sandbox.call('GET', '/me')).status).toBe(200)
  })

  it('by its id, from the first one', async () => {
    const sandbox = await startTestSandbox()
    const other = await beginOrganization(sandbox)
    const wish = { organization_id: other.id }
    expect((await sandbox.act('delete-organization', wish)).status).toBe(200)
    expect((await other.call('GET', '/me')).status).toBe(401)
    const again = await sandbox.act('delete-organization', wish)
    expect([again.status, again.body.error.code]).toEqual([404, 'resource_not_found'])
  })

  it('never takes the first one', async () => {
    const sandbox = await startTestSandbox()
    const { id } = sandbox.world
    for (const wish of [{}, { organization_id: id }]) {
      const { status, body } = await sandbox.act('delete-organization', wish)
      expect(status).toBe(400)
      expect(body.error).toMatchObject({ param: 'organization_id' })
      expect(body.error.message).toContain('reset')
    }
    expect((await sandbox.call('GET', '/me')).status).toBe(200)
  })
})
