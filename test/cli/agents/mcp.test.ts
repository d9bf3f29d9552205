// The command `mcp`: what an agent finds, what it can do by tools alone, and what it is told when it errs.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { ACTIONS } from '../../../src/control/actions/index.ts'
import { CONTROL_READS } from '../../../src/control/reads/index.ts'
import { ROOT } from '../../house/sources.ts'
import { newFolder } from '../../support/folder.ts'
import { startTestSandbox } from '../../support/sandbox.ts'
import { startAgent } from './client.ts'

const TOOLS_MAX_BYTES = 8 * 1024
const SHOP = '+6281199990001'
const SITI = '+6281300000001'

describe('offers', () => {
  it('at most ten tools, in at most 8 KB, each with hints and an input that is closed', async () => {
    const { client } = await startAgent()
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      ...[
        'status',
        'story',
        'act',
        'look',
        'call',
        'advance',
        'run',
        'check',
        'explore',
        'explain',
      ],
    ])
    expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThanOrEqual(TOOLS_MAX_BYTES)
    for (const { name, description, inputSchema, annotations } of tools) {
      expect([name, inputSchema.additionalProperties]).toEqual([name, false])
      expect(description).toMatch(/\.$/)
      const { readOnlyHint, destructiveHint } = annotations ?? {}
      expect([name, typeof readOnlyHint]).toEqual([name, 'boolean'])
      expect([name, typeof destructiveHint]).toEqual([name, readOnlyHint ? 'undefined' : 'boolean'])
    }
    const [, , act, look] = tools
    const members = act?.inputSchema.properties as { action: { enum: string[] } } | undefined
    expect(members?.action.enum).toEqual(Object.keys(ACTIONS))
    for (const { path } of CONTROL_READS) expect(look?.description).toContain(path.slice(1))
  })

  it('the contract, the reference, the story and the journal as resources', async () => {
    const { client, use } = await startAgent()
    await use('call', { operation: 'GET /me' })
    const text = async (uri: string) => {
      const { contents } = await client.readResource({ uri })
      return (contents[0] as { text: string }).text
    }
    const { resources } = await client.listResources()
    for (const { uri } of resources) expect((await text(uri)).length).toBeGreaterThan(50)
    expect(resources.length).toBeGreaterThan(15)
    expect(JSON.parse(await text('kirim://contract')).openapi).toMatch(/^3/)
    expect(await text('kirim://story')).toContain('GET /v1/me → 200')
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates[0]?.uriTemplate).toBe('kirim://journal/{number}')
    expect(JSON.parse(await text('kirim://journal/1')).exchange.request.method).toBe('GET')
    await expect(text('kirim://nothing')).rejects.toThrow('There is no resource kirim://nothing.')
    await expect(text('kirim://journal/99')).rejects.toThrow('The journal has no entry 99')
  })
})

it('builds a shop from nothing by tools alone: number, template, key, receiver, message, webhook', async () => {
  const { use, see } = await startAgent(['--world', 'empty'])
  const { variables } = await see('status')
  const account = await see('act', {
    action: 'set-account',
    input: { phone_number: SHOP, display_name: 'Toko Kopi' },
  })
  expect(account).toMatchObject({ connected: true })
  const template = { name: 'pesanan_siap', language: 'id', account: SHOP }
  await use('act', {
    action: 'set-template',
    input: { ...template, body: 'Pesanan {{1}} siap.', category: 'UTILITY' },
  })
  const { token: key } = await see('act', { action: 'issue-key', input: { label: 'Shop' } })
  const receiver = `${variables.KIRIM_CONTROL_URL}/inbox/shop`
  await use('call', {
    operation: 'POST /webhook_subscriptions',
    body: { url: receiver, events: ['message.status', 'message.received'] },
    api_key: key,
  })
  await use('act', { action: 'set-recipient', input: { phone_number: SITI, behaviour: 'reads' } })
  const components = [{ type: 'body', parameters: [{ type: 'text', text: 'INV-1' }] }]
  const sent = await see('call', {
    operation: 'POST /messages',
    body: {
      from: SHOP,
      to: SITI,
      type: 'template',
      template: { name: 'pesanan_siap', language: 'id', components },
    },
    idempotency_key: 'order-1',
    api_key: key,
  })
  await use('advance', { until: 'idle' })
  const message = await see('look', { path: `messages/${sent.data.id}` })
  expect(message.status).toBe('read')
  const { requests } = await see('look', { path: 'inboxes/shop' })
  const statuses = requests.map((one: { json: never; signature: { valid: boolean } }) => [
    one.signature.valid,
    JSON.stringify(one.json).match(/"status":"(\w+)"/)?.[1],
  ])
  expect(statuses).toEqual(['sent', 'delivered', 'read'].map((status) => [true, status]))
  await use('act', {
    action: 'customer-writes',
    input: { from: SITI, to: SHOP, text: 'Terima kasih!' },
  })
  await use('advance', { until: 'idle' })
  const story = await use('story')
  expect(story).toContain(`${sent.data.id} to ${SITI}: read`)
  expect(story).toContain('“Terima kasih!”')
  expect(story).not.toContain('**!**')
})

it('joins a sandbox that runs, by its address', async () => {
  const { app, call } = await startTestSandbox()
  await call('GET', '/me')
  const { use, see } = await startAgent([], { KIRIM_CONTROL_URL: app.controlUrl })
  expect((await see('status')).variables.KIRIM_BASE_URL).toBe(app.url)
  expect(await use('story')).toContain('GET /v1/me → 200')
})

it('refuses with the next step', async () => {
  const { refused } = await startAgent()
  for (const [what, tool, input, words] of MISTAKES) {
    const text = await refused(tool, input)
    expect([what, text]).toEqual([what, expect.stringContaining(words)])
    expect([what, text]).toEqual([what, expect.stringContaining('Next: ')])
  }
  expect(await refused('storry')).toContain('There is no tool storry. Did you mean story?')
})

/** What is wrong, the tool and its input, and words of the answer. */
const MISTAKES = [
  ['a word that is none', 'act', { action: 'customer-write' }, 'Did you mean customer-writes?'],
  [
    'an input that does not fit',
    'act',
    { action: 'customer-writes', input: { from: '0812' } },
    'explain the action',
  ],
  ['a path that is none', 'look', { path: 'mesages' }, 'explain the path'],
  [
    'a call that the API refuses',
    'call',
    { operation: 'POST /messages', body: { to: '1' } },
    'explain the operation',
  ],
  [
    'a part of a path that is missing',
    'call',
    { operation: 'GET /contacts/{id}' },
    'needs params.id',
  ],
  ['time that is not said', 'advance', {}, 'give one of by, to and until'],
  ['a scenario that is wrong', 'run', { scenario: 'nmae: x\nsteps: []' }, 'explain scenario-file'],
  ['a URL that is none', 'check', { url: 'here' }, 'see that the program listens'],
  ['nothing to explore', 'explore', {}, 'give file or plan'],
  ['a plan that is wrong', 'explore', { plan: 'recievers: {}' }, 'Did you mean receivers?'],
  ['a name that is none', 'explain', { what: 'custmer-writes' }, 'Did you mean customer-writes?'],
] as const

it('explains whatever has a name', async () => {
  const { use } = await startAgent()
  for (const [what, words] of EXPLAINED) {
    expect([what, await use('explain', { what })]).toEqual([what, expect.stringContaining(words)])
  }
})

const EXPLAINED = [
  ['customer-writes', '"from"'],
  ['POST /messages', 'Bodies that work: '],
  ['SIG-05', 'How to mend it'],
  ['reply.latency', 'Waits so many real milliseconds'],
  ['expect-webhook', '## expect-webhook'],
  ['/journal', 'Reply:'],
  ['invalid_api_key', '401'],
  ['readProbability', '0.7'],
  ['scenario-steps', '# Steps of scenarios'],
] as const

it('plays a scenario from its text, and tells a failure as a verdict', async () => {
  const { use } = await startAgent()
  const steps = (status: number) => `name: One call
world: empty
steps:
  - call: { operation: GET /me }
    as: me
  - expect-reply: { status: ${status} }
`
  expect(await use('run', { scenario: steps(200) })).toContain('exit code 0: all is well')
  const failed = await use('run', { scenario: steps(404) })
  expect(failed).toContain('exit code 1: something failed')
})

it('judges the example shop, which it starts', async () => {
  const { use } = await startAgent([], {}, ROOT)
  const verdict = await use('check', {
    url: `http://127.0.0.1:${await freePort()}/webhooks`,
    command: ['node', 'examples/node-shop/src/main.js'],
    text: 'pesan 2 kopi',
    only: ['SIG', 'DUP-01', 'API-01'],
  })
  expect(verdict).toContain('17 passed (17)')
  expect(verdict).toContain('exit code 0: all is well')
})

it('ends what it started when the call is called off', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'shop.mjs'), HOLDING)
  const witness = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void witness.close())
  await once(witness, 'listening')
  const { port } = witness.address() as AddressInfo
  const { client } = await startAgent([], { WITNESS: String(port) }, folder)
  const calledOff = new AbortController()
  const url = `http://127.0.0.1:${await freePort()}/hook`
  const input = { url, command: ['node', 'shop.mjs'] }
  const held = once(witness, 'connection')
  const { signal } = calledOff
  const call = client.callTool({ name: 'check', arguments: input }, undefined, { signal })
  const [line] = (await held) as [Socket]
  const ended = once(line.resume(), 'close')
  calledOff.abort('enough')
  await expect(call).rejects.toThrow('enough')
  // The program holds this line as long as it lives.
  await ended
})

/** One that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Holds a line to whoever wants to know whether it lives, and answers late. */
const HOLDING = `import { createServer } from 'node:http'
import { connect } from 'node:net'
connect(process.env.WITNESS, '127.0.0.1').on('error', () => {})
createServer((request, response) => request.resume().on('end', () => setTimeout(() => response.end('ok'), 900)))
  .listen(process.env.PORT, '127.0.0.1')
`
