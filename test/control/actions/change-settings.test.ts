// change-settings: what may be changed, what is refused, and that a refusal changes nothing.
import { describe, expect, it } from 'vitest'

import { defaultSettings, SETTINGS } from '../../../src/domain/world/settings.ts'
import { sendAccepted, sendText } from '../../faults/arming.ts'
import { startTestSandbox } from '../../support/sandbox.ts'
import { beginOrganization } from './callers.ts'

it('without anything shows every setting', async () => {
  const { act } = await startTestSandbox()
  const { status, body } = await act('change-settings', {})
  expect([status, body.data]).toEqual([200, { settings: defaultSettings(), tier: 'unlimited' }])
})

it('a change acts from the next message on', async () => {
  const sandbox = await startTestSandbox()
  const settings = { sentAfterMinMs: 60_000, sentAfterMaxMs: 60_000 }
  const { body } = await sandbox.act('change-settings', { settings })
  expect(body.data.settings).toEqual({ ...defaultSettings(), ...settings })
  const id = await sendAccepted(sandbox)
  const shown = async () => (await sandbox.call('GET', `/messages/${id}`)).body.data.status
  await sandbox.advance(59_999)
  expect(await shown()).toBe('pending')
  await sandbox.advance(1)
  expect(await shown()).toBe('sent')
})

it('windowCheck sync refuses at once what would fail later', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('change-settings', { settings: { windowCheck: 'sync' } })
  const { status, body } = await sendText(sandbox, '+6281234567890')
  expect([status, body.error]).toMatchObject([422, { code: 'outside_24h_window', param: 'to' }])
})

it('null goes back to the default', async () => {
  const { act } = await startTestSandbox()
  await act('change-settings', { settings: { retryJitter: 0, readProbability: 1 } })
  const { body } = await act('change-settings', { settings: { retryJitter: null } })
  expect(body.data.settings).toMatchObject({
    retryJitter: SETTINGS.retryJitter.default,
    readProbability: 1,
  })
})

it('another tier begins with full buckets, and its limit is shown', async () => {
  const sandbox = await startTestSandbox({ tier: 'default' })
  for (let n = 0; n < 60; n++) await sandbox.call('POST', '/messages', {})
  expect((await sandbox.call('POST', '/messages', {})).status).toBe(429)
  const { body } = await sandbox.act('change-settings', { tier: 'pro' })
  expect(body.data.tier).toBe('pro')
  const { status, headers } = await sandbox.call('POST', '/messages', {})
  expect([status, headers.get('x-ratelimit-limit')]).toEqual([400, '600'])
  const me = (await sandbox.call('GET', '/me')).body.data
  expect(me.rate_limits).toMatchObject({ tier: 'pro', write_per_minute: 600 })
})

describe('is refused', () => {
  it('a name that there is not: the answer lists them all', async () => {
    const { act } = await startTestSandbox()
    for (const value of [1, null]) {
      const { status, body } = await act('change-settings', { settings: { sentAfter: value } })
      expect(status).toBe(400)
      expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'settings.sentAfter' })
      for (const name of Object.keys(SETTINGS)) expect(body.error.message).toContain(name)
    }
  })

  it.each([
    ['retryJitter', 1.1],
    ['retryJitter', -0.1],
    ['retryJitter', '0.2'],
    ['sentAfterMinMs', 0.5],
    ['receiverTimeoutMs', 1],
    ['signatureTime', 'machine'],
    ['strictUrls', 'yes'],
    ['disableAfterFailures', 0],
    ['constructor', 1],
  ])('%s of %j', async (name, value) => {
    const { act, world } = await startTestSandbox()
    const { status, body } = await act('change-settings', { settings: { [name]: value } })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: `settings.${name}` })
    expect(world.settings).toEqual(defaultSettings())
  })

  it.each([{ tier: 'gold' }, { settings: [] }, { settings: { retryJitter: {} } }, { jitter: 1 }])(
    '%j',
    async (input) => {
      const { act } = await startTestSandbox()
      const { status, body } = await act('change-settings', input)
      expect([status, body.error.code]).toEqual([400, 'invalid_field_value'])
    },
  )

  it('as a whole, when one of several is bad', async () => {
    const { act, world } = await startTestSandbox()
    const settings = { retryJitter: 0, readProbability: 7 }
    const { body } = await act('change-settings', { settings, tier: 'pro' })
    expect(body.error.param).toBe('settings.readProbability')
    expect([world.settings, world.tier]).toEqual([defaultSettings(), 'unlimited'])
  })
})

it('settings of one organisation are not those of another', async () => {
  const sandbox = await startTestSandbox()
  const other = await beginOrganization(sandbox)
  await other.act('change-settings', { settings: { retryJitter: 0 } })
  expect(sandbox.world.settings.retryJitter).toBe(SETTINGS.retryJitter.default)
  expect((await other.act('change-settings', {})).body.data.settings.retryJitter).toBe(0)
})
