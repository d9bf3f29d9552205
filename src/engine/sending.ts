// How a webhook is sent when a fault has it sent otherwise: signed, changed, copied, or not sent at all.
import type { PretendedOutcome, SendingWay } from '../domain/faults/delivery.ts'
import type { AttemptOrder, AttemptVerdict, FormerRequest } from '../domain/webhooks/attempts.ts'
import type { Outcome } from '../domain/webhooks/retry.ts'
import { reveal, secretOf } from '../domain/world/secret.ts'
import { type Instant, unixSeconds } from '../domain/world/time.ts'
import { signPayload } from '../wire/v1/signature.ts'
import { webhookBody } from '../wire/v1/webhook-bodies.ts'
import { webhookHeaders } from '../wire/v1/webhook-request.ts'

/** A secret that no subscription ever has. */
const FOREIGN_SECRET = secretOf('whsec_of_nobody')

const AS_USUAL: SendingWay = {}

/** How the fault has it sent. */
export function wayOf(verdict: AttemptVerdict | undefined): SendingWay {
  return verdict?.kind === 'send' ? verdict : AS_USUAL
}

/** The signature of a body, by the secrets and at the time that the fault says; null is none. */
export function signed(
  { secrets, verdict }: AttemptOrder,
  body: string,
  at: Instant,
): string | null {
  const { signedWith, signedAfterS = 0 } = wayOf(verdict)
  if (signedWith === 'nothing') return null
  const isForeign = signedWith === 'foreign' || secrets.length === 0
  const chosen = isForeign ? [FOREIGN_SECRET] : secrets
  return signPayload({ secrets: chosen.map(reveal), body, t: unixSeconds(at) + signedAfterS })
}

/** What the receiver is said to have done. */
export function pretendedOutcome(outcome: PretendedOutcome): Outcome {
  if ('fails' in outcome) {
    return { kind: outcome.fails, error: `${outcome.fails} (by a fault)`, durationMs: 0 }
  }
  const { answers: status, retryAfter } = outcome
  return {
    kind: 'answered',
    status,
    snippet: '',
    retryAfter: retryAfter === undefined ? null : String(retryAfter),
    durationMs: 0,
  }
}

/** Posts as often as the fault says, at once or one after another; the first answer. */
export async function severally(
  { copies = 0, isAtOnce = false }: SendingWay,
  post: () => Promise<Outcome>,
): Promise<Outcome> {
  if (isAtOnce) {
    const [first] = await Promise.all([post(), ...Array.from({ length: copies }, post)])
    return first
  }
  const first = await post()
  for (let sent = 0; sent < copies; sent++) await post()
  return first
}

/** The same JSON with a member more, in front: who reads it without looking at the signature takes it. */
export function changed(body: string): string {
  return body.replace('{', '{"changed_after_signing":true,')
}

/** A request of long ago, to the byte. */
export function formerRequest({
  event,
  deliveryId,
  url,
  number: attempt,
  signature,
}: FormerRequest) {
  const headers = webhookHeaders({ event, deliveryId, attempt, signature })
  return { url, headers, body: JSON.stringify(webhookBody(event)) }
}
