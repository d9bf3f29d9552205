// The transcript of a play: calls, replies, webhooks and statuses by world time, the same in each run.
import type { Outcome } from '../../domain/webhooks/retry.ts'
import type { Entry } from '../../domain/world/journal.ts'
import { type Instant, toIso } from '../../domain/world/time.ts'
import type { WebhookRequest } from '../../engine/ports.ts'
import type { Scenario } from '../format/scenario.ts'
import type { Reply, Request } from './api-call.ts'
import { folded } from './folding.ts'
import { withoutRepeats } from './repeats.ts'

/** The first line: a later form of cassette can be told from this one. */
const HEADER = 'kirim-sandbox cassette 3'

export type Transcript = { readonly lines: string[] }

export function newTranscript({ name, seed, world }: Scenario): Transcript {
  return { lines: [HEADER, `scenario: ${name}`, `world: ${world}, seed: ${seed}`] }
}

/**
 * The text of a cassette: long runs of exchanges that are alike are folded, and a time or a header
 * that is the same as in the exchange before is left out.
 */
export function transcriptText({ lines }: Transcript): string {
  const exchanges = lines.join('\n').split(/\n\n(?=@ )/)
  return `${withoutRepeats(folded(exchanges)).join('\n\n')}\n`
}

export function writeCall(
  transcript: Transcript,
  at: Instant,
  request: Request,
  reply: Reply | null,
): void {
  begin(transcript, at, 'call')
  sent(transcript, `${request.method} ${request.path}`, request.shown, request.body)
  if (reply !== null) received(transcript, reply)
}

/** The reply of a call that went to the background. */
export function writeLateReply(transcript: Transcript, at: Instant, name: string, reply: Reply) {
  begin(transcript, at, `reply to ${name}`)
  received(transcript, reply)
}

export function writeAction(
  transcript: Transcript,
  at: Instant,
  name: string,
  input: unknown,
  answer: unknown,
): void {
  begin(transcript, at, name)
  transcript.lines.push(`> ${JSON.stringify(input)}`, `< ${JSON.stringify(answer)}`)
}

export function writeWebhook(
  transcript: Transcript,
  at: Instant,
  { url, headers, body }: WebhookRequest,
  outcome: Outcome,
): void {
  begin(transcript, at, 'webhook')
  sent(transcript, `POST ${url}`, headers, Buffer.from(body).toString())
  transcript.lines.push(`< ${outcomeText(outcome)}`)
}

/** Statuses, inbound messages and what the sandbox has to say; the rest is written where it happens. */
export function writeEntry(transcript: Transcript, entry: Entry): void {
  const { at } = entry
  if (entry.kind === 'status') {
    const why = entry.code === undefined ? '' : ` ${entry.code}: ${entry.detail ?? ''}`
    begin(transcript, at, `status ${entry.messageId} ${entry.status} to ${entry.to}${why}`)
  }
  if (entry.kind === 'inbound') {
    begin(transcript, at, `inbound ${entry.messageId} ${entry.type} from ${entry.from}`)
  }
  if (entry.kind === 'notice' || entry.kind === 'breach') {
    begin(transcript, at, `${entry.kind} ${entry.message}`)
  }
}

function begin({ lines }: Transcript, at: Instant, what: string): void {
  lines.push('', `@ ${toIso(at)} ${what}`)
}

function sent(
  { lines }: Transcript,
  first: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): void {
  lines.push(`> ${first}`)
  for (const [name, value] of Object.entries(headers)) lines.push(`> ${name}: ${value}`)
  if (body !== undefined) lines.push('>', ...body.split('\n').map((line) => `> ${line}`))
}

function received({ lines }: Transcript, { status, headers, text, connection }: Reply): void {
  lines.push(`< ${status ?? 'no answer'}${connection === 'whole' ? '' : ` (${connection})`}`)
  for (const [name, value] of Object.entries(headers)) lines.push(`< ${name}: ${value}`)
  if (text !== '') lines.push('<', ...text.split('\n').map((line) => `< ${line}`))
}

function outcomeText(outcome: Outcome): string {
  if (outcome.kind !== 'answered') return `${outcome.kind}: ${outcome.error}`
  const { status, retryAfter, snippet } = outcome
  const wait = retryAfter === null ? '' : `, retry after ${retryAfter}`
  return `${status}${wait}${snippet === '' ? '' : `: ${JSON.stringify(snippet)}`}`
}
