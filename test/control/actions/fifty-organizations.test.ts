// Fifty organisations at once: each one does to the byte what it does alone, and sees nothing of the others.
import { expect, it } from 'vitest'

import { EVENT_TYPES } from '../../../src/contract/spec.ts'
import { MINUTE_MS, VIRTUAL_START_AT } from '../../../src/domain/world/time.ts'
import { type Answer, type Receiver, startReceiver } from '../../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts'
import { beginOrganization, type Caller } from './callers.ts'

const ORGANIZATIONS = 50

/** Fifty of them at once keep a busy machine at work: none of their receivers times out. */
const SETTINGS = { signatureTime: 'world', receiverTimeoutMs: 60_000 }

/** Far more requests than fifty organisations make. */
const ANSWERS_MAX = 20_000

const FAULTS: readonly (object | null)[] = [
  { fault: 'reply.status', status: 503, match: { operation: 'POST /messages' }, probability: 0.5 },
  { fault: 'delivery.outcome', status: 503, times: 2 },
  { fault: 'fate.fail', meta_code: 131049, probability: 0.5 },
  { fault: 'delivery.hold', times: 2 },
  null,
]

type Step = () => Promise<unknown>

/** What one organisation lives through, a request at a time; each step gives what was answered. */
function lifeOf(number: number, caller: Caller, receiver: Receiver, inbox: string): Step[] {
  const { call, act, see } = caller
  const customer = `+62812${String(number).padStart(8, '0')}`
  const fault = FAULTS[number % FAULTS.length] ?? null
  const api = (method: string, path: string, body?: unknown) => async () => {
    const reply = await call(method, path, body)
    return [reply.status, reply.headers.get('x-request-id'), reply.body]
  }
  const crew = (name: string, input: object) => async () => {
    const { status, body } = await act(name, input)
    return [status, body.data]
  }
  // What is due at once runs by itself: whoever wants one order waits for its end.
  const settled = async () => {
    expect((await act('advance-clock', { by: '0s' })).status).toBe(200)
  }
  const text = (to: string) => ({ to, type: 'text', text: { body: `Halo dari ${number}` } })
  const url = receiver.url.replace('/hook', `/organization-${number}`)
  return [
    crew('change-settings', { settings: SETTINGS }),
    api('POST', '/webhook_subscriptions', { url, events: EVENT_TYPES }),
    api('POST', '/webhook_subscriptions', { url: inbox, events: ['message.received'] }),
    fault === null ? api('GET', '/me') : crew('arm-fault', fault),
    crew('customer-writes', { from: customer, text: 'Ada stok?' }),
    settled,
    api('POST', '/messages', text(customer)),
    api('POST', '/messages', text('+628000000007')),
    crew('advance-clock', { by: `${number + 1}m` }),
    api('POST', '/messages', text('+62800000131047')),
    api('POST', '/messages', text('+628000000008')),
    api('POST', '/contacts', { phone_number: '+6281300000001', name: `Tamu ${number}` }),
    settled,
    crew('advance-clock', { by: '38h' }),
    api('GET', '/messages?limit=100'),
    api('GET', '/conversations'),
    api('GET', '/webhook_deliveries?limit=100'),
    crew('disarm-faults', {}),
    settled,
    crew('advance-clock', { until: 'idle' }),
    api('GET', '/webhook_deliveries?limit=100'),
    () => see('/faults'),
    () => see('/inboxes/shop'),
    () => see('/coverage'),
    () => see('/journal?limit=1000'),
  ]
}

/** Some receivers are down at first. */
function answerOf(receiver: Receiver): Answer {
  const asked = new Map<string, number>()
  return (response, { path }) => {
    const count = (asked.get(path) ?? 0) + 1
    asked.set(path, count)
    const isDown = Number(path.split('-')[1]) % 3 === 0 && count <= 3
    response.writeHead(isDown ? 503 : 200).end()
    receiver.answers.push(receiver.answers[0] as Answer)
  }
}

/** Everything that came of a life, as text, without what only the machine's ports and clock made. */
function told(
  number: number,
  answers: unknown[],
  receiver: Receiver,
  { app }: TestSandbox,
): string {
  const heard = receiver.received
    .filter(({ path }) => path === `/organization-${number}`)
    .map(({ headers: { host: _, ...headers }, body }) => ({ headers, body }))
  return JSON.stringify({ answers, heard }, null, 1)
    .replaceAll(new URL(app.url).host, 'HOST')
    .replace(/"duration_ms": [\d.e-]+/g, '"duration_ms": 0')
}

function wishOf(number: number): object {
  return { seed: 1_000 + number, name: `Organisasi ${number}` }
}

async function startDownReceiver(): Promise<Receiver> {
  const receiver = await startReceiver()
  const answer = answerOf(receiver)
  receiver.answers = Array.from({ length: ANSWERS_MAX }, () => answer)
  return receiver
}

async function liveAlone(number: number, receiver: Receiver): Promise<string> {
  const sandbox = await startTestSandbox()
  const caller = await beginOrganization(sandbox, wishOf(number))
  const answers: unknown[] = []
  for (const step of lifeOf(number, caller, receiver, inboxOf(sandbox))) answers.push(await step())
  return told(number, answers, receiver, sandbox)
}

/** All take each step at the same time, in another order each time. */
async function liveTogether(receiver: Receiver): Promise<string[]> {
  const sandbox = await startTestSandbox()
  const lives: { steps: Step[]; answers: unknown[] }[] = []
  for (let number = 0; number < ORGANIZATIONS; number++) {
    const caller = await beginOrganization(sandbox, wishOf(number))
    lives.push({ steps: lifeOf(number, caller, receiver, inboxOf(sandbox)), answers: [] })
  }
  const rounds = Math.max(...lives.map(({ steps }) => steps.length))
  for (let round = 0; round < rounds; round++) {
    const first = (round * 17) % ORGANIZATIONS
    const order = [...lives.slice(first), ...lives.slice(0, first)]
    await Promise.all(order.map(async (life) => life.answers.push(await life.steps[round]?.())))
  }
  return lives.map(({ answers }, number) => told(number, answers, receiver, sandbox))
}

function inboxOf({ app }: TestSandbox): string {
  return `${app.controlUrl}/inbox/shop`
}

it('gives the same bytes together as each alone', async () => {
  const receiver = await startDownReceiver()
  const alone: string[] = []
  for (let number = 0; number < ORGANIZATIONS; number++) {
    alone.push(await liveAlone(number, receiver))
  }
  const again = await startDownReceiver()
  const together = await liveTogether(again)
  for (let number = 0; number < ORGANIZATIONS; number++) {
    const port = (one: Receiver) => new URL(one.url).host
    const mine = (together[number] ?? '').replaceAll(port(again), 'RECEIVER')
    expect(mine).toBe((alone[number] ?? '').replaceAll(port(receiver), 'RECEIVER'))
  }
  expectNoIdTwice(together)
}, 120_000)

function expectNoIdTwice(texts: readonly string[]): void {
  const owners = new Map<string, number>()
  texts.forEach((text, number) => {
    const ids = new Set(text.match(/\b[a-z]{3,4}_[0-9A-HJKMNP-TV-Z]{26}\b/g))
    expect(ids.size).toBeGreaterThan(30)
    for (const id of ids) {
      expect([id, owners.get(id)]).toEqual([id, undefined])
      owners.set(id, number)
    }
  })
}

it('sees neither rows nor clocks, faults, journals and inboxes of the others', async () => {
  const sandbox = await startTestSandbox()
  const callers: Caller[] = []
  for (let number = 0; number < ORGANIZATIONS; number++) {
    callers.push(await beginOrganization(sandbox, wishOf(number)))
  }
  const owned = await Promise.all(callers.map((caller, number) => live(caller, number)))
  await Promise.all(
    callers.map(async ({ call, act, see }, number) => {
      const { contact, message } = owned[number] as Owned
      const { data: messages } = (await call('GET', '/messages')).body
      expect(messages.map(({ id }: { id: string }) => id)).toEqual([message])
      const { data: contacts } = (await call('GET', '/contacts')).body
      expect(contacts.map(({ id }: { id: string }) => id)).toContain(contact)
      const other = owned[(number + 1) % ORGANIZATIONS] as Owned
      const paths = [
        `/messages/${other.message}`,
        `/contacts/${other.contact}`,
        `/webhook_subscriptions/${other.subscription}`,
      ]
      for (const path of paths) expect((await call('GET', path)).status).toBe(404)
      expect((await act('disarm-faults', { fault_id: other.fault })).status).toBe(404)
      const { faults } = await see('/faults')
      expect(faults).toMatchObject([{ id: owned[number]?.fault, armed: true, seen: 1, hits: 1 }])
      const { to } = (await act('advance-clock', { by: '0s' })).body.data
      expect(Date.parse(to)).toBe(VIRTUAL_START_AT + (number + 1) * MINUTE_MS)
      const { requests } = await see('/inboxes/shop')
      expect(requests).toMatchObject([{ number: 1, json: { data: { contact: { id: contact } } } }])
      const { entries } = await see('/journal?kind=attempt')
      expect(entries).toMatchObject([{ delivery_id: requests[0].delivery_id }])
    }),
  )

  async function live({ call, act }: Caller, number: number): Promise<Owned> {
    const events = ['contact.created']
    await act('change-settings', { settings: SETTINGS })
    const made = async (path: string, body: object) => (await call('POST', path, body)).body.data.id
    const subscription = await made('/webhook_subscriptions', { url: inboxOf(sandbox), events })
    const contact = await made('/contacts', { phone_number: '+6281300000001' })
    const { id: fault } = (await act('arm-fault', { fault: 'fate.fail' })).body.data
    const text = { to: '+628000000003', type: 'text', text: { body: 'Halo' } }
    const message = await made('/messages', text)
    // What is due at once runs by itself, and an advance waits for it, however busy the machine is.
    const forward = { by: `${number + 1}m` }
    expect((await act('advance-clock', forward)).status).toBe(200)
    return { subscription, contact, fault, message }
  }
}, 120_000)

type Owned = {
  readonly subscription: string
  readonly contact: string
  readonly fault: string
  readonly message: string
}
