// The fate of a message that arrives: which statuses it will have, and when.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { planFate } from '../../../src/domain/messaging/message-fate.ts'
import type { MetaTemplateStatus } from '../../../src/domain/world/rows.ts'
import { HOUR_MS } from '../../../src/domain/world/time.ts'
import { draft, EXACT, statuses, templateDraft, worldWith } from './fate-stories.ts'
import { CUSTOMER, emptyWorld, putRecipient } from './samples.ts'

describe('an ordinary phone', () => {
  it('gets each status so long after the one before', () => {
    expect(planFate(worldWith(EXACT), draft())).toEqual({
      steps: [
        { status: 'sent', afterMs: 100 },
        { status: 'delivered', afterMs: 1_100 },
        { status: 'read', afterMs: 11_100 },
      ],
      failure: null,
      failureMetaCode: null,
      failureDetails: null,
    })
  })

  it('reads nothing when the probability is 0, and about as much as it says otherwise', () => {
    const readOf = (readProbability: number): number => {
      const world = worldWith({ readProbability })
      const ids = Array.from({ length: 1_000 }, (_, n) => `msg_${n}`)
      return ids.filter((id) => statuses(planFate(world, draft({ id }))).includes('read')).length
    }
    expect(readOf(0)).toBe(0)
    expect(readOf(1)).toBe(1_000)
    expect(readOf(0.7)).toBeGreaterThan(650)
    expect(readOf(0.7)).toBeLessThan(750)
  })

  it('has the same fate for the same seed and id, and other times for others', () => {
    const fate = planFate(emptyWorld(7), draft())
    expect(planFate(emptyWorld(7), draft())).toEqual(fate)
    expect(planFate(emptyWorld(8), draft()).steps).not.toEqual(fate.steps)
    expect(planFate(emptyWorld(7), draft({ id: 'msg_2' })).steps).not.toEqual(fate.steps)
  })

  it('has a fate that does not depend on the clock or on other messages', () => {
    const early = emptyWorld(7)
    const late = emptyWorld(7)
    late.now += 5 * HOUR_MS
    planFate(late, draft({ id: 'msg_other' }))
    expect(planFate(late, draft())).toEqual(planFate(early, draft()))
  })

  it('takes two settings in either order', () => {
    const world = worldWith({ ...EXACT, sentAfterMinMs: 300, sentAfterMaxMs: 100 })
    for (let n = 0; n < 100; n++) {
      const [sent] = planFate(world, draft({ id: `msg_${n}` })).steps
      expect(sent?.afterMs).toBeGreaterThanOrEqual(100)
      expect(sent?.afterMs).toBeLessThanOrEqual(300)
    }
  })
})

it('keeps to the settings and to the order of time, whatever the seed', () => {
  const phones = ['1', '2', '3', '4', '5', '6', '7', '8'].map((n) => `62800000000${n}`)
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.constantFrom(CUSTOMER, ...phones), (seed, id, phone) => {
      const world = emptyWorld(seed)
      const { steps } = planFate(world, draft({ id, customerPhone: phone }))
      const times = steps.map(({ afterMs }) => afterMs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times.every(Number.isInteger)).toBe(true)
      expect(times[0]).toBeGreaterThanOrEqual(world.settings.sentAfterMinMs)
      expect(times[0]).toBeLessThanOrEqual(world.settings.sentAfterMaxMs)
    }),
  )
})

describe('on purpose', () => {
  it.each([
    ['stays-sent', '628000000001', ['sent']],
    ['never-reads', '628000000002', ['sent', 'delivered']],
    ['reads-at-once', '628000000003', ['sent', 'delivered', 'read']],
    ['read-without-delivered', '628000000004', ['sent', 'read']],
    ['echoes', '628000000006', ['sent', 'delivered', 'read']],
    ['out-of-order', '628000000007', ['read', 'delivered', 'sent']],
    ['twice', '628000000008', ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
  ])('a phone that %s', (_, customerPhone, expected) => {
    for (const readProbability of [0, 1]) {
      const world = worldWith({ readProbability })
      expect(statuses(planFate(world, draft({ customerPhone })))).toEqual(expected)
    }
  })

  it('a phone that delivers late has the message six hours after it was accepted', () => {
    const late = draft({ customerPhone: '628000000005' })
    const { steps } = planFate(worldWith(EXACT), late)
    expect(steps).toEqual([
      { status: 'sent', afterMs: 100 },
      { status: 'delivered', afterMs: 6 * HOUR_MS },
      { status: 'read', afterMs: 6 * HOUR_MS + 10_000 },
    ])
  })

  it('a phone that reads at once reads at the moment of delivery', () => {
    const { steps } = planFate(emptyWorld(), draft({ customerPhone: '628000000003' }))
    expect(steps[2]?.afterMs).toBe(steps[1]?.afterMs)
  })

  it('a phone that reads does so within seconds, whatever the settings say', () => {
    const world = worldWith({
      readProbability: 0,
      readAfterMinMs: HOUR_MS,
      readAfterMaxMs: HOUR_MS,
    })
    putRecipient(world, CUSTOMER, 'reads')
    const { steps } = planFate(world, draft())
    const waits = (steps[2]?.afterMs ?? 0) - (steps[1]?.afterMs ?? 0)
    expect(waits).toBeGreaterThanOrEqual(1_000)
    expect(waits).toBeLessThanOrEqual(4_000)
  })
})

it('sends a template whose status is one of those that Meta still sends', () => {
  const sending: MetaTemplateStatus[] = ['APPROVED', 'REINSTATED', 'FLAGGED', 'UNARCHIVED']
  for (const metaStatus of sending) {
    expect(planFate(emptyWorld(), templateDraft({ metaStatus }, 'a', 'b')).failure).toBeNull()
  }
})
