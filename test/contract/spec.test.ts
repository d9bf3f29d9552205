// The facts that the program reads off the contract, and the count of what was seen of it.
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { countReply, coverageSummary, newCoverage } from '../../src/contract/coverage.ts'
import {
  DECLARED_PAIRS,
  EVENT_TYPES,
  OPERATION_KEYS,
  OPERATIONS,
  readVendorDocument,
} from '../../src/contract/spec.ts'

describe('the contract', () => {
  it('has 37 operations with 213 pairs of operation and status', () => {
    expect(OPERATION_KEYS).toHaveLength(37)
    expect(DECLARED_PAIRS).toBe(213)
  })

  it('names the six events in the order of the document', () => {
    expect(EVENT_TYPES).toEqual([
      'message.received',
      'message.status',
      'conversation.assigned',
      'conversation.closed',
      'contact.created',
      'contact.updated',
    ])
  })

  it('knows what an operation needs and may answer', () => {
    expect(OPERATIONS['POST /messages']).toEqual({
      key: 'POST /messages',
      method: 'POST',
      path: '/messages',
      tag: 'Messages',
      summary: 'Send a WhatsApp message',
      statuses: [200, 400, 401, 409, 422, 429, 502, 503],
      vendorStatuses: [200, 400, 401, 422, 429, 502, 503],
      secured: true,
      hasBody: true,
      bodyRequired: true,
    })
    expect(OPERATION_KEYS.filter((key) => !OPERATIONS[key].secured)).toEqual(['GET /health'])
  })

  it('gives the vendor’s file byte for byte', () => {
    expect(readVendorDocument()).toBe(readFileSync('openapi.json', 'utf8'))
  })
})

describe('coverage', () => {
  it('starts with nothing seen of 213', () => {
    const summary = coverageSummary(newCoverage())
    expect(summary).toMatchObject({ total: 213, seen: 0, seenByFaultOnly: 0 })
    expect(summary.operations.flatMap(({ statuses }) => statuses)).toHaveLength(213)
  })

  it('counts pairs, and replies made by a fault apart', () => {
    const coverage = newCoverage()
    countReply(coverage, 'GET /me', 200, false)
    countReply(coverage, 'GET /me', 200, false)
    countReply(coverage, 'GET /me', 500, true)
    const summary = coverageSummary(coverage)
    expect(summary).toMatchObject({ seen: 1, seenByFaultOnly: 1 })
    expect(summary.operations.find(({ key }) => key === 'GET /me')?.statuses).toEqual([
      { status: 200, seen: true, hits: 2, faultHits: 0 },
      { status: 401, seen: false, hits: 0, faultHits: 0 },
      { status: 429, seen: false, hits: 0, faultHits: 0 },
      { status: 500, seen: false, hits: 0, faultHits: 1 },
    ])
  })

  it('ignores statuses that the vendor does not declare, so it cannot grow', () => {
    const coverage = newCoverage()
    countReply(coverage, 'POST /messages', 409, false)
    countReply(coverage, 'POST /messages', 418, true)
    expect(coverage).toEqual(newCoverage())
  })
})
