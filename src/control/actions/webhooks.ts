// The control action that posts any webhook to any receiver: how receivers are tried out.
import type { ActionInput } from '../../contract/input-types.ts'
import { fail, failNotFound } from '../../domain/failures/failures.ts'
import type { Outcome } from '../../domain/webhooks/retry.ts'
import { activeSecrets } from '../../domain/webhooks/secrets.ts'
import { reveal } from '../../domain/world/secret.ts'
import { find } from '../../domain/world/tables.ts'
import { fromIso, type Instant, unixSeconds } from '../../domain/world/time.ts'
import { signPayload } from '../../wire/v1/signature.ts'
import { type ActionTable, durationOf, type Stage } from './action.ts'
import { takes } from './input.ts'
import { POST_WEBHOOK_MEMBERS } from './webhook-inputs.ts'

type PostInput = ActionInput<'post-webhook'>

const TIMEOUT_MS = 10_000
const TIMEOUT_MAX_MS = 60_000

/** What every webhook of the provider carries beside its signature. */
const USUAL_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json',
  'User-Agent': 'Kirim-Webhook/1.0',
}

export const WEBHOOK_ACTIONS = {
  'post-webhook': {
    what: 'Posts any bytes to a receiver, signed as you say, and shows what it answered.',
    input: takes(POST_WEBHOOK_MEMBERS),
    example: {
      url: 'http://127.0.0.1:4000/webhooks',
      body: { id: 'evt_01J9Z3K4M5N6P7Q8R9S0T1V2W3', type: 'contact.updated', data: {} },
      secret: 'whsec_of_the_subscription',
      signed_before_s: 301,
    },
    failures: ['missing_required_field', 'invalid_field_value', 'resource_not_found'],
    run: async (stage, input) => {
      const request = requestOf(stage, input)
      const copies = Array.from({ length: input.copies ?? 1 }, () =>
        stage.sandbox.ports.transport.post(request),
      )
      const answers = (await Promise.all(copies)).map(answerOf)
      const { url, method = 'POST', headers } = request
      const [first] = answers
      return { ...first, answers, sent: { method, url, headers } }
    },
  },
} satisfies ActionTable<'post-webhook'>

function requestOf(stage: Stage, input: PostInput) {
  const url = urlOf(stage, input)
  const body = bodyOf(input)
  const signature = signatureOf(stage, input, body)
  const headers = headersOf(input, signature)
  const { method = 'POST' } = input
  return { url, method, headers, body, timeoutMs: timeoutOf(input) }
}

/** Names keep the case they are given in; one that is given replaces the usual one, whatever its case. */
function headersOf({ headers = {} }: PostInput, signature: string | null): Record<string, string> {
  const usual = { ...USUAL_HEADERS, ...(signature !== null && { 'X-Kirim-Signature': signature }) }
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const kept = Object.entries(usual).filter(([name]) => !given.has(name.toLowerCase()))
  const said = Object.entries(headers).filter((one): one is [string, string] => one[1] !== null)
  return Object.fromEntries([...kept, ...said])
}

function urlOf({ organization: { world } }: Stage, input: PostInput): string {
  const { url, subscription_id: id } = input
  if (url !== undefined) return url
  if (id === undefined) {
    fail('missing_required_field', 'url', 'Say where to: a url, or a subscription_id.')
  }
  return (find(world.subscriptions, id) ?? failNotFound('webhook subscription', id)).url
}

/** Text as it is while it can be; bytes where they are no text. */
function bodyOf({ body, text, base64 }: PostInput): string | Uint8Array {
  const given = [body, text, base64].filter((one) => one !== undefined).length
  if (given > 1) {
    fail('invalid_field_value', 'body', `Give one of body, text and base64; got ${given} of them.`)
  }
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  return text ?? (body === undefined ? '' : JSON.stringify(body))
}

function signatureOf(stage: Stage, input: PostInput, body: string | Uint8Array): string | null {
  const { secret, signature, signed_before_s: before = 0, signed_text: text = body } = input
  if (signature !== undefined) return signature
  if (secret === null) return null
  const now = unixSeconds(timeOf(stage, input))
  const signed = signPayload({ secrets: secretsOf(stage, input), body: text, t: now - before })
  const { scheme = 'v1', dated_now: isDatedNow = false } = input
  const named = signed.replaceAll('v1=', `${scheme}=`)
  return isDatedNow ? named.replace(/^t=\d+/, `t=${now}`) : named
}

/** Receivers compare `t` with their own clock, so it is the machine's time unless told otherwise. */
function timeOf({ sandbox, organization: { world } }: Stage, { time }: PostInput): Instant {
  if (time !== undefined) return fromIso(time)
  return world.settings.signatureTime === 'world' ? world.now : sandbox.ports.clock.wall()
}

function secretsOf({ organization: { world } }: Stage, input: PostInput): readonly string[] {
  const { secret, subscription_id: id } = input
  if (typeof secret === 'string') return [secret]
  if (secret !== undefined && secret !== null) return secret
  const active = id === undefined ? [] : activeSecrets(world, id)
  if (active.length > 0) return active.map((row) => reveal(row.secret))
  fail(
    'missing_required_field',
    'secret',
    'Say what to sign with: a secret, several, or null for no signature.',
  )
}

function timeoutOf({ timeout }: PostInput): number {
  if (timeout === undefined) return TIMEOUT_MS
  const ms = durationOf(timeout, 'timeout')
  if (ms > 0 && ms <= TIMEOUT_MAX_MS) return ms
  fail('invalid_field_value', 'timeout', `timeout must be from 1ms to 60s; got ${timeout}.`)
}

function answerOf(outcome: Outcome) {
  if (outcome.kind !== 'answered') {
    const { kind, error, durationMs } = outcome
    return { outcome: kind, status: null, body: null, error, duration_ms: durationMs }
  }
  const { status, snippet, durationMs } = outcome
  return { outcome: 'answered', status, body: snippet, error: null, duration_ms: durationMs }
}
