// Idempotency keys: the first answer to a POST is kept for 24 hours and given again.
import { createHash } from 'node:crypto'

import { fail } from '../failures/failures.ts'
import type { IdempotencyRow, Json } from '../world/rows.ts'
import { find, first, put, remove } from '../world/tables.ts'
import { HOUR_MS } from '../world/time.ts'
import { nextSeq, type World } from '../world/world.ts'

/** Source: prose /concepts/idempotency/. */
export const IDEMPOTENCY_KEPT_MS = 24 * HOUR_MS

/** Old answers forgotten with each new one: more than one, so that the table shrinks again. */
const FORGOTTEN_AT_ONCE = 4

/** What makes two requests the same: method, path and the body, whatever its order and spacing. */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  const canonical = body === undefined ? '' : canonicalJson(body as Json)
  return createHash('sha256').update(`${method} ${path}\n${canonical}`).digest('base64url')
}

/** JSON with the members of every object in one order. The value's depth must be bounded. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value as { [key: string]: Json })
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/**
 * The kept answer to this very request, or undefined when the key is new.
 *
 * @throws Failure idempotency_key_reuse when the key belongs to another request.
 */
export function keptAnswer(
  world: World,
  key: string,
  fingerprint: string,
): IdempotencyRow | undefined {
  const kept = find(world.idempotency, key)
  if (kept === undefined || isForgotten(world, kept)) return undefined
  if (kept.fingerprint !== fingerprint) fail('idempotency_key_reuse', 'Idempotency-Key')
  return kept
}

/** Keeps an answer under its key. Only inside a transaction. */
export function keepAnswer(
  world: World,
  key: string,
  answer: { readonly fingerprint: string; readonly status: number; readonly body: string },
): void {
  forgetOldest(world)
  remove(world.idempotency, key)
  put(world.idempotency, { id: key, seq: nextSeq(world), createdAt: world.now, ...answer })
}

function forgetOldest(world: World): void {
  for (let i = 0; i < FORGOTTEN_AT_ONCE; i++) {
    const oldest = first(world.idempotency, 'all')
    if (oldest === undefined || !isForgotten(world, oldest)) return
    remove(world.idempotency, oldest.id)
  }
}

function isForgotten(world: World, row: IdempotencyRow): boolean {
  return world.now - row.createdAt >= IDEMPOTENCY_KEPT_MS
}
