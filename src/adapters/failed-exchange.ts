// What is said about a request to a receiver that failed, and what to do where something can be done.
import { masked } from '../domain/world/secret.ts'
import { EgressError } from './egress.ts'

/** The receiver has not answered in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** The outcome of an exchange that failed. */
export function failedExchange(
  error: unknown,
  timeoutMs: number,
): { kind: 'timed-out' | 'unreachable' | 'refused'; error: string } {
  if (error instanceof TimeoutError) {
    return { kind: 'timed-out', error: `no answer within ${timeoutMs / 1_000} s` }
  }
  if (error instanceof EgressError) return { kind: 'refused', error: error.message }
  const { code = '', message } = error as { code?: string; message?: string }
  const advice = UNTRUSTED.includes(code) ? `. ${HOW_TO_TRUST}` : ''
  const told = [code, message].filter(Boolean).join(' ')
  return { kind: 'unreachable', error: masked(told) + advice }
}

/** Node's codes for certificates that nobody whom it knows has signed. */
const UNTRUSTED: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

const HOW_TO_TRUST =
  'To trust this receiver, start with NODE_EXTRA_CA_CERTS=ca.pem in the environment, or with --allow-self-signed'
