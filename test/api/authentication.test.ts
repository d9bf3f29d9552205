// Who may come in: the one way to show a key, and each no of the door.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addKey, addNeighbour, addUser, revokeKey } from './rows.ts'
import { CUSTOMER, customerWrites, dataOf, expectRefusal, subscribe } from './stories.ts'

const UNKNOWN = `kdv_live_${'x'.repeat(24)}`

function me(kirim: TestSandbox, authorization: string, headers: Record<string, string> = {}) {
  return kirim.call('GET', '/me', undefined, { authorization, ...headers })
}

describe('the Authorization header', () => {
  it('opens with a test key and with a live one, the scheme in any case', async () => {
    const kirim = await startTestSandbox()
    for (const header of [
      'Bearer kdv_test_kirimsandboxkirimsandbox',
      'Bearer kdv_live_kirimsandboxkirimsandbox',
      'bearer kdv_live_kirimsandboxkirimsandbox',
      'BEARER  kdv_live_kirimsandboxkirimsandbox ',
    ]) {
      expect(dataOf(await me(kirim, header)).organization.name).toBe('Kirim Sandbox')
    }
  })

  it('must be there', async () => {
    const kirim = await startTestSandbox()
    const response = await fetch(`${kirim.app.url}/me`)
    const { status, headers } = response
    expectRefusal({ status, headers, body: await response.json() }, 401, 'missing_api_key')
  })

  it.each([
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'Basic a2V5OnNlY3JldA==',
    'Token kdv_live_kirimsandboxkirimsandbox',
    'kdv_live_kirimsandboxkirimsandbox',
    'Digest username="kdv_live_kirimsandboxkirimsandbox"',
  ])('says missing_api_key to %j', async (header) => {
    const kirim = await startTestSandbox()
    expectRefusal(await me(kirim, header), 401, 'missing_api_key')
  })

  it.each([
    `Bearer ${UNKNOWN}`,
    'Bearer kdv_live_kirimsandboxkirimsandbo',
    'Bearer kdv_live_kirimsandboxkirimsandboxx',
    'Bearer kdv_prod_kirimsandboxkirimsandbox',
    'Bearer KDV_LIVE_kirimsandboxkirimsandbox',
    'Bearer kdv_live_kirimsandbox+irimsandbox',
    'Bearer sk_live_1',
    'Bearer null',
    'Bearer __proto__',
    'Bearer constructor',
  ])('says invalid_api_key to %j', async (header) => {
    const kirim = await startTestSandbox()
    expectRefusal(await me(kirim, header), 401, 'invalid_api_key')
  })

  it('is the only place for a key: query, cookie, other headers and body are not looked at', async () => {
    const kirim = await startTestSandbox()
    const key = kirim.app.apiKey
    const query = new URLSearchParams({ api_key: key, access_token: key, authorization: key })
    const headers = {
      authorization: '',
      cookie: `api_key=${key}; authorization=Bearer ${key}`,
      'x-api-key': key,
      'proxy-authorization': `Bearer ${key}`,
    }
    const read = await kirim.call('GET', `/me?${query}`, undefined, headers)
    expectRefusal(read, 401, 'missing_api_key')
    const wish = { phone_number: CUSTOMER, api_key: key, authorization: `Bearer ${key}` }
    const written = await kirim.call('POST', '/contacts', wish, headers)
    expectRefusal(written, 401, 'missing_api_key')
  })
})

describe('a key', () => {
  it('expires by the clock of its organization', async () => {
    const kirim = await startTestSandbox()
    const expiresAt = kirim.world.now + HOUR_MS
    const { token } = addKey(kirim, { label: 'brief', expiresAt })
    await kirim.advance(HOUR_MS - 1)
    expect(dataOf(await me(kirim, `Bearer ${token}`)).api_key.label).toBe('brief')
    await kirim.advance(1)
    const reply = await me(kirim, `Bearer ${token}`)
    expectRefusal(reply, 401, 'expired_api_key')
    expect(reply.body.error.message).toBe('This API key has expired.')
    expect((await me(kirim, `Bearer ${kirim.app.apiKey}`)).status).toBe(200)
  })

  it('is closed by its revocation at once, for good', async () => {
    const kirim = await startTestSandbox()
    const key = addKey(kirim, { label: 'leaked' })
    expect((await me(kirim, `Bearer ${key.token}`)).status).toBe(200)
    revokeKey(kirim, key)
    expectRefusal(await me(kirim, `Bearer ${key.token}`), 401, 'revoked_api_key')
    await kirim.advance(HOUR_MS)
    expectRefusal(await me(kirim, `Bearer ${key.token}`), 401, 'revoked_api_key')
  })

  it('sees all that other keys of its organization made', async () => {
    const kirim = await startTestSandbox()
    const { token } = addKey(kirim, { label: 'other' })
    const contact = dataOf(await kirim.call('POST', '/contacts', { phone_number: CUSTOMER }))
    const reply = await kirim.call('GET', `/contacts/${contact.id}`, undefined, {
      authorization: `Bearer ${token}`,
    })
    expect(dataOf(reply)).toStrictEqual(contact)
  })
})

describe('a 401', () => {
  it('tells nothing of limits, takes no token and is no idempotent reply', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    const expired = addKey(kirim, { label: 'old', expiresAt: kirim.world.now })
    const revoked = addKey(kirim, { label: 'leaked' })
    revokeKey(kirim, revoked)
    for (const token of ['', UNKNOWN, expired.token, revoked.token]) {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'a' }
      const reply = await kirim.call('POST', '/contacts', { phone_number: CUSTOMER }, headers)
      expect(reply.status).toBe(401)
      const told = [...reply.headers.keys()].filter((name) =>
        /^(x-ratelimit-.*|retry-after|idempotent-replayed)$/.test(name),
      )
      expect(told).toStrictEqual([])
    }
    const first = await kirim.call('POST', '/contacts', { phone_number: CUSTOMER })
    expect(first.headers.get('x-ratelimit-remaining')).toBe('59')
  })

  it('comes before anything is said of path, query and body', async () => {
    const kirim = await startTestSandbox()
    const nobody = { authorization: '' }
    const replies = [
      await kirim.call('GET', '/messages/nonsense', undefined, nobody),
      await kirim.call('GET', '/messages?limit=0', undefined, nobody),
      await kirim.call('POST', '/messages', '{"broken', nobody),
      await kirim.call('POST', '/messages', 'a'.repeat(2 * 1024 * 1024), nobody),
      await kirim.call('POST', '/messages', 'a=1', { ...nobody, 'content-type': 'text/plain' }),
    ]
    for (const reply of replies) expectRefusal(reply, 401, 'missing_api_key')
  })
})

describe('another organization', () => {
  it('finds nothing of this one: every id of it is unknown there', async () => {
    const kirim = await startTestSandbox()
    const { authorization } = addNeighbour(kirim)
    const { contact_id, conversation_id, message_id } = await customerWrites(kirim)
    const label = dataOf(await kirim.call('POST', '/labels', { name: 'VIP' }))
    const subscription = await subscribe(kirim)
    dataOf(await kirim.call('PATCH', `/contacts/${contact_id}`, { name: 'Siti' }))
    const own = [
      `/contacts/${contact_id}`,
      `/conversations/${conversation_id}`,
      `/messages/${message_id}`,
      `/messages/${message_id}/media`,
      `/labels/${label.id}`,
      `/webhook_subscriptions/${subscription.id}`,
      '/templates/hello_world',
    ]
    for (const path of own) {
      const reply = await kirim.call('GET', path, undefined, { authorization })
      expectRefusal(reply, 404, 'resource_not_found')
    }
    for (const path of ['contacts', 'conversations', 'messages', 'labels', 'templates']) {
      const reply = await kirim.call('GET', `/${path}`, undefined, { authorization })
      expect(dataOf(reply)).toStrictEqual([])
    }
  })

  it('cannot change, label, assign or delete what is of this one', async () => {
    const kirim = await startTestSandbox()
    const neighbour = addNeighbour(kirim)
    const { authorization } = neighbour
    const { contact_id, conversation_id } = await customerWrites(kirim)
    const theirs = dataOf(
      await kirim.call('POST', '/labels', { name: 'Theirs' }, { authorization }),
    )
    const attached = await kirim.call('POST', `/contacts/${contact_id}/labels`, {
      label_id: theirs.id,
    })
    expectRefusal(attached, 404, 'resource_not_found')
    const stranger = addUser(neighbour, 'Stranger')
    const assigned = await kirim.call('PATCH', `/conversations/${conversation_id}`, {
      assigned_to: stranger.id,
    })
    expectRefusal(assigned, 400, 'invalid_field_value', 'assigned_to')
    for (const [method, path] of [
      ['PATCH', `/contacts/${contact_id}`],
      ['DELETE', `/contacts/${contact_id}`],
    ] as const) {
      const reply = await kirim.call(method, path, undefined, { authorization })
      expectRefusal(reply, 404, 'resource_not_found')
    }
    const bulk = { contact_ids: [contact_id], label_id: theirs.id, operation: 'attach' }
    const reply = await kirim.call('POST', '/contacts/bulk_label', bulk, { authorization })
    expect(dataOf(reply)).toStrictEqual({
      applied: 0,
      skipped_cross_org: 1,
      skipped_team_mismatch: 0,
    })
  })
})
