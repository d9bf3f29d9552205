// Redaction: no secret is left, and what stands there instead can still be loaded.
import { expect, it } from 'vitest'

import { startReceiver } from '../../support/receiver.ts'
import { loadText, startTestSandbox, textOf } from './stories.ts'

const CANARIES = [
  'kdv_live_canarycanarycanarycana01',
  'canary-user:canary-password',
  'canarytoken',
  'canary-header',
  'canary-snippet-password',
  'canary-metadata',
  'whsec_canaryinsideofamessage',
]

async function sandboxWithCanaries() {
  const sandbox = await startTestSandbox({ world: 'default' })
  const { act, call, settle } = sandbox
  const receiver = await startReceiver((response) =>
    response.writeHead(400).end('{"password":"canary-snippet-password""}'),
  )
  const { port } = new URL(receiver.url)
  await act('issue-key', { label: 'canary', token: CANARIES[0] })
  const { body } = await call(
    'POST',
    '/webhook_subscriptions',
    {
      url: `http://canary-user:canary-password@127.0.0.1:${port}/hook?token=canarytoken`,
      events: ['contact.created', 'message.status'],
    },
    { 'Idempotency-Key': 'kept' },
  )
  await call('POST', '/contacts', {
    phone_number: '+6281234567892',
    metadata: { api_key: 'canary-metadata' },
  })
  await call('POST', '/messages', {
    to: '+628000000003',
    type: 'text',
    text: {
      body: 'My secret is whsec_canaryinsideofamessage, and kdv_live_canarycanarycanarycana01',
    },
  })
  await act('arm-fault', {
    fault: 'reply.status',
    status: 503,
    match: {
      operation: 'POST /messages',
      header: { name: 'Authorization', value: 'canary-header' },
    },
  })
  await settle()
  return { sandbox, secrets: [...CANARIES, body.data.initial_secret as string] }
}

it('leaves no canary', async () => {
  const { sandbox, secrets } = await sandboxWithCanaries()
  const plain = await textOf(sandbox)
  const redacted = await textOf(sandbox, true)
  const found = (text: string) => secrets.filter((secret) => text.includes(secret))
  expect(found(plain)).toEqual(secrets)
  expect(found(redacted)).toEqual([])
  expect(redacted.includes('kirimsandboxkirimsandbox')).toBe(false)
  const signatures = (text: string) =>
    [...text.matchAll(/v1=([0-9a-f]{8,})/g)].map(([, hex]) => hex)
  expect(signatures(plain).length).toBeGreaterThan(0)
  for (const signature of signatures(plain))
    expect(redacted.includes(signature as string)).toBe(false)
})

it('gives the same secret the same stand-in wherever it stands, each time', async () => {
  const { sandbox } = await sandboxWithCanaries()
  const redacted = await textOf(sandbox, true)
  expect(await textOf(sandbox, true)).toBe(redacted)
  const { tables } = JSON.parse(redacted)
  const [{ secret }] = tables.secrets
  expect(secret).toMatch(/^whsec_[\w-]{43}$/)
  expect(tables.idempotency[0].body).toContain(secret)
  const key = tables.apiKeys.at(-1)
  expect(key.token).toMatch(/^kdv_live_[\w-]{24}$/)
  expect(key.token.endsWith(key.last4)).toBe(true)
  expect(tables.messages.at(-1).summary).toContain(key.token)
})

it('can be loaded again, and says of itself what it is', async () => {
  const { sandbox } = await sandboxWithCanaries()
  const redacted = await textOf(sandbox, true)
  expect(JSON.parse(redacted).redacted).toBe(true)
  await loadText(sandbox, redacted)
  const again = await textOf(sandbox)
  expect(again.replace('"redacted": false', '"redacted": true')).toBe(redacted)
})

it('keeps everything else as it is', async () => {
  const { sandbox } = await sandboxWithCanaries()
  const [plain, redacted] = [await textOf(sandbox), await textOf(sandbox, true)].map((text) =>
    JSON.parse(text),
  )
  for (const table of ['contacts', 'users', 'templates', 'conversations', 'jobs']) {
    const others = (rows: { metadata?: unknown }[]) => rows.map(({ metadata: _, ...rest }) => rest)
    expect(others(redacted.tables[table])).toEqual(others(plain.tables[table]))
  }
})
