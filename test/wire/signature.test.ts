// The signature of webhooks against published vectors, whose digests were made with OpenSSL.
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { signPayload, verifySignature } from '../../src/wire/v1/signature.ts'

type Signing = { what: string; secrets: string[]; t: number; body: string; header: string }
type Checking = {
  what: string
  header: string | null
  secrets: string[]
  body: string
  now: number
  result: 'valid' | 'missing' | 'malformed' | 'stale' | 'mismatch'
}

const VECTORS = new URL('../../fixtures/payloads/signatures.json', import.meta.url)
const { signing, checking } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
  signing: Signing[]
  checking: Checking[]
}

describe('signs like OpenSSL', () => {
  it.each(signing)('$what', ({ header, ...payload }) => {
    expect(signPayload(payload)).toBe(header)
    expect(signPayload({ ...payload, body: Buffer.from(payload.body, 'utf8') })).toBe(header)
  })
})

describe('a receiver says', () => {
  it.each(checking)('$result: $what', ({ what: _, result, ...request }) => {
    const asText = verifySignature(request)
    const asBytes = verifySignature({ ...request, body: Buffer.from(request.body, 'utf8') })
    expect(asBytes).toEqual(asText)
    expect(asText.valid ? 'valid' : asText.reason).toBe(result)
    if (!asText.valid) expect(asText.message).not.toBe('')
  })
})

it('signs bytes that are no text at all', () => {
  const body = Uint8Array.from([0xff, 0xfe, 0x00, 0x80])
  const header = signPayload({ secrets: ['whsec_x'], body, t: 10 })
  expect(verifySignature({ header, body, secrets: ['whsec_x'], now: 10 }).valid).toBe(true)
  const asText = Buffer.from(body).toString('utf8')
  expect(verifySignature({ header, body: asText, secrets: ['whsec_x'], now: 10 }).valid).toBe(false)
})

it('lets the receiver choose how old a signature may be', () => {
  const header = signPayload({ secrets: ['whsec_x'], body: '{}', t: 1_000 })
  const check = (toleranceSeconds: number) =>
    verifySignature({ header, body: '{}', secrets: ['whsec_x'], now: 1_011, toleranceSeconds })
  expect(check(11).valid).toBe(true)
  expect(check(10)).toMatchObject({ valid: false, reason: 'stale' })
})

it('does not read a header of any length', () => {
  const header = signPayload({ secrets: Array(200).fill('whsec_x'), body: '{}', t: 1 })
  const check = verifySignature({ header, body: '{}', secrets: ['whsec_x'], now: 1 })
  expect(check).toMatchObject({ valid: false, reason: 'malformed' })
})
