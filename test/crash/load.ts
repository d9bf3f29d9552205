// Clients that write without pause, and note in a ledger what they were told, until the sandbox dies.
import { roll } from '../../src/domain/world/dice.ts'
import type { Ready } from '../cli/running.ts'
import type { Ledger } from './ledger.ts'

/** Requests under way at the same time. */
const CLIENTS = 8
/** Phones that answer in ways of their own, strangers, and one that writes back. */
const PHONES = ['+628000000003', '+628000000006', '+628000000007', '+6281299990001']

/** A sandbox that is there, and what is done to it. */
export type Target = {
  readonly ready: Ready
  readonly ledger: Ledger
  readonly seed: number
  readonly round: number
  /** Called after each write that was acknowledged. */
  readonly acknowledged: () => void
}

/** Ends when every client has lost its sandbox. */
export async function load(target: Target): Promise<void> {
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(target, client)))
}

type Writer = (target: Target, label: string) => Promise<void>

const WRITERS: readonly Writer[] = [
  sendMessage,
  sendMessage,
  sendMessage,
  makeContact,
  changeContact,
  customerWrites,
  changeSettings,
]

async function work(target: Target, client: number): Promise<void> {
  for (let step = 0; ; step++) {
    const label = `${target.round}.${client}.${step}`
    const chosen = Math.floor(roll(target.seed, 'writer', label) * WRITERS.length)
    try {
      await (WRITERS[chosen] as Writer)(target, label)
    } catch (error) {
      // The sandbox is gone, and fetch says so with a TypeError; anything else is for the test.
      if (error instanceof TypeError) return
      throw error
    }
    target.ledger.writes++
    target.acknowledged()
  }
}

// biome-ignore lint/suspicious/noExplicitAny: replies of every shape come back.
type Body = any

/** Sends a request; only a whole answer counts as one. */
export async function send(
  { url, api_key: apiKey }: Pick<Ready, 'url' | 'api_key'>,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<{ readonly status: number; readonly body: Body }> {
  const response = await fetch(path.startsWith('http') ? path : url + path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

/** Sends what must succeed; when no answer comes the error is a TypeError. */
async function must(target: Target, method: string, path: string, body?: unknown, key?: string) {
  const reply = await send(target.ready, method, path, body, key)
  if (reply.status === 200) return reply.body.data
  throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`)
}

async function sendMessage(target: Target, label: string): Promise<void> {
  const { ledger, seed } = target
  const to = PHONES[Math.floor(roll(seed, 'phone', label) * PHONES.length)] as string
  const text = `Pesan ${label}`
  const request = { path: '/messages', body: { to, type: 'text', text: { body: text } } }
  const key = `key-${label}`
  ledger.unanswered.push({ ...request, key })
  const { id } = await must(target, 'POST', request.path, request.body, key)
  ledger.unanswered.splice(
    ledger.unanswered.findIndex((one) => one.key === key),
    1,
  )
  ledger.messages.set(id, { to, text })
  ledger.answers.set(key, id)
}

async function makeContact(target: Target, label: string): Promise<void> {
  const digits = Math.floor(roll(target.seed, 'contact', label) * 1e9)
  const name = `Kontak ${label}`
  const wish = { phone_number: `+6285${String(digits).padStart(9, '0')}`, name }
  const { id } = await must(target, 'POST', '/contacts', wish)
  target.ledger.contacts.set(id, { names: [name], mayBeThere: true, mayBeGone: false })
}

/** Changes or deletes a contact that nobody else is changing. */
async function changeContact(target: Target, label: string): Promise<void> {
  const { contacts } = target.ledger
  const [id, contact] = [...contacts].find(([, one]) => isSettled(one)) ?? []
  if (id === undefined || contact === undefined) return makeContact(target, label)
  if (roll(target.seed, 'deletes', label) < 0.3) {
    contact.mayBeGone = true
    await must(target, 'DELETE', `/contacts/${id}`)
    contact.mayBeThere = false
    return
  }
  const name = `Nama ${label}`
  contact.names.push(name)
  await must(target, 'PATCH', `/contacts/${id}`, { name })
  contact.names = [name]
}

function isSettled({
  names,
  mayBeThere,
  mayBeGone,
}: {
  names: unknown[]
  mayBeThere: boolean
  mayBeGone: boolean
}): boolean {
  return names.length === 1 && mayBeThere && !mayBeGone
}

async function customerWrites(target: Target, label: string): Promise<void> {
  const from = PHONES[3]
  const path = `${target.ready.control_url}/actions/customer-writes`
  const { message_id: id } = await must(target, 'POST', path, { from, text: `Balasan ${label}` })
  target.ledger.inbound.add(id)
}

async function changeSettings(target: Target, label: string): Promise<void> {
  const { ledger, ready, seed } = target
  const readProbability = roll(seed, 'setting', label)
  // Others change it too: the last one that was told wins, and any that was not may come after.
  ledger.readProbability.push(readProbability)
  const path = `${ready.control_url}/actions/change-settings`
  await must(target, 'POST', path, { settings: { readProbability } })
}
