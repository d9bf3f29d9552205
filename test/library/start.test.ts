// Starting and stopping a sandbox inside of a program.

import { once } from 'node:events'
import { createServer } from 'node:net'

import { describe, expect, it } from 'vitest'

import {
  KirimClosedError,
  type KirimSandboxError,
  type SandboxOptions,
  startSandbox,
  verifySignature,
} from '../../src/index.ts'
import { startReceiver } from '../support/receiver.ts'

const HELLO = { to: '+6281234567890', type: 'text', text: { body: 'Halo' } } as const

describe('a sandbox', () => {
  it('begins with a still clock, no limits, an empty world and the same ids every time', async () => {
    await using one = await startSandbox()
    await using two = await startSandbox()
    expect(one.now).toBe('2026-01-01T00:00:00.000Z')
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect(one.url).not.toBe(two.url)
    expect([one.id, one.seed, one.apiKey]).toEqual([two.id, two.seed, two.apiKey])
    const { data } = await one.call('GET /contacts')
    expect(data).toEqual([])
    expect((await one.do.changeSettings()).tier).toBe('unlimited')
  })

  it('is begun as the options say', async () => {
    await using sandbox = await startSandbox({
      seed: 7,
      clock: 'x60',
      world: 'default',
      tier: 'default',
      name: 'Toko Uji',
      settings: { readProbability: 0 },
    })
    const { settings, tier } = await sandbox.do.changeSettings()
    expect(sandbox.name).toBe('Toko Uji')
    expect(sandbox.seed).toBe(7)
    expect(tier).toBe('default')
    expect(settings.readProbability).toBe(0)
    expect((await sandbox.call('GET /contacts')).data).toHaveLength(10)
    expect((await sandbox.do.setClock({ mode: 'virtual' })).mode).toBe('virtual')
  })

  it('keeps several in one process apart', async () => {
    await using one = await startSandbox({ seed: 1 })
    await using two = await startSandbox({ seed: 2 })
    await one.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
    expect(one.messages({ direction: 'inbound' })).toHaveLength(1)
    expect(two.messages({ direction: 'inbound' })).toEqual([])
  })

  it('subscribes receivers from the start, under secrets that are known', async () => {
    const receiver = await startReceiver()
    const secret = 'whsec_0123456789abcdefghij0123456789'
    await using sandbox = await startSandbox({
      webhooks: [
        receiver.url,
        { url: `${receiver.url}/statuses`, events: ['message.status'], secret },
      ],
    })
    await sandbox.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
    await sandbox.call('POST /messages', { body: HELLO })
    await sandbox.advance('2s')
    const [first, second] = receiver.received
    const header = String(first?.headers['x-kirim-signature'])
    const now = Number(/t=(\d+)/.exec(header)?.[1])
    const secrets = [sandbox.env.KIRIM_WEBHOOK_SECRET ?? '']
    const check = verifySignature({ header, body: first?.body ?? '', secrets, now })
    expect(check.valid).toBe(true)
    expect([first, second].map((one) => one?.headers['x-kirim-event'])).toContain(
      'message.received',
    )
    const statuses = receiver.received.filter(({ path }) => path === '/hook/statuses')
    const events = new Set(statuses.map(({ headers }) => headers['x-kirim-event']))
    expect(events).toEqual(new Set(['message.status']))
  })

  it('subscribes them for organisations that are begun later, or others', async () => {
    const [one, two] = [await startReceiver(), await startReceiver()]
    await using sandbox = await startSandbox({ webhooks: [one.url] })
    await using like = await sandbox.createOrganization()
    await using unlike = await sandbox.createOrganization({ webhooks: [two.url] })
    for (const organization of [like, unlike]) {
      await organization.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
      await organization.settle()
    }
    const ofMessages = ({ received }: typeof one) =>
      received.filter(({ headers }) => headers['x-kirim-event'] === 'message.received')
    expect(ofMessages(one)).toHaveLength(1)
    expect(ofMessages(two)).toHaveLength(1)
  })

  it.each([
    [['ftp://127.0.0.1/hook'], 'webhooks.0 must be a URL'],
    [[{ url: 'http://127.0.0.1:4000/hook', events: ['message.sent'] }], 'message.status'],
    [[{ url: 'http://127.0.0.1:4000/hook', event: ['message.status'] }], 'events'],
  ])('refuses %j', async (webhooks, words) => {
    const started = startSandbox({ webhooks } as SandboxOptions)
    await expect(started).rejects.toMatchObject({
      code: 'option_invalid',
      message: expect.stringContaining(words),
    })
  })

  it('says where it is to a program that is started beside it', async () => {
    await using sandbox = await startSandbox()
    expect(sandbox.env).toEqual({
      KIRIM_BASE_URL: sandbox.url,
      KIRIM_API_KEY: sandbox.apiKey,
      KIRIM_CONTROL_URL: sandbox.controlUrl,
      KIRIM_WEBHOOK_INBOX: sandbox.inbox.url,
    })
  })
})

describe('closing', () => {
  it('frees the port, and may be done twice', async () => {
    const sandbox = await startSandbox()
    await Promise.all([sandbox.close(), sandbox.close()])
    await sandbox.close()
    await expect(fetch(`${sandbox.url}/health`)).rejects.toThrow()
  })

  it('ends what waits, and refuses what comes later', async () => {
    const sandbox = await startSandbox()
    const waiting = sandbox.waitFor.webhook({ event: 'message.received' })
    await sandbox.close()
    await expect(waiting).rejects.toThrow(KirimClosedError)
    await expect(sandbox.call('GET /me')).rejects.toMatchObject({ code: 'sandbox_closed' })
    await expect(sandbox.do.reset()).rejects.toMatchObject({ code: 'sandbox_closed' })
    await expect(sandbox.createOrganization()).rejects.toMatchObject({ code: 'sandbox_closed' })
  })

  it('leaves no wait behind that nobody took', async () => {
    const sandbox = await startSandbox()
    void sandbox.waitFor.webhook({ event: 'message.received' })
    // An unhandled rejection would fail the run.
    await sandbox.close()
  })
})

describe('an organization', () => {
  it('has a key, rows and a clock of its own', async () => {
    await using sandbox = await startSandbox()
    await using other = await sandbox.createOrganization({ name: 'Other', seed: 5 })
    await other.do.customerWrites({ from: HELLO.to, text: 'Halo' })
    await other.call('POST /messages', { body: HELLO })
    await other.advance('25h')
    expect(other.name).toBe('Other')
    expect(other.apiKey).not.toBe(sandbox.apiKey)
    expect(other.messages()).toHaveLength(1)
    expect(sandbox.messages()).toEqual([])
    expect(sandbox.now).toBe('2026-01-01T00:00:00.000Z')
    expect(other.now).toBe('2026-01-02T01:00:00.000Z')
  })

  it('takes the settings that are wished, also after a reset', async () => {
    await using sandbox = await startSandbox({ settings: { retryJitter: 0 } })
    await using other = await sandbox.createOrganization({ settings: { readProbability: 1 } })
    await other.do.reset()
    const { settings } = await other.do.changeSettings()
    expect(settings).toMatchObject({ retryJitter: 0, readProbability: 1 })
  })

  it('is gone once it is deleted, but not from the coverage of the sandbox', async () => {
    await using sandbox = await startSandbox()
    const other = await sandbox.createOrganization()
    await other.call('GET /me')
    await other.delete()
    await other.delete()
    await expect(other.call('GET /me')).rejects.toMatchObject({ code: 'sandbox_closed' })
    expect(sandbox.coverage().seen).toBe(1)
  })
})

describe('a start that cannot be', () => {
  it.each<[SandboxOptions, RegExp]>([
    [{ seed: -1 }, /seed must be an integer/],
    [{ port: 70_000 }, /port must be an integer/],
    [{ clock: 'fast' as 'real' }, /clock must be real, virtual, or x/],
    [{ tier: 'gold' as 'pro' }, /tier must be one of/],
    [{ timeout: 'soon' }, /timeout must be a duration/],
    [{ settings: { readProbability: 2 } }, /readProbability must be a number from 0 to 1/],
    [{ sed: 1 } as SandboxOptions, /sed is not a known field; .*Did you mean seed\?/],
  ])('because of %j says what was expected', async (options, message) => {
    const error = await refusal(options)
    expect(error).toMatchObject({ name: 'KirimStartError', code: 'option_invalid' })
    expect(error.message).toMatch(message)
  })

  it('because there is no such world says which there are', async () => {
    const error = await refusal({ world: 'nowhere' })
    expect(error).toMatchObject({ code: 'world_invalid' })
    expect(error.message).toContain('default, empty')
  })

  it('because the port is taken says so', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const { port } = squatter.address() as { port: number }
    expect(await refusal({ port })).toMatchObject({ code: 'port_taken' })
    squatter.close()
  })

  it('because the host is none of this machine says so', async () => {
    expect(
      await refusal({ host: '192.0.2.1', controlToken: 'a-token-of-the-tests-1' }),
    ).toMatchObject({ code: 'host_unknown' })
  })

  it('leaves the sandbox as it was when an organization cannot be begun', async () => {
    await using sandbox = await startSandbox()
    const wish = sandbox.createOrganization({ world: 'nowhere' })
    await expect(wish).rejects.toMatchObject({ code: 'world_invalid' })
    await using other = await sandbox.createOrganization()
    expect(other.messages()).toEqual([])
  })
})

async function refusal(options: SandboxOptions): Promise<KirimSandboxError> {
  const error = await startSandbox(options).then(
    () => new Error('It started.'),
    (reason: Error) => reason,
  )
  return error as KirimSandboxError
}
