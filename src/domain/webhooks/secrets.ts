// Signing secrets of a subscription: several may be active at once, at least one always is.
import { randomText } from '../access/api-keys.ts'
import { fail, failNotFound } from '../failures/failures.ts'
import { type Secret, secretOf } from '../world/secret.ts'
import { find, newestFirst, put, remove } from '../world/tables.ts'
import { HOUR_MS } from '../world/time.ts'
import type { SecretRow } from '../world/webhook-rows.ts'
import { newId, nextSeq, type World } from '../world/world.ts'

/** 32 random bytes are 43 characters of base64url. */
const SECRET_LENGTH = 43

/** Adds a secret, made here unless one is given; `expiresInHours` null keeps it until it is revoked. */
export function addSecret(
  world: World,
  subscriptionId: string,
  expiresInHours: number | null,
  given?: Secret,
): SecretRow {
  const id = newId(world, 'secret')
  return put(world.secrets, {
    id,
    seq: nextSeq(world),
    createdAt: world.now,
    subscriptionId,
    secret: given ?? newSecret(world, id),
    expiresAt: expiresInHours === null ? null : world.now + expiresInHours * HOUR_MS,
  })
}

/**
 * Adds a secret beside those that sign already. `expiresInHours` ends the new one, or, by the setting
 * `rotationEnds`, the old ones; none of these is made to last longer than it would have.
 */
export function rotateSecret(
  world: World,
  subscriptionId: string,
  expiresInHours: number | null,
): SecretRow {
  if (expiresInHours === null || world.settings.rotationEnds === 'new') {
    return addSecret(world, subscriptionId, expiresInHours)
  }
  const expiresAt = world.now + expiresInHours * HOUR_MS
  for (const old of activeSecrets(world, subscriptionId)) {
    if (old.expiresAt === null || old.expiresAt > expiresAt)
      put(world.secrets, { ...old, expiresAt })
  }
  return addSecret(world, subscriptionId, null)
}

function newSecret(world: World, id: string): Secret {
  return secretOf(`whsec_${randomText(SECRET_LENGTH, world.seed, 'secret', world.id, id)}`)
}

/**
 * The secrets that sign now, newest first. When all have expired, the newest goes on signing:
 * a webhook without a signature would be worse than one with an old one.
 */
export function activeSecrets(world: World, subscriptionId: string): SecretRow[] {
  const all = secretsOf(world, subscriptionId).filter(({ revokedAt }) => revokedAt === undefined)
  const active = all.filter(({ expiresAt }) => expiresAt === null || expiresAt > world.now)
  return active.length > 0 ? active : all.slice(0, 1)
}

function secretsOf(world: World, subscriptionId: string): SecretRow[] {
  return [...newestFirst(world.secrets, 'bySubscription', subscriptionId)]
}

/** The secret that was revoked last, else the newest that has expired: a receiver may know it still. */
export function formerSecret(world: World, subscriptionId: string): SecretRow | undefined {
  const active = activeSecrets(world, subscriptionId)
  const former = secretsOf(world, subscriptionId).filter((row) => !active.includes(row))
  return former.find(({ revokedAt }) => revokedAt !== undefined) ?? former[0]
}

/**
 * Revokes a secret at once. Only the last one is remembered.
 *
 * @throws Failure resource_not_found for one that is not (or no longer) active, last_active_secret.
 */
export function revokeSecret(world: World, subscriptionId: string, secretId: string): void {
  const secret = find(world.secrets, secretId)
  const active = activeSecrets(world, subscriptionId)
  if (secret === undefined || !active.includes(secret)) failNotFound('active secret', secretId)
  if (active.length === 1) fail('last_active_secret')
  for (const { id, revokedAt } of secretsOf(world, subscriptionId)) {
    if (revokedAt !== undefined) remove(world.secrets, id)
  }
  put(world.secrets, { ...secret, revokedAt: world.now })
}
