// The scene of one check: a customer of its own, genuine webhooks, and hands to post them in any way.
import type { ActionInput } from '../../client/control-client.ts'
import { curlOf } from '../curl.ts'
import type { StoryStep } from '../finding.ts'
import { literal } from '../finding.ts'
import type { TappedCall } from '../tap.ts'
import type { Bench, Received } from './bench.ts'
import { mailLike } from './bench.ts'

/** A webhook that could be posted, with the ids by which its effect is found. */
export type Mail = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The wamid of the message it tells of, or the id of one of the provider's own events. */
  readonly id: string
  /** Who has written the message, where it is one. */
  readonly from?: string
}

/** How a webhook is posted otherwise than the provider does. */
export type Twist = {
  readonly body?: string
  readonly base64?: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly secret?: string | readonly string[] | null
  /** Seconds; below 0 it is signed ahead of time. */
  readonly signedBefore?: number
  readonly signature?: string
  /** What is signed in place of the body. */
  readonly signedText?: string
  readonly scheme?: string
  readonly datedNow?: boolean
  readonly copies?: number
  readonly method?: 'GET' | 'PUT'
  readonly timeout?: string
}

export type Answer = {
  /** answered, timed-out, unreachable, refused */
  readonly outcome: string
  readonly status: number | null
  readonly body: string | null
  readonly error: string | null
  readonly durationMs: number
}

export type Scene = {
  readonly bench: Bench
  /** Writes to nobody else's check. */
  readonly customer: string
  /** Further customers of this check: some programs answer a customer only the first time. */
  readonly others: string[]
  /** The number of the first call of the program that belongs to this scene. */
  readonly firstCall: number
  /** What was posted, as curl commands. */
  readonly sent: string[]
  /** All that was done, as steps of a scenario. */
  readonly steps: StoryStep[]
  /** The status and the time of every answer. */
  readonly answers: Answer[]
}

export function newScene(bench: Bench, number: number): Scene {
  const customer = `+62812${String(10_000_000 + number)}`
  const firstCall = bench.tap.calls.length
  return { bench, customer, others: [], firstCall, sent: [], steps: [], answers: [] }
}

/** The URL and the secret are the reader's in a scenario that is played again. */
export const PROGRAM_URL = '$' + '{program.url}'

export function secretReference(secret: string): string {
  return `\${env.KIRIM_WEBHOOK_SECRET:-${secret}}`
}

/** A customer who has not written yet. */
export function anotherCustomer({ customer, others }: Scene): string {
  const number = (Number(customer.slice(-5)) * OTHERS_MAX + others.length) % 100_000_000
  const another = `+62813${String(number).padStart(8, '0')}`
  others.push(another)
  return another
}

const OTHERS_MAX = 1_000

export type Writes = Omit<ActionInput<'customer-writes'>, 'from'>

/** A customer writes; the webhook is made by the sandbox, and waits to be posted. */
export async function writes(
  scene: Scene,
  input: Writes = {},
  from: string = scene.customer,
): Promise<Mail> {
  const { bench } = scene
  const { text = bench.options.text ?? 'Halo', ...rest } = input
  const said = input.type === undefined || input.type === 'text' ? { text } : {}
  const full = { from, ...rest, ...said } as ActionInput<'customer-writes'>
  const data = (await bench.client.act('customer-writes', full)) as Record<string, unknown>
  scene.steps.push({ verb: 'customer-writes', input: { ...full } })
  const id = wamidIn(data)
  const received = await mailLike(bench, ({ headers, body }) => {
    return headers['x-kirim-event'] === 'message.received' && body.includes(JSON.stringify(id))
  })
  return { ...mailOf(received, id), from }
}

/** The webhook by which the provider tells that this customer is new. */
export async function contactCreated({ bench, customer }: Scene): Promise<Mail> {
  const digits = customer.slice(1)
  const received = await mailLike(
    bench,
    ({ headers, body }) => headers['x-kirim-event'] === 'contact.created' && body.includes(digits),
  )
  return mailOf(received, String(received.headers['x-kirim-event-id']))
}

/** The business writes to the customer, through the API. */
export async function sendsMessage(scene: Scene): Promise<{ id: string; wamid: string }> {
  const { client } = scene.bench
  const body = { to: scene.customer, type: 'text', text: { body: 'Terima kasih' } }
  const { data } = await client.call('POST', '/messages', body)
  scene.steps.push({ verb: 'call', input: { operation: 'POST /messages', body }, as: 'sent' })
  const { id } = data as { readonly id: string }
  return { id, wamid: await wamidOf(scene, id) }
}

export async function wamidOf({ bench }: Scene, messageId: string): Promise<string> {
  const { data } = await bench.client.read(`messages/${messageId}`)
  return data.wamid
}

/** The message comes to a status; the webhook that tells so waits to be posted. */
export async function reaches(
  scene: Scene,
  message: { readonly id: string; readonly wamid: string },
  status: 'sent' | 'delivered' | 'read' | 'failed',
): Promise<Mail> {
  const input = { message_id: message.id, status }
  await scene.bench.client.act('set-message-status', input)
  const told = `"status":"${status}"`
  const received = await mailLike(
    scene.bench,
    ({ headers, body }) =>
      headers['x-kirim-event'] === 'message.status' &&
      body.includes(message.wamid) &&
      body.includes(told),
  )
  return mailOf(received, message.wamid)
}

function mailOf({ headers, body }: Received, id: string): Mail {
  const kept = Object.entries(headers)
    .filter(([name]) => /^(x-kirim-|content-type|user-agent)/.test(name))
    .filter(([name]) => name !== 'x-kirim-signature')
  return { headers: Object.fromEntries(kept), body, id }
}

/** Wherever a reply shows it. */
function wamidIn(data: unknown): string {
  const found = /"(wamid\.[^"]+)"/.exec(JSON.stringify(data))?.[1]
  if (found === undefined) throw new Error('customer-writes shows no wamid.')
  return found
}

/** Posts a webhook; of several copies, the answer that came first in the list. */
export async function post(scene: Scene, mail: Mail, twist: Twist = {}): Promise<Answer> {
  const [first] = await postAll(scene, mail, twist)
  return first as Answer
}

/** Posts it, in as many copies as are wanted, and gives all answers. */
export async function postAll(scene: Scene, mail: Mail, twist: Twist = {}): Promise<Answer[]> {
  const { bench } = scene
  const input = inputOf(bench, mail, twist)
  const data = (await bench.client.act('post-webhook', input)) as Posted
  note(scene, input, data)
  const answers = data.answers.map((one) => ({ ...one, durationMs: one.duration_ms }))
  scene.answers.push(...answers)
  return answers
}

/** The members of the action that say the same. */
const SAME = {
  signedBefore: 'signed_before_s',
  signature: 'signature',
  signedText: 'signed_text',
  scheme: 'scheme',
  datedNow: 'dated_now',
  copies: 'copies',
  method: 'method',
  timeout: 'timeout',
} as const

function inputOf({ program, secret: own }: Bench, mail: Mail, twist: Twist): PostInput {
  const { body = mail.body, base64, headers = {}, secret = own } = twist
  const rest = Object.entries(SAME).flatMap(([from, to]) => {
    const value = twist[from as keyof typeof SAME]
    return value === undefined ? [] : [[to, value]]
  })
  return {
    url: program.url,
    ...(base64 === undefined ? { text: body } : { base64 }),
    headers: { ...mail.headers, ...headers },
    secret: typeof secret === 'string' || secret === null ? secret : [...secret],
    ...Object.fromEntries(rest),
  }
}

type PostInput = ActionInput<'post-webhook'>
type Posted = {
  readonly answers: readonly (Omit<Answer, 'durationMs'> & { readonly duration_ms: number })[]
  readonly sent: { readonly method: string; readonly headers: Readonly<Record<string, string>> }
}

function note(scene: Scene, input: PostInput, { sent }: Posted): void {
  const { bench, steps } = scene
  const { url, text, base64 } = input
  const body = text ?? Buffer.from(base64 ?? '', 'base64').toString()
  const times = input.copies === undefined ? '' : `# ${input.copies} times at once\n`
  scene.sent.push(times + curlOf({ ...sent, url: url as string, body }))
  const isOwn = input.secret === bench.secret
  steps.push({
    verb: 'post-webhook',
    input: {
      ...input,
      url: PROGRAM_URL,
      ...(text !== undefined && { text: literal(text) }),
      ...(input.signed_text !== undefined && { signed_text: literal(input.signed_text) }),
      ...(isOwn && { secret: secretReference(bench.secret) }),
    },
    as: `answer${steps.length}`,
  })
}

/** The name of the answer that was posted last, for expectations of the story. */
export function lastAnswer({ steps }: Scene): string {
  return steps.findLast(({ verb }) => verb === 'post-webhook')?.as ?? ''
}

/** What the program has called since the scene began: sending to its customers. */
export function sendingCalls({ bench, customer, others, firstCall }: Scene): TappedCall[] {
  const isOurs = (to: string | undefined) =>
    to === customer || (to !== undefined && others.includes(to))
  return bench.tap.calls
    .slice(firstCall)
    .filter(({ method, path, to }) => method === 'POST' && /\/messages$/.test(path) && isOurs(to))
}
