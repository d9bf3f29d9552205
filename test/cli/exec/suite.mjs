// A tiny suite of a client that sends one message: the client is careful, careless, or sends nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'

const {
  KIRIM_BASE_URL: api,
  KIRIM_CONTROL_URL: control,
  KIRIM_API_KEY: firstKey,
  CLIENT,
} = process.env

async function call(key, method, url, body, headers = {}) {
  const reply = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${method} ${url} answered ${reply.status}`)
  return (await reply.json()).data
}

const TEXT = { to: '+628000000003', type: 'text', text: { body: 'Halo' } }

/** One key for all tries, and a few of them. */
async function sendCarefully(key) {
  for (let tries = 1; ; tries++) {
    try {
      return await call(key, 'POST', `${api}/messages`, TEXT, { 'idempotency-key': 'order-7' })
    } catch (error) {
      if (tries === 3) throw error
    }
  }
}

/** Tries again, and does not say that it is the same message. */
async function sendTwice(key) {
  const send = () => call(key, 'POST', `${api}/messages`, TEXT)
  return send().catch(send)
}

const CLIENTS = { careful: sendCarefully, careless: sendTwice }
const act = (name, body, key = firstKey) => call(key, 'POST', `${control}/actions/${name}`, body)

async function newOrganization() {
  const { api_key: key } = await act('create-organization', { clock: 'virtual', world: 'empty' })
  await act('customer-writes', { from: TEXT.to, text: 'Halo' }, key)
  return key
}

if (CLIENT === 'none') test('looks around', () => call(firstKey, 'GET', `${api}/me`))
else if (CLIENT === 'armed') {
  test('tries again once', async () => {
    const key = await newOrganization()
    await act('arm-fault', { fault: 'reply.status', status: 503, times: 1 }, key)
    await sendTwice(key)
    await act('delete-organization', {}, key)
  })
} else if (CLIENT === 'wrong') test('is wrong', () => assert.equal(1, 2))
else {
  test('sends an order once', async () => {
    const key = await newOrganization()
    await CLIENTS[CLIENT](key)
    const { length } = (await call(key, 'GET', `${api}/messages`)).filter(
      ({ direction }) => direction === 'outbound',
    )
    await act('delete-organization', {}, key)
    assert.equal(length, 1)
  })
}
