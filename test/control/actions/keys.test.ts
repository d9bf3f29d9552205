// API keys as tests and people issues and revokes them, and what their holders are answered.
import { describe, expect, it } from 'vitest'

import { see } from '../../http/control-reading.ts'
import { startTestSandbox } from '../../support/sandbox.ts'
import { callerWith } from './callers.ts'

const OWN = 'kdv_live_AAAAAAAAAAAAAAAAAAAAAAAA'

describe('issue-key', () => {
  it('shows a key that opens at once, for both doors', async () => {
    const sandbox = await startTestSandbox()
    const { status, body } = await sandbox.act('issue-key', { label: 'Kasir' })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ label: 'Kasir', expires_at: null })
    expect(body.data.token).toMatch(/^kdv_test_[A-Za-z0-9_-]{24}$/)
    const holder = callerWith(sandbox, body.data.token)
    const me = (await holder.call('GET', '/me')).body.data
    expect(me).toMatchObject({
      organization: { id: sandbox.world.id },
      api_key: { id: body.data.id, label: 'Kasir', last4: body.data.token.slice(-4) },
    })
    expect((await holder.see('/status')).organization_id).toBe(sandbox.world.id)
  })

  it('takes a whole key, once', async () => {
    const sandbox = await startTestSandbox()
    expect((await sandbox.act('issue-key', { token: OWN })).body.data.token).toBe(OWN)
    expect((await callerWith(sandbox, OWN).call('GET', '/me')).status).toBe(200)
    const { status, body } = await sandbox.act('issue-key', { token: OWN })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'token' })
  })

  it.each([
    [{ token: 'kdv_live_short' }, 'token'],
    [{ expires_in: 'soon' }, 'expires_in'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
    [{ expires_in: '1h', expires_at: '2026-01-02T00:00:00Z' }, 'expires_in'],
  ])('refuses %j', async (input, param) => {
    const { act } = await startTestSandbox()
    const { status, body } = await act('issue-key', input)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param })
  })

  it('until an instant opens until then', async () => {
    const sandbox = await startTestSandbox()
    const expires = { expires_at: '2026-01-01T00:00:01Z' }
    const holder = callerWith(sandbox, (await sandbox.act('issue-key', expires)).body.data.token)
    expect((await holder.call('GET', '/me')).status).toBe(200)
    await sandbox.advance(1_000)
    const { status, body } = await holder.call('GET', '/me')
    expect([status, body.error]).toMatchObject([
      401,
      { type: 'authentication_error', code: 'expired_api_key' },
    ])
    expect((await holder.act('add-team', { name: 'Gudang' })).body.error.code).toBe(
      'expired_api_key',
    )
  })
})

describe('revoke-key', () => {
  it.each(['key_id', 'token'])('by %s shuts it at once, and no other', async (by) => {
    const sandbox = await startTestSandbox()
    const { id, token } = (await sandbox.act('issue-key', {})).body.data
    const holder = callerWith(sandbox, token)
    expect((await holder.call('GET', '/me')).status).toBe(200)
    const chosen = by === 'token' ? { token } : { key_id: id }
    const { body } = await sandbox.act('revoke-key', chosen)
    expect(body.data).toEqual({ id, revoked_at: '2026-01-01T00:00:00.000Z' })
    const refused = await holder.call('GET', '/me')
    expect([refused.status, refused.body.error]).toMatchObject([
      401,
      { type: 'authentication_error', code: 'revoked_api_key' },
    ])
    expect((await sandbox.call('GET', '/me')).status).toBe(200)
  })

  it('a second time keeps the first instant', async () => {
    const sandbox = await startTestSandbox()
    const { id } = (await sandbox.act('issue-key', {})).body.data
    const first = await sandbox.act('revoke-key', { key_id: id })
    await sandbox.advance(60_000)
    const second = await sandbox.act('revoke-key', { key_id: id })
    expect(second.body.data).toEqual(first.body.data)
  })

  it('of a key that has expired says that it is revoked', async () => {
    const sandbox = await startTestSandbox()
    const { id, token } = (await sandbox.act('issue-key', { expires_in: '1s' })).body.data
    await sandbox.advance(2_000)
    await sandbox.act('revoke-key', { key_id: id })
    const { body } = await callerWith(sandbox, token).call('GET', '/me')
    expect(body.error.code).toBe('revoked_api_key')
  })

  it.each([
    [{}, 400, 'missing_required_field'],
    [{ key_id: `key_${'0'.repeat(26)}`, token: OWN }, 400, 'missing_required_field'],
    [{ key_id: `key_${'0'.repeat(26)}` }, 404, 'resource_not_found'],
    [{ token: OWN }, 404, 'resource_not_found'],
    [{ key_id: 'key_short' }, 400, 'invalid_field_value'],
  ])('refuses %j', async (input, expected, code) => {
    const { act } = await startTestSandbox()
    const { status, body } = await act('revoke-key', input)
    expect([status, body.error.code]).toEqual([expected, code])
  })
})

it('the organisations list which keys are shut', async () => {
  const sandbox = await startTestSandbox()
  const { id } = (await sandbox.act('issue-key', {})).body.data
  await sandbox.act('revoke-key', { key_id: id })
  const { organizations } = await see(sandbox, '/organizations')
  const keys: { id: string; revoked_at: string | null }[] = organizations[0].api_keys
  expect(keys.filter((key) => key.revoked_at !== null).map((key) => key.id)).toEqual([id])
})
