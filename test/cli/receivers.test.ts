// Receivers that are named at the start: subscribed once, heard at once, signed for with a known secret.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { DECLARED_SECRET } from '../../src/domain/webhooks/declared-receivers.ts'
import { readPage } from '../docs/pages.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'
import { startReceiver } from '../support/receiver.ts'
import { launch, run, startCli } from './running.ts'

const OTHER_SECRET = 'whsec_another-secret-of-a-test'
const ALL_SIX = 6

type Subscription = {
  readonly id: string
  readonly url: string
  readonly status: string
  readonly events: readonly string[]
  readonly secrets: readonly { readonly secret: string | null; readonly last4: string }[]
}

async function subscriptionsOf(controlUrl: string, query = '?secrets=reveal') {
  const response = await fetch(`${controlUrl}/subscriptions${query}`)
  const { data } = (await response.json()) as { data: { subscriptions: Subscription[] } }
  return data.subscriptions
}

async function act(controlUrl: string, name: string, input: unknown): Promise<void> {
  const response = await fetch(`${controlUrl}/actions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  expect(response.status).toBe(200)
}

/** The program that README shows, on any free port. */
async function pasteReceiver() {
  const { text } = readPage('README.md')
  const blocks = [...text.matchAll(/^```js\n(.*?)\n```$/gms)].map(([, block = '']) => block)
  const program = blocks.find((block) => block.includes('createServer')) ?? ''
  expect(program.split('\n').length).toBeLessThan(40)
  const listening = "server.listen(4000, '127.0.0.1')"
  expect(program).toContain(listening)
  const onAnyPort = "server.listen(0, '127.0.0.1', () => console.log(server.address().port))"
  const folder = newFolder()
  writeFileSync(join(folder, 'receiver.mjs'), program.replace(listening, onAnyPort))
  const child = spawn(process.execPath, ['receiver.mjs'], { cwd: folder, env: {} })
  onTestFinished(async () => {
    child.kill()
    await once(child, 'close')
  })
  const lines: string[] = []
  let rest = ''
  let changed = () => {}
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    const pieces = (rest + more).split('\n')
    rest = pieces.pop() ?? ''
    lines.push(...pieces)
    changed()
  })
  const line = async (n: number) => {
    while (lines.length <= n) {
      await new Promise<void>((resolve) => {
        changed = resolve
      })
    }
    return lines[n] ?? ''
  }
  return { url: `http://127.0.0.1:${await line(0)}/hook`, line }
}

describe("README's receiver", () => {
  it('hears what was asked for, under a signature that it finds good', async () => {
    const receiver = await pasteReceiver()
    const { ready, call } = await startCli([
      '--memory',
      ...['--webhook', `${receiver.url}=message.received,message.status`],
    ])
    await act(ready.control_url, 'customer-writes', { from: '+6281300000002', text: 'Halo' })
    expect(await receiver.line(1)).toMatch(/^message\.received \{.*Halo/)
    await call('POST', '/messages', { to: '+6281300000002', type: 'text', text: { body: 'Ya' } })
    expect(await receiver.line(2)).toMatch(/^message\.status \{.*sent/)
  })

  it('refuses what is signed with another secret', async () => {
    const receiver = await pasteReceiver()
    const secret = ['--webhook-secret', OTHER_SECRET]
    const { ready, until } = await startCli(['--memory', '--webhook', receiver.url, ...secret])
    await act(ready.control_url, 'customer-writes', { from: '+6281300000002', text: 'Halo' })
    await until(({ stdout }) => stdout.includes('"outcome":"HTTP 400"'))
  })

  it.each([
    ['is empty', ''],
    ['breaks off', '{"entry": ['],
    ['is nested very deeply', '['.repeat(10_000) + ']'.repeat(10_000)],
  ])('answers a well signed body that %s, and lives on', async (_, body) => {
    const receiver = await pasteReceiver()
    const t = Math.floor(Date.now() / 1000)
    const digest = createHmac('sha256', DECLARED_SECRET).update(`${t}.${body}`).digest('hex')
    const headers = { 'x-kirim-signature': `t=${t},v1=${digest}`, 'x-kirim-event': 'x' }
    const answers = [body, body].map((sent) => {
      return fetch(receiver.url, { method: 'POST', headers, body: sent })
    })
    for (const { status } of await Promise.all(answers)) expect(status).toBe(400)
  })
})

describe('a receiver of the command line', () => {
  it('is subscribed to all events unless some are named, and may be one of several', async () => {
    const [a, b] = ['http://127.0.0.1:9/a?x=1', 'http://127.0.0.1:9/b']
    const flags = ['--webhook', a, '--webhook', `${b}=contact.created`]
    const { ready } = await startCli(['--memory', ...flags])
    const [second, first] = await subscriptionsOf(ready.control_url)
    expect(first).toMatchObject({ url: a, status: 'active' })
    expect(first?.events).toHaveLength(ALL_SIX)
    expect(second).toMatchObject({ url: b, events: ['contact.created'] })
    expect(ready).toMatchObject({
      webhooks: [
        { id: first?.id, url: a, secret: DECLARED_SECRET },
        { id: second?.id, url: b, events: ['contact.created'], secret: DECLARED_SECRET },
      ],
    })
  })

  it('has its secret in the banner, in env and, when it is asked for, in the control API', async () => {
    const url = 'http://127.0.0.1:9/hook'
    const cli = launch(['--port', '0', '--memory', '--webhook', url])
    await cli.until(({ stderr }) => stderr.includes('Ctrl+C'))
    expect(cli.stderr()).toContain(`Webhooks ${url}  every event\n  Secret   ${DECLARED_SECRET}\n`)
    const control = /Control +(\S+)/.exec(cli.stderr())?.[1] ?? ''
    const [, page = ''] = /Page +(\S+)/.exec(cli.stderr()) ?? []
    expect(await (await fetch(page)).text()).toContain('<title>kirim-sandbox</title>')
    const { stdout } = await run(['env', '--url', control, '--json'])
    expect(JSON.parse(stdout).KIRIM_WEBHOOK_SECRET).toBe(DECLARED_SECRET)
    const [revealed] = await subscriptionsOf(control)
    expect(revealed?.secrets).toMatchObject([{ secret: DECLARED_SECRET }])
    const [covered] = await subscriptionsOf(control, '')
    expect(covered?.secrets).toMatchObject([{ secret: null, last4: DECLARED_SECRET.slice(-4) }])
  })

  it('is still there after a reset, and is nobody’s in another organisation', async () => {
    const { ready } = await startCli(['--memory', '--webhook', 'http://127.0.0.1:9/hook'])
    await act(ready.control_url, 'reset', {})
    expect(await subscriptionsOf(ready.control_url)).toHaveLength(1)
    const response = await fetch(`${ready.control_url}/actions/create-organization`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Second"}',
    })
    const { data } = (await response.json()) as { data: { api_key: string } }
    const headers = { authorization: `Bearer ${data.api_key}` }
    const other = await fetch(`${ready.url}/webhook_subscriptions`, { headers })
    expect(((await other.json()) as { data: unknown[] }).data).toEqual([])
  })
})

describe('with data that is kept', () => {
  const url = 'http://127.0.0.1:9/hook'

  async function startKept(cwd: string, ...flags: string[]) {
    const cli = await startCli(['--webhook', url, ...flags], { cwd })
    const [subscription, ...others] = await subscriptionsOf(cli.ready.control_url)
    expect(others).toEqual([])
    const stop = async () => {
      cli.kill('SIGINT')
      await cli.ended
    }
    return { ...cli, subscription, stop }
  }

  it('is not subscribed twice, and what was paused hears again', async () => {
    const cwd = newFolder()
    const first = await startKept(cwd)
    await first.call('PATCH', `/webhook_subscriptions/${first.subscription?.id}`, {
      status: 'paused',
    })
    await first.stop()
    const again = await startKept(cwd)
    expect(again.subscription).toEqual({ ...first.subscription, status: 'active' })
    await again.stop()
  })

  it('is signed for with another secret once another is asked for', async () => {
    const cwd = newFolder()
    await (await startKept(cwd)).stop()
    const again = await startKept(cwd, '--webhook-secret', OTHER_SECRET)
    expect(again.subscription?.secrets).toMatchObject([{ secret: OTHER_SECRET }])
    await again.stop()
  })
})

describe('a receiver of a file', () => {
  it('comes from the config of the folder', async () => {
    const receiver = await startReceiver()
    const config = { memory: true, webhooks: [`${receiver.url}=message.received`] }
    const { ready } = await startCli([], { config })
    await act(ready.control_url, 'customer-writes', { from: '+6281300000002', text: 'Halo' })
    await expect.poll(() => receiver.received.length).toBe(1)
  })

  it('comes from a variable, whose blanks part several', async () => {
    const env = {
      KIRIM_SANDBOX_WEBHOOKS:
        'http://127.0.0.1:9/a=message.received,message.status http://[::1]:9/b',
    }
    const { ready } = await startCli(['--memory'], { env })
    const [b, a] = await subscriptionsOf(ready.control_url)
    expect(a?.events).toEqual(['message.received', 'message.status'])
    expect(b?.events).toHaveLength(ALL_SIX)
  })

  it('comes from a world file, with a secret of its own or the usual one', async () => {
    const cwd = newFolder()
    const world = JSON.parse(readFileSync(join(ROOT, 'fixtures', 'worlds', 'empty.json'), 'utf8'))
    world.webhooks = [
      { url: 'http://127.0.0.1:9/a', events: ['message.status'], secret: OTHER_SECRET },
      { url: 'http://127.0.0.1:9/b' },
    ]
    writeFileSync(join(cwd, 'world.json'), JSON.stringify(world))
    const { ready } = await startCli(['--memory', '--world', 'world.json'], { cwd })
    const [b, a] = await subscriptionsOf(ready.control_url)
    expect(a).toMatchObject({ events: ['message.status'], secrets: [{ secret: OTHER_SECRET }] })
    expect(b?.events).toHaveLength(ALL_SIX)
    expect(b?.secrets).toMatchObject([{ secret: DECLARED_SECRET }])
  })
})

it.each([
  [['--webhook', '127.0.0.1:4000'], '--webhook takes an http:// or https:// address'],
  [['--webhook', 'http://127.0.0.1/x=message.recieved'], 'Did you mean message.received?'],
  [['--webhook', 'http://127.0.0.1/x', '--strict-urls'], 'must be an https:// address'],
  [
    ['--webhook', 'http://127.0.0.1/x', '--webhook-secret', 'canary'],
    '--webhook-secret must be a secret: whsec_',
  ],
])('%j is refused with words that help', async (args, words) => {
  const { code, stdout, stderr } = await run(['--memory', '--port', '0', ...args])
  expect(stderr).toContain(words)
  expect(stderr).not.toContain('canary')
  expect([code, stdout]).toEqual([2, ''])
})
