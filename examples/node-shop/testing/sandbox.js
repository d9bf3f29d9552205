// What every test begins with: an organisation of its own in the sandbox, and a shop beside it.
import { kirimClient } from '../src/kirim-client.js'
import { startServer } from '../src/server.js'
import { newShop } from '../src/shop.js'
import { webhookReceiver } from '../src/webhooks.js'

const { KIRIM_BASE_URL, KIRIM_CONTROL_URL } = process.env
if (KIRIM_BASE_URL === undefined) {
  throw new Error('Run the tests against a sandbox: npx kirim-sandbox exec -- npm test')
}

export const BUDI = '+6281234567890'

/**
 * A shop whose time stands still until the test moves it. Nothing of it is seen by other tests, and
 * all of it is gone when the test ends.
 */
export async function openShop(test, { tier = 'unlimited', handle } = {}) {
  const { api_key: apiKey } = await act('create-organization', {
    clock: 'virtual',
    world: 'empty',
    tier,
    seed: 7,
  })
  const as = { authorization: `Bearer ${apiKey}` }
  const sandbox = {
    apiKey,
    act: (name, input) => act(name, input, as),
    call: (method, path, body) => send(KIRIM_BASE_URL + path, method, body, as),
    read: (path) => send(KIRIM_CONTROL_URL + path, 'GET', undefined, as),
    customerWrites: (text) => act('customer-writes', { from: BUDI, name: 'Budi', text }, as),
  }
  const waits = []
  const client = kirimClient({
    baseUrl: KIRIM_BASE_URL,
    apiKey,
    // Nobody waits in a test: the sandbox's clock is moved instead.
    wait: async (ms) => {
      waits.push(ms)
      await act('advance-clock', { by: `${ms}ms` }, as)
    },
  })
  const reported = []
  const report = (error) => reported.push(error.message)
  const shop = newShop({ client, report })
  let secret = ''
  const receive = webhookReceiver({
    secrets: () => [secret],
    onEvent: (event) => (handle ?? shop.handle)(event, shop),
    report,
  })
  const server = await startServer({ receive })
  const subscription = await sandbox.call('POST', '/webhook_subscriptions', {
    url: server.url,
    events: ['message.received', 'message.status'],
  })
  secret = subscription.initial_secret
  /** All that is due happens before this returns: webhooks, answers, and what comes of those. */
  sandbox.settle = async () => {
    await act('advance-clock', { until: 'idle' }, as)
    await shop.idle()
    await act('advance-clock', { until: 'idle' }, as)
  }
  test.after(async () => {
    await server.close()
    await act('delete-organization', {}, as)
  })
  return { sandbox, shop, client, waits, reported }
}

function act(name, input, headers = {}) {
  return send(`${KIRIM_CONTROL_URL}/actions/${name}`, 'POST', input, headers)
}

async function send(url, method, body, headers) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const { data, error } = await response.json()
  if (error !== undefined) throw new Error(`${error.code}: ${error.message}`)
  return data
}
