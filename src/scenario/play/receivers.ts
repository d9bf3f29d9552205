// The receivers of a play: the built-in ones answer as they are told, the others are real programs.
import type { Outcome } from '../../domain/webhooks/retry.ts'
import { toIso, unixSeconds } from '../../domain/world/time.ts'
import { ownerOf, receiveAtInbox } from '../../engine/inboxes/receiving.ts'
import type { Transport, WebhookRequest } from '../../engine/ports.ts'
import type { Organization, Sandbox } from '../../engine/sandbox.ts'
import { parseDuration } from '../../schema/durations.ts'
import { verifySignature } from '../../wire/v1/signature.ts'
import type { Receiver, ScriptedAnswer } from '../format/receiver-schema.ts'
import { type Observer, observeSource } from '../programs/observation.ts'
import type { Program } from '../programs/program.ts'

/** A webhook that came to a receiver, as expectations see it. */
export type Arrival = {
  /** Counts those of its receiver, from 1. */
  readonly number: number
  readonly at: string
  readonly event: string
  readonly event_id: string
  readonly delivery_id: string
  readonly attempt: number
  /** valid, or why it is not. */
  readonly signature: string
  /** What a message.status tells. */
  readonly status?: string
  /** Meta's message of a message.received. */
  readonly message?: unknown
  /** The data of one of Kirim's own events. */
  readonly data?: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** The HTTP status, or what happened instead. */
  readonly answered: number | string
}

export type ReceiverState = {
  readonly name: string
  readonly url: string
  readonly isBuiltIn: boolean
  script: readonly ScriptedAnswer[]
  /** How many requests the script has answered. */
  given: number
  verify: boolean
  /** The secret that it checks signatures with. */
  secret: string | undefined
  readonly arrivals: Arrival[]
  /** Where a real program tells what it has done. */
  readonly observer: Observer | undefined
  /** A real program that the play has started. */
  program: Program | undefined
}

/** Called with each webhook and its answer. */
export type Listener = (
  receiver: ReceiverState,
  arrival: Arrival,
  request: WebhookRequest,
  outcome: Outcome,
) => void

/** `.test` belongs to nobody (RFC 2606), so that nothing is ever really sent there. */
export function builtInUrl(name: string): string {
  return `https://${name}.receiver.test/webhooks`
}

export function receiverState(name: string, receiver: Receiver): ReceiverState {
  const { url, answers, verify, observe, mapping = {}, secret } = receiver
  return {
    name,
    url: url ?? builtInUrl(name),
    isBuiltIn: url === undefined,
    script: answers ?? [200],
    given: 0,
    verify: verify === true,
    secret,
    arrivals: [],
    observer: observe === undefined ? undefined : { source: observeSource(observe), mapping },
    program: undefined,
  }
}

export type Post = {
  readonly transport: Transport
  /** Requests to real programs on their way. */
  readonly pending: Set<Promise<unknown>>
  /** Tells the post whose webhooks it carries; nothing is posted before. */
  readonly serve: (sandbox: Sandbox, receivers: ReadonlyMap<string, ReceiverState>) => void
}

/** A transport that answers for the built-in receivers and hands everything else to a real one. */
export function newPost(real: Transport, tell: Listener): Post {
  const pending = new Set<Promise<unknown>>()
  let served: { sandbox: Sandbox; byUrl: Map<string, ReceiverState> } | undefined
  const post = async (request: WebhookRequest): Promise<Outcome> => {
    const receiver = served?.byUrl.get(request.url)
    if (served === undefined || receiver === undefined) return track(real.post(request))
    const { sandbox } = served
    const organization = senderOf(sandbox, request)
    const now = () =>
      unixSeconds(
        organization.world.settings.signatureTime === 'world'
          ? organization.world.now
          : sandbox.ports.clock.wall(),
      )
    const outcome = receiver.isBuiltIn
      ? answer(receiver, request, now())
      : await track(real.post(request))
    const arrival = arrivalOf(sandbox, organization, receiver, request, outcome)
    receiver.arrivals.push(arrival)
    tell(receiver, arrival, request, outcome)
    return outcome
  }
  const track = <Value>(promise: Promise<Value>): Promise<Value> => {
    pending.add(promise)
    return promise.finally(() => pending.delete(promise))
  }
  return {
    transport: { post, close: () => real.close() },
    pending,
    serve: (sandbox, receivers) => {
      const byUrl = new Map([...receivers.values()].map((one) => [one.url, one]))
      served = { sandbox, byUrl }
    },
  }
}

/** How a built-in receiver answers: first it may check the signature, then its script speaks. */
function answer(receiver: ReceiverState, request: WebhookRequest, now: number): Outcome {
  if (receiver.verify && !isGenuine(receiver, request, now)) return answered(401, null, '')
  const next = nextAnswer(receiver)
  const { timeoutMs } = request
  if (next === 'timeout') return silent(timeoutMs)
  if (next === 'unreachable') {
    const host = new URL(request.url).host
    return {
      kind: 'unreachable',
      error: `ECONNREFUSED connect ECONNREFUSED ${host}`,
      durationMs: 0,
    }
  }
  if (typeof next === 'number') return answered(next, null, '')
  const delay = parseDuration(next.delay ?? '0s') ?? 0
  if (delay >= timeoutMs) return silent(timeoutMs)
  const retryAfter = next.retry_after === undefined ? null : String(next.retry_after)
  return { ...answered(next.status, retryAfter, next.body ?? ''), durationMs: delay }
}

function isGenuine(receiver: ReceiverState, { headers, body }: WebhookRequest, now: number) {
  const header = headers['X-Kirim-Signature'] ?? null
  const secrets = receiver.secret === undefined ? [] : [receiver.secret]
  return verifySignature({ header, body: Buffer.from(body), secrets, now }).valid
}

function answered(status: number, retryAfter: string | null, snippet: string) {
  return { kind: 'answered' as const, status, retryAfter, snippet, durationMs: 0 }
}

function silent(timeoutMs: number): Outcome {
  const error = `no answer within ${timeoutMs / 1_000} s`
  return { kind: 'timed-out', error, durationMs: timeoutMs }
}

/** The last answer stays. */
function nextAnswer(receiver: ReceiverState): ScriptedAnswer {
  let left = receiver.given++
  for (const one of receiver.script) {
    const times = typeof one === 'object' ? (one.times ?? 1) : 1
    if (left < times) return one
    left -= times
  }
  return receiver.script.at(-1) ?? 200
}

/** Whose webhook it is: organisations of one play may share a receiver. */
function senderOf(sandbox: Sandbox, request: WebhookRequest): Organization {
  return ownerOf(sandbox, arrived(request), sandbox.defaultOrganization)
}

function arrived({ url, headers, body }: WebhookRequest) {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const { pathname, search } = new URL(url)
  return {
    method: 'POST',
    path: pathname + search,
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: Buffer.from(body),
  }
}

function arrivalOf(
  sandbox: Sandbox,
  organization: Organization,
  receiver: ReceiverState,
  request: WebhookRequest,
  outcome: Outcome,
): Arrival {
  const raw = arrived(request)
  const script = { answers: [200], delayMs: 0, retryAfter: null, body: '' }
  // It goes to the organisation's inbox of that name, too, where the control API shows it.
  const { signature } = receiveAtInbox(sandbox, organization, receiver.name, raw, script)
  const body = bodyOf(request)
  const event = raw.headers['x-kirim-event'] ?? ''
  const value = body.entry?.[0]?.changes?.[0]?.value
  const [status] = value?.statuses ?? []
  const [message] = value?.messages ?? []
  return {
    number: receiver.arrivals.length + 1,
    at: toIso(organization.world.now),
    event,
    event_id: raw.headers['x-kirim-event-id'] ?? '',
    delivery_id: raw.headers['x-kirim-delivery-id'] ?? '',
    attempt: Number(raw.headers['x-kirim-attempt']),
    signature: signature.valid ? 'valid' : signature.reason,
    ...(status !== undefined && { status: status.status }),
    ...(message !== undefined && { message }),
    ...(body.data !== undefined && { data: body.data }),
    headers: raw.headers,
    body,
    answered: outcome.kind === 'answered' ? outcome.status : outcome.kind,
  }
}

/** What is no JSON object has no members to look at. */
function bodyOf({ body }: WebhookRequest): Body {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString())
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}

type Body = {
  readonly data?: unknown
  readonly entry?: readonly {
    readonly changes?: readonly {
      readonly value?: {
        readonly statuses?: readonly { readonly status: string }[]
        readonly messages?: readonly unknown[]
      }
    }[]
  }[]
}
