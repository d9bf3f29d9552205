// Canaries: secrets planted wherever one can come in, and none of them in anything that is left behind.
import { describe, expect, it } from 'vitest'

import { launch, type Running } from '../cli/running.ts'
import { UNKNOWN_HOST } from '../support/no-resolver.ts'
import { startReceiver } from '../support/receiver.ts'

const CONTROL_TOKEN = 'canary-control-token-4711'
const OWN_KEY = 'kdv_live_CanaryOwnKeyCanaryOwnKey'
const BAD_KEY = 'kdv_test_CanaryBadKeyCanaryBadKey'
const USER = 'canary-user'
const PASSWORD = 'canary-password'
const QUERY = 'canary-query-value'
const MEMBER = 'canary-member-value'
const BEARER = 'canary.bearer.value-1'

/** All that is planted from the start; secrets and signatures join them when they are made. */
const PLANTED = [CONTROL_TOKEN, OWN_KEY, BAD_KEY, USER, PASSWORD, QUERY, MEMBER, BEARER]

/** A secret, and how it would look where it is encoded. */
function formsOf(secret: string): string[] {
  const inUrl = encodeURIComponent(secret)
  return [secret, inUrl, Buffer.from(secret).toString('base64').replace(/=+$/, '')]
}

type Run = {
  readonly running: Running
  readonly api: string
  readonly control: string
  /** What is left behind, by what it is called. */
  readonly artefacts: Map<string, string>
  readonly canaries: Set<string>
}

/** Starts the command and waits until it says where it is, in lines for people or as JSON. */
async function begin(flags: readonly string[]): Promise<Run> {
  const args = ['start', '--port', '0', '--seed', '7', '--clock', 'virtual', '--world', 'empty']
  const env = { KIRIM_SANDBOX_CONTROL_TOKEN: CONTROL_TOKEN }
  const running = launch([...args, ...flags], { env })
  const found = () => /http:\/\/[\d.:]+(?=\/v1)/.exec(running.stdout() + running.stderr())?.[0]
  await running.until(() => found() !== undefined)
  const canaries = new Set(PLANTED)
  return {
    running,
    api: `${found()}/v1`,
    control: `${found()}/_sandbox`,
    artefacts: new Map(),
    canaries,
  }
}

async function send(
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

const KEY = { authorization: `Bearer ${OWN_KEY}` }
const TOKEN = { 'x-kirim-sandbox-token': CONTROL_TOKEN }

/** Does something as tests and people; what it tells is left behind. */
async function act({ control, artefacts }: Run, name: string, input: unknown): Promise<void> {
  const { status, text } = await send(`${control}/actions/${name}`, 'POST', input, TOKEN)
  expect([name, status, text]).toEqual([name, 200, text])
  // Issuing a key is there to show it.
  if (name !== 'issue-key') artefacts.set(`${name} ${artefacts.size}`, text)
}

/** Calls the API with the own key; for who made the request, the reply may hold what was sent. */
async function call({ api }: Run, method: string, path: string, body?: unknown) {
  const { text } = await send(api + path, method, body, KEY)
  return text === '' ? undefined : JSON.parse(text)
}

/** Three receivers, none of which takes anything: one echoes all, one is not there, one is too far. */
async function subscribe(run: Run): Promise<void> {
  const receiver = await startReceiver()
  receiver.answers = Array.from({ length: 200 }, () => (response, { headers, body }) => {
    const signature = String(headers['x-kirim-signature'])
    for (const [, digest] of signature.matchAll(/v1=([0-9a-f]{64})/g)) {
      run.canaries.add(digest as string)
    }
    response.writeHead(500).end(`refused: ${JSON.stringify(headers)} ${body}`)
  })
  const { port } = new URL(receiver.url)
  const events = ['message.status', 'message.received', 'contact.created']
  for (const host of [`127.0.0.1:${port}`, '127.0.0.1:1', '169.254.169.254', UNKNOWN_HOST]) {
    const url = `http://${USER}:${PASSWORD}@${host}/hook?token=${QUERY}`
    const { data } = await call(run, 'POST', '/webhook_subscriptions', { url, events })
    run.canaries.add(data.initial_secret)
    const secrets = `/webhook_subscriptions/${data.id}/secrets`
    run.canaries.add((await call(run, 'POST', secrets, { expires_in_hours: 1 })).data.secret)
  }
}

/** What clients do wrong, with secrets in every place that a request has. */
async function blunder({ api, control }: Run): Promise<void> {
  const url = `http://${USER}:${PASSWORD}@shop.example`
  const paths = [
    '/me',
    `/me?api_key=${QUERY}&limit=1`,
    `/contacts?limit=${OWN_KEY}&access_token=${QUERY}`,
    `/contacts?cursor=${encodeURIComponent(url)}`,
    `/contacts/${OWN_KEY}`,
    `/nothing/${BAD_KEY}?url=${encodeURIComponent(url)}&signature=${QUERY}`,
    `/nothing?${'x'.repeat(980)}&next=${encodeURIComponent(url)}`,
  ]
  const authorizations = [
    `Bearer ${BAD_KEY}`,
    `Bearer ${BEARER}`,
    `Basic ${btoa(`${USER}:${PASSWORD}`)}`,
  ]
  for (const path of paths) {
    for (const authorization of [...authorizations, `Bearer ${OWN_KEY}`]) {
      await send(api + path, 'GET', undefined, { authorization })
    }
  }
  for (const body of [
    `{"url": ${url}}`,
    `{"password":"${MEMBER}"`,
    `{"url":"${url.replace('http', 'ftp')}/${'x'.repeat(100)}","events":["message.status"]}`,
    `{"url":"nonsense://${USER}:${PASSWORD}${'w'.repeat(90)}@shop.example","events":["message.status"]}`,
    { url: BAD_KEY, events: [OWN_KEY] },
    { [OWN_KEY]: 1, client_secret: MEMBER },
    { url: 'http://shop.example', events: ['message.status'], description: { secret: MEMBER } },
  ]) {
    await send(`${api}/webhook_subscriptions`, 'POST', body, KEY)
  }
  for (const [path, headers] of [
    ['/actions/reset', { 'x-kirim-sandbox-token': `${CONTROL_TOKEN}-wrong` }],
    [`/nothing?control_token=${CONTROL_TOKEN}`, {}],
    [`/actions/${OWN_KEY}`, TOKEN],
    ['/actions/revoke-key', { ...TOKEN, authorization: `Bearer ${BAD_KEY}` }],
  ] as const) {
    await send(control + path, 'POST', { token: BAD_KEY }, headers)
  }
  await send(`${api.replace('/v1', '')}/?token=${CONTROL_TOKEN}`, 'GET', undefined, TOKEN)
}

/** Messages whose webhooks all fail, with faults, over more than a day of the world's time. */
async function live(run: Run): Promise<void> {
  for (const fault of [
    { fault: 'wrong-signature', times: 1 },
    { fault: 'no-signature', times: 1 },
    { fault: 'duplicate', times: 1 },
    { fault: 'outcome', outcome: 'timed-out', times: 1 },
    { fault: 'status', status: 500, match: { operation: 'GET /templates' } },
    { fault: 'breach', match: { operation: 'GET /labels' } },
  ]) {
    await act(run, 'arm-fault', fault)
  }
  const text = { body: `Kunci saya ${OWN_KEY}` }
  await call(run, 'POST', '/messages', { to: '+628000000003', type: 'text', text })
  await call(run, 'GET', '/templates')
  await call(run, 'GET', '/labels')
  await act(run, 'customer-writes', { from: '+6281234567890', text: `${OWN_KEY} Bearer ${BEARER}` })
  await act(run, 'advance-clock', { by: '40h' })
}

/** Everything that may be read by whoever looks what happened. */
async function look(run: Run): Promise<void> {
  const { api, control, artefacts } = run
  for (const path of ['/status', '/deliveries', '/faults', '/coverage']) {
    artefacts.set(path, (await send(control + path, 'GET', undefined, { ...TOKEN, ...KEY })).text)
  }
  for (let after = 0, pages = 0; pages < 50; pages++) {
    const { text } = await send(
      `${control}/journal?after=${after}&limit=1000`,
      'GET',
      undefined,
      TOKEN,
    )
    artefacts.set(`journal behind ${after}`, text)
    const { entries } = JSON.parse(text).data
    if (entries.length === 0) break
    after = entries.at(-1).number
  }
  const { data } = JSON.parse((await send(`${api}/webhook_deliveries`, 'GET', undefined, KEY)).text)
  for (const { id } of data) {
    const { text } = await send(`${api}/webhook_deliveries/${id}`, 'GET', undefined, KEY)
    // A message is what its writer wrote, to the letter.
    artefacts.set(`delivery ${id}`, JSON.stringify({ ...JSON.parse(text).data, payload: null }))
  }
  const snapshot = await send(`${control}/snapshot?redact=true`, 'GET', undefined, TOKEN)
  expect(JSON.parse(snapshot.text).redacted).toBe(true)
  artefacts.set('snapshot', snapshot.text)
}

/** Follows the event stream from its beginning until the sandbox ends it. */
async function follow({ control, artefacts }: Run): Promise<() => Promise<void>> {
  const { body } = await fetch(`${control}/events?after=0`, { headers: TOKEN })
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const bytes of body ?? []) {
      const text = decoder.decode(bytes, { stream: true })
      artefacts.set('event stream', `${artefacts.get('event stream') ?? ''}${text}`)
    }
  }
  const ended = read().catch(() => undefined)
  return () => ended
}

/** A command that is refused, for it has the wrong token, and one that has none. */
async function failAsCommands({ control, artefacts }: Run): Promise<void> {
  for (const token of [`${CONTROL_TOKEN}-wrong`, `${CONTROL_TOKEN} with spaces`, '']) {
    const args = ['do', 'reset', '--url', control, '--api-key', BAD_KEY, '--control-token', token]
    const { code, stdout, stderr } = await launch(args).ended
    expect([token, code]).toEqual([token, token.includes(' ') ? 5 : 1])
    artefacts.set(`do, with ${artefacts.size}`, stdout + stderr)
  }
}

describe.each([
  ['lines for people', ['--no-tui'], 'hook'],
  ['lines for people who want to know all', ['--no-tui', '--verbose'], 'req_'],
  ['JSON', ['--json'], '"kind":"attempt"'],
])('a run that goes wrong in every way, told in %s', (_what, flags, sign) => {
  it('leaves no secret behind', { timeout: 60_000 }, async () => {
    const run = await begin(flags)
    const endOfStream = await follow(run)
    await act(run, 'issue-key', { token: OWN_KEY })
    await subscribe(run)
    await blunder(run)
    await live(run)
    await failAsCommands(run)
    await look(run)
    run.running.kill('SIGINT')
    const { code, stdout, stderr } = await run.running.ended
    await endOfStream()
    expect(code).toBe(0)
    run.artefacts.set('stdout', stdout).set('stderr', stderr)
    expect(found(run)).toEqual([])
    expectMuch(run, sign)
  })
})

/** Which canary sings where. */
function found({ artefacts, canaries }: Run): string[] {
  const songs: string[] = []
  for (const [name, text] of artefacts) {
    for (const canary of canaries) {
      const form = formsOf(canary).find((one) => text.includes(one))
      if (form !== undefined)
        songs.push(
          `${name}: ${text.slice(Math.max(0, text.indexOf(form) - 80), text.indexOf(form) + 80)}`,
        )
    }
  }
  return songs
}

/** A run in which little happened would prove nothing. */
function expectMuch({ artefacts, canaries }: Run, sign: string): void {
  const told = `${artefacts.get('stdout')}${artefacts.get('stderr')}`
  const stream = artefacts.get('event stream') ?? ''
  expect(canaries.size).toBeGreaterThan(PLANTED.length + 8 + 8)
  expect(told).toContain(sign)
  for (const text of [told, stream]) {
    expect(text).toContain('kdv_live_***')
    expect(text).toContain('kdv_test_***')
    expect(text).toContain(`***@127.0.0.1`)
    expect(text).toContain('access_token=***')
  }
  expect([...artefacts.values()].join()).toContain('v1=***')
  expect(stream.match(/^event: attempt$/gm)?.length).toBeGreaterThan(20)
}
