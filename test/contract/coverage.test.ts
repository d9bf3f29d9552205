// Coverage: what is counted apart, and what becomes of several that are added up.
import { describe, expect, it } from 'vitest'

import {
  addCoverage,
  BREACHES_KEPT_MAX,
  countAttempt,
  countBreach,
  countMessage,
  countReply,
  coverageSummary,
  newCoverage,
} from '../../src/contract/coverage.ts'
import { MESSAGE_TYPES } from '../../src/contract/spec.ts'

it('knows the types of message from the contract', () => {
  expect(MESSAGE_TYPES).toEqual([
    'text',
    'image',
    'document',
    'video',
    'audio',
    'template',
    'interactive',
  ])
})

it('counts attempts of an event, those that a fault changed apart', () => {
  const coverage = newCoverage()
  countAttempt(coverage, 'message.status', { isDelivered: false, byFault: false })
  countAttempt(coverage, 'message.status', { isDelivered: true, byFault: false })
  countAttempt(coverage, 'message.status', { isDelivered: true, byFault: true })
  expect(coverage.events['message.status']).toEqual({ attempts: 2, delivered: 1, faultAttempts: 1 })
  expect(coverage.events['message.received']).toEqual(newCoverage().events['message.received'])
})

it('counts every breach, and keeps the first ones word for word', () => {
  const coverage = newCoverage()
  for (let n = 0; n < BREACHES_KEPT_MAX + 5; n++) countBreach(coverage, `breach ${n}`)
  expect(coverage.breaches.count).toBe(BREACHES_KEPT_MAX + 5)
  expect(coverage.breaches.messages).toHaveLength(BREACHES_KEPT_MAX)
  expect(coverage.breaches.messages[0]).toBe('breach 0')
})

describe('added up', () => {
  it('has what either has', () => {
    const [sum, one] = [newCoverage(), newCoverage()]
    countReply(sum, 'GET /me', 200, false)
    countReply(one, 'GET /me', 200, false)
    countReply(one, 'GET /me', 401, false)
    countReply(one, 'GET /me', 500, true)
    countMessage(sum, 'sent', 'text')
    countMessage(one, 'sent', 'text')
    countMessage(one, 'received', 'image')
    countAttempt(one, 'contact.created', { isDelivered: true, byFault: false })
    countBreach(one, 'a bug')
    addCoverage(sum, one)
    expect(coverageSummary(sum)).toMatchObject({ seen: 2, seenByFaultOnly: 1 })
    expect(sum.pairs['GET /me'][200]).toEqual({ hits: 2, faultHits: 0 })
    expect([...sum.sent, ...sum.received]).toEqual([
      ['text', 2],
      ['image', 1],
    ])
    expect(sum.events['contact.created'].delivered).toBe(1)
    expect(sum.breaches).toEqual({ count: 1, messages: ['a bug'] })
  })

  it('leaves what is added as it was', () => {
    const one = newCoverage()
    countMessage(one, 'sent', 'text')
    const before = structuredClone(one)
    const sum = newCoverage()
    addCoverage(sum, one)
    countMessage(sum, 'sent', 'text')
    countReply(sum, 'GET /me', 200, false)
    expect(one).toEqual(before)
  })

  it('keeps no more breaches than one alone', () => {
    const [sum, one] = [newCoverage(), newCoverage()]
    for (let n = 0; n < BREACHES_KEPT_MAX; n++) {
      countBreach(sum, `mine ${n}`)
      countBreach(one, `yours ${n}`)
    }
    addCoverage(sum, one)
    expect(sum.breaches.count).toBe(2 * BREACHES_KEPT_MAX)
    expect(sum.breaches.messages).toHaveLength(BREACHES_KEPT_MAX)
  })
})
