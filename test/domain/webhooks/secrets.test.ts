// Signing secrets: how they are made, for how long they sign, and which one may not be taken away.
import { expect, it } from 'vitest'

import {
  activeSecrets,
  addSecret,
  revokeSecret,
  rotateSecret,
} from '../../../src/domain/webhooks/secrets.ts'
import type { SecretRow } from '../../../src/domain/world/webhook-rows.ts'
import { transact } from '../../../src/domain/world/world.ts'
import { newStory, type Story, subscribe } from './stories.ts'

const HOUR = 3_600_000

function add({ world, subscriptionId }: Story, hours: number | null): SecretRow {
  return transact(world, () => addSecret(world, subscriptionId, hours))
}

function active({ world, subscriptionId }: Story): string[] {
  return activeSecrets(world, subscriptionId).map((row) => row.id)
}

function revoke({ world, subscriptionId }: Story, id: string): void {
  transact(world, () => revokeSecret(world, subscriptionId, id))
}

it('are whsec_ and 43 characters, no two alike', () => {
  const story = newStory()
  const secrets = Array.from({ length: 200 }, () => add(story, null).secret)
  for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9_-]{43}$/)
  expect(new Set(secrets).size).toBe(200)
})

it('differ from seed to seed, and not from run to run', () => {
  const secretOf = (seed: number) => add(newStory(seed), null).secret
  expect(secretOf(7)).toBe(secretOf(7))
  expect(secretOf(7)).not.toBe(secretOf(8))
})

it('sign newest first', () => {
  const story = newStory()
  const [first] = active(story)
  const second = add(story, null).id
  story.world.now += HOUR
  const third = add(story, 1).id
  expect(active(story)).toEqual([third, second, first])
})

it('stop to sign at the very millisecond of their expiry', () => {
  const story = newStory()
  const { id, expiresAt } = add(story, 24)
  expect(expiresAt).toBe(story.world.now + 24 * HOUR)
  story.world.now = (expiresAt as number) - 1
  expect(active(story)).toContain(id)
  story.world.now = expiresAt as number
  expect(active(story)).not.toContain(id)
})

it('are revoked at once', () => {
  const story = newStory()
  const [first = ''] = active(story)
  const second = add(story, null).id
  revoke(story, first)
  expect(active(story)).toEqual([second])
})

it('are never all revoked', () => {
  const story = newStory()
  const [first = ''] = active(story)
  const refusal = expect.objectContaining({ code: 'last_active_secret' })
  expect(() => revoke(story, first)).toThrow(refusal)
  const short = add(story, 1)
  story.world.now += 2 * HOUR
  expect(() => revoke(story, first)).toThrow(refusal)
  expect(() => revoke(story, short.id)).toThrow(
    expect.objectContaining({ code: 'resource_not_found' }),
  )
})

it('never run out: a subscription has one that signs, whatever was revoked and has expired', () => {
  const story = newStory()
  const [first = ''] = active(story)
  add(story, 1)
  try {
    revoke(story, first)
  } catch {
    // A no is as good an answer as any: then the first one goes on signing.
  }
  story.world.now += 2 * HOUR
  expect(active(story)).not.toEqual([])
})

it('belong to one subscription', () => {
  const story = newStory()
  const other = subscribe(story.world).id
  const [theirs = ''] = active({ ...story, subscriptionId: other })
  add(story, null)
  add({ ...story, subscriptionId: other }, null)
  expect(() => revoke(story, theirs)).toThrow(
    expect.objectContaining({ code: 'resource_not_found' }),
  )
  expect(active(story)).not.toContain(theirs)
})

function rotate({ world, subscriptionId }: Story, hours: number | null): SecretRow {
  return transact(world, () => rotateSecret(world, subscriptionId, hours))
}

it('end by the hours of a rotation: the new one, as the contract says', () => {
  const story = newStory()
  const [first] = active(story)
  const { id } = rotate(story, 24)
  expect(active(story)).toEqual([id, first])
  story.world.now += 24 * HOUR
  expect(active(story)).toEqual([first])
})

it('end by the hours of a rotation: the old ones, when the setting says so', () => {
  const story = newStory()
  story.world.settings.rotationEnds = 'old'
  const [first] = active(story)
  const second = rotate(story, 2)
  expect(second.expiresAt).toBeNull()
  story.world.now += HOUR
  const third = rotate(story, 24)
  expect(active(story)).toEqual([third.id, second.id, first])
  story.world.now += HOUR
  expect(active(story), 'a later rotation does not keep the first alive').toEqual([
    third.id,
    second.id,
  ])
  story.world.now += 23 * HOUR
  expect(active(story)).toEqual([third.id])
})
