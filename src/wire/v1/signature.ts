// The signature of a webhook request: how it is made, and how a receiver checks it.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the time of a signature may lie from a receiver's clock. Source: prose /webhooks/signing/. */
export const SIGNATURE_TOLERANCE_S = 300

/** A header longer than this is no signature; production rotates with a handful of secrets. */
const HEADER_MAX = 4_096

/**
 * The value of `X-Kirim-Signature`: `t=<unix seconds>,v1=<hex>`, one `v1` per secret in the order
 * given, newest first. The whole `whsec_…` text is the key. Source: prose /webhooks/signing/.
 */
export function signPayload(payload: {
  readonly secrets: readonly string[]
  readonly body: string | Uint8Array
  /** Unix seconds. */
  readonly t: number
}): string {
  const { secrets, body, t } = payload
  return [`t=${t}`, ...secrets.map((secret) => `v1=${digest(secret, t, body)}`)].join(',')
}

function digest(secret: string, t: number | string, body: string | Uint8Array): string {
  return createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')
}

/** What a receiver finds: a good signature with its time, or why it is none. */
export type SignatureCheck =
  | { readonly valid: true; readonly t: number }
  | {
      readonly valid: false
      readonly reason: 'missing' | 'malformed' | 'stale' | 'mismatch'
      readonly message: string
    }

/** What a careful receiver does with a request: reads the header, its time, then its digests. */
export function verifySignature(request: {
  readonly header: string | null | undefined
  /** The raw bytes as they came, or their text. */
  readonly body: string | Uint8Array
  readonly secrets: readonly string[]
  /** The receiver's clock, in Unix seconds. */
  readonly now: number
  readonly toleranceSeconds?: number
}): SignatureCheck {
  const { header, body, secrets, now, toleranceSeconds = SIGNATURE_TOLERANCE_S } = request
  if (header === undefined || header === null || header === '') {
    return refuse('missing', 'The request has no X-Kirim-Signature.')
  }
  const signature = readHeader(header)
  if (signature === null) {
    return refuse('malformed', `Expected t=<unix seconds>,v1=<64 hex digits>; got ${header}.`)
  }
  const age = now - Number(signature.t)
  if (Math.abs(age) > toleranceSeconds) {
    return refuse('stale', `Signed ${age} s before now; ${toleranceSeconds} s are allowed.`)
  }
  if (!matchesAny(signature, secrets, body)) {
    return refuse('mismatch', 'No secret gives any of the digests for this body.')
  }
  return { valid: true, t: Number(signature.t) }
}

function refuse(
  reason: Exclude<SignatureCheck, { valid: true }>['reason'],
  message: string,
): SignatureCheck {
  return { valid: false, reason, message }
}

type Signature = { readonly t: string; readonly digests: readonly string[] }

/** Keys other than `t` and `v1` are passed over, so that a later scheme can stand beside this one. */
function readHeader(header: string): Signature | null {
  if (header.length > HEADER_MAX) return null
  const digests: string[] = []
  let t: string | null = null
  for (const part of header.split(',')) {
    const [key, value] = split(part)
    if (value === null) return null
    if (key === 't' && (t !== null || !/^(0|[1-9]\d{0,14})$/.test(value))) return null
    if (key === 'v1' && !/^[0-9a-f]{64}$/.test(value)) return null
    if (key === 't') t = value
    if (key === 'v1') digests.push(value)
  }
  return t === null || digests.length === 0 ? null : { t, digests }
}

function split(part: string): [string, string | null] {
  const at = part.indexOf('=')
  return at < 1 ? [part, null] : [part.slice(0, at), part.slice(at + 1)]
}

/** Every pair is compared, in constant time, so that time does not tell which one matched. */
function matchesAny(
  { t, digests }: Signature,
  secrets: readonly string[],
  body: string | Uint8Array,
): boolean {
  let found = false
  for (const secret of secrets) {
    const expected = Buffer.from(digest(secret, t, body), 'hex')
    for (const given of digests) {
      if (timingSafeEqual(expected, Buffer.from(given, 'hex'))) found = true
    }
  }
  return found
}
