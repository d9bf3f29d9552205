// API keys: how one is read from a request, issued, and refused.

import { API_KEY } from '../../schema/formats.ts'
import { fail } from '../failures/failures.ts'
import { roll } from '../world/dice.ts'
import type { ApiKeyRow } from '../world/rows.ts'
import { secretOf } from '../world/secret.ts'
import { find, put } from '../world/tables.ts'
import type { Instant } from '../world/time.ts'
import { newId, nextSeq, type World } from '../world/world.ts'

const BEARER = /^Bearer +(\S+) *$/i
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * The token of an Authorization header.
 *
 * @throws Failure missing_api_key without a bearer token, invalid_api_key when it has another shape.
 */
export function readBearer(header: string | undefined): string {
  if (header === undefined || header.trim() === '') fail('missing_api_key')
  const token = BEARER.exec(header)?.[1]
  if (token === undefined) {
    const scheme = header.trim().split(/\s+/)[0] ?? ''
    if (scheme.toLowerCase() === 'bearer') fail('missing_api_key')
    fail(
      'missing_api_key',
      undefined,
      'Only the Bearer scheme is accepted: "Authorization: Bearer <api key>".',
    )
  }
  if (API_KEY.parse(token) === null) {
    fail(
      'invalid_api_key',
      undefined,
      'An API key is kdv_live_ (or kdv_test_) and 24 characters of A-Z a-z 0-9 - _.',
    )
  }
  return token
}

/**
 * The key row behind a token of this world, as long as it may be used.
 *
 * @throws Failure invalid_api_key, revoked_api_key or expired_api_key.
 */
export function checkKey(world: World, keyId: string): ApiKeyRow {
  const key = find(world.apiKeys, keyId)
  if (key === undefined) fail('invalid_api_key')
  if (key.revokedAt !== null) fail('revoked_api_key')
  if (key.expiresAt !== null && key.expiresAt <= world.now) fail('expired_api_key')
  return key
}

/** Adds a key. Without a token, one is made from the seed. */
export function issueKey(
  world: World,
  wish: { readonly label: string; readonly token?: string; readonly expiresAt?: Instant | null },
): ApiKeyRow {
  const id = newId(world, 'apiKey')
  const token = wish.token ?? `kdv_test_${randomText(24, world.seed, 'api-key', world.id, id)}`
  return put(world.apiKeys, {
    id,
    seq: nextSeq(world),
    createdAt: world.now,
    token: secretOf(token),
    label: wish.label,
    last4: token.slice(-4),
    expiresAt: wish.expiresAt ?? null,
    revokedAt: null,
  })
}

/** `length` characters of the URL-safe base64 alphabet, from the seed and a label. */
export function randomText(length: number, seed: number, ...labels: readonly string[]): string {
  let text = ''
  for (let i = 0; i < length; i++) text += URL_SAFE[Math.floor(roll(seed, ...labels, i) * 64)]
  return text
}
