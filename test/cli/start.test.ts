// The command start: what it prints, what it starts with, and what each option changes.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it, onTestFinished } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { launch, type Running, run, startCli } from './running.ts'

const ID = /^org_[0-9A-HJKMNP-TV-Z]{26}$/
const EMPTY = new URL('../../fixtures/worlds/empty.json', import.meta.url)

/** A sandbox that talks to people. */
async function startForPeople(...args: string[]): Promise<Running & { text: string }> {
  const running = launch(['--port', '0', ...args])
  await running.until(({ stderr }) => stderr.includes('Ctrl+C') || args.includes('--quiet'))
  await running.until(({ stderr }) => stderr.includes('\n'))
  return { ...running, text: running.stderr() }
}

describe('with --json', () => {
  it('behind a published port it names the address by which others reach it', async () => {
    const { ready } = await startCli(['--public-url', 'https://kirim.example.com:8443'])
    expect([ready.url, ready.control_url]).toEqual([
      'https://kirim.example.com:8443/v1',
      'https://kirim.example.com:8443/_sandbox',
    ])
  })

  it('the first line of stdout says that it is ready, and how to reach it', async () => {
    const { ready, pid, call } = await startCli(['--seed', '42'])
    expect(ready).toEqual({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
      control_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_sandbox$/),
      api_key: 'kdv_test_kirimsandboxkirimsandbox',
      organization_id: expect.stringMatching(ID),
      pid,
      seed: 42,
    })
    expect((await call('GET', '/health')).status).toBe(200)
    expect((await call('GET', '/me')).body.data.organization.id).toBe(ready.organization_id)
  })

  it('each line is one JSON object, and stderr stays empty', async () => {
    const { call, until, stdout, stderr } = await startCli()
    await call('GET', '/contacts')
    await call('GET', '/nonsense')
    await until((output) => output.stdout.split('\n').length > 3)
    const events = stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map((one) => one.event)).toEqual(['ready', 'request', 'request'])
    expect(events.slice(1).map((one) => one.status)).toEqual([200, 404])
    expect(stderr()).toBe('')
  })

  it('and --quiet only the first line is written', async () => {
    const { call, stdout, kill, ended } = await startCli(['--quiet'])
    await call('GET', '/contacts')
    kill('SIGINT')
    await ended
    expect(stdout().trim().split('\n')).toHaveLength(1)
  })
})

describe('without --json', () => {
  it('stdout stays empty and stderr says where it is', async () => {
    const { text, stdout } = await startForPeople('--seed', '42')
    expect(text).toMatch(/API {6}http:\/\/127\.0\.0\.1:\d+\/v1\n/)
    expect(text).toContain('kdv_test_kirimsandboxkirimsandbox')
    expect(text).toMatch(/Control {2}http:\/\/127\.0\.0\.1:\d+\/_sandbox\n/)
    expect(text).toContain('seed 42')
    expect(stdout()).toBe('')
  })

  it.each(['default', 'empty'])(
    'the line to paste sends a message that is read, in the world %s',
    async (world) => {
      const { text, until } = await startForPeople('--world', world, '--clock', 'x100000')
      const pasted = /^ +curl (?:.*\\\n)*.*/m.exec(text)?.[0] ?? ''
      const { stdout } = await promisify(execFile)('sh', ['-c', pasted])
      expect(JSON.parse(stdout)).toMatchObject({
        data: { object: 'message', type: 'text', status: 'pending' },
      })
      const { id } = JSON.parse(stdout).data
      await until(({ stderr }) => new RegExp(`${id} +read`).test(stderr))
    },
  )

  it('requests are told as they come, with their ids when asked', async () => {
    const { text, until, stderr } = await startForPeople('--verbose')
    await fetch(`${/http\S+\/v1/.exec(text)?.[0]}/health`)
    await until((output) => output.stderr.includes('/v1/health'))
    expect(stderr()).toMatch(/GET {5}\/v1\/health +200 .* req_[0-9A-Z]{26}\n$/)
  })

  it('and with --quiet, one line is enough', async () => {
    const { stderr } = await startForPeople('--quiet')
    expect(stderr()).toMatch(
      /^kirim-sandbox {2}http:\/\/127\.0\.0\.1:\d+\/v1 {2}kdv_test_kirimsandboxkirimsandbox\n$/,
    )
  })
})

describe('colours', () => {
  const isPainted = async (env: Record<string, string>) => {
    const running = launch(['--port', '0'], { env })
    await running.until(({ stderr }) => stderr.includes('Ctrl+C'))
    return running.stderr().includes('\u001B[')
  }

  it.each<[boolean, Record<string, string>]>([
    [false, {}],
    [false, { NO_COLOR: '1' }],
    [true, { FORCE_COLOR: '1' }],
    [true, { FORCE_COLOR: '1', TERM: 'dumb' }],
    [false, { FORCE_COLOR: '0' }],
    [false, { NO_COLOR: '1', FORCE_COLOR: '0' }],
  ])('are %s in a pipe with %j', async (expected, env) => {
    expect(await isPainted(env)).toBe(expected)
  })
})

describe('an option', () => {
  it('--port 0 takes a free port, another one each time', async () => {
    const [one, two] = [await startCli(), await startCli()]
    expect(one.ready.url).not.toBe(two.ready.url)
  })

  it('--seed makes the same organisation again; without it, one is drawn', async () => {
    const seeded = [await startCli(['--seed', '9']), await startCli(['--seed', '9'])]
    expect(seeded[0]?.ready.organization_id).toBe(seeded[1]?.ready.organization_id)
    const drawn = [await startCli(), await startCli()]
    expect(drawn[0]?.ready.seed).not.toBe(drawn[1]?.ready.seed)
  })

  it('--strict-urls takes only https webhook URLs', async () => {
    const wish = { url: 'http://127.0.0.1:9/hook', events: ['contact.created'] }
    const strict = await (await startCli(['--strict-urls'])).call(
      'POST',
      '/webhook_subscriptions',
      wish,
    )
    expect([strict.status, strict.body.error.code]).toEqual([400, 'invalid_webhook_url'])
    const lax = await (await startCli()).call('POST', '/webhook_subscriptions', wish)
    expect(lax.status).toBe(200)
  })

  it.each([
    ['default', '60', '600'],
    ['pro', '600', '6000'],
  ])('--tier %s limits writes to %s and reads to %s a minute', async (tier, write, read) => {
    const { call } = await startCli(['--tier', tier])
    const wrote = await call('POST', '/contacts', { phone_number: '+6281312345678' })
    expect(wrote.headers.get('x-ratelimit-limit')).toBe(write)
    const me = await call('GET', '/me')
    expect(me.headers.get('x-ratelimit-limit')).toBe(read)
    expect(me.body.data.rate_limits.tier).toBe(tier)
  })

  it('--clock virtual begins with the year 2026 and stands still', async () => {
    const { call } = await startCli(['--clock', 'virtual'])
    const { body } = await call('POST', '/contacts', { phone_number: '+6281312345678' })
    expect(body.data.created_at).toBe('2026-01-01T00:00:00.000Z')
  })

  it('--world takes a name or a file', async () => {
    const empty = await startCli(['--world', 'empty'])
    expect((await empty.call('GET', '/contacts')).body.data).toEqual([])
    const path = join(newFolder(), 'toko.json')
    const world = JSON.parse(readFileSync(EMPTY, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...world, organization: { name: 'Toko Saya' } }))
    const mine = await startCli(['--world', path])
    expect((await mine.call('GET', '/me')).body.data.organization.name).toBe('Toko Saya')
  })

  it('--world of something else names what there is', async () => {
    const { code, stderr, stdout } = await run(['--port', '0', '--world', 'defualt'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/There is no world "defualt".*default.*empty/)
    expect(stdout).toBe('')
  })
})

describe('it cannot start', () => {
  it('on a port that is taken, and names the flag to use', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void taken.close())
    const { port } = taken.address() as AddressInfo
    const { code, stderr, stdout } = await run(['start', '--json', '--port', String(port)])
    expect(code).toBe(5)
    expect(stderr).toMatch(new RegExp(`127\\.0\\.0\\.1:${port} is taken.*--port`))
    expect(stdout).toBe('')
  })

  it('on an address that this machine has not, and names the flag to use', async () => {
    const args = [
      '--port',
      '0',
      '--host',
      '203.0.113.1',
      '--control-token',
      'a-token-of-a-test-123',
    ]
    const { code, stderr } = await run(args)
    expect(code).toBe(5)
    expect(stderr).toContain('--host')
  })

  it('where others could get in, and says what to do', async () => {
    const { code, stdout, stderr } = await run(['--port', '0', '--host', '0.0.0.0'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      /^kirim-sandbox: With --host 0\.0\.0\.0 other machines .*--control-token/,
    )
  })
})
