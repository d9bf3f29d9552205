// The cheap formats accept exactly what ajv-formats' full ones accept.
import ajvFormats from 'ajv-formats/dist/formats.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  codePointLength,
  FORMAT_LENGTH_MAX,
  isPlainDateTime,
  isPlainUrl,
  replyFormats,
  requestFormats,
} from '../../src/schema/json-formats.ts'

const full = ajvFormats.fullFormats as unknown as {
  'date-time': { validate: (value: string) => boolean }
  uri: (value: string) => boolean
}
const isFullDateTime = full['date-time'].validate

const digits = (length: number, most: number) =>
  fc.nat(most).map((value) => String(value).padStart(length, '0'))

/** Strings that are dates, or nearly: every part may be just out of range. */
const nearDateTime = fc
  .tuple(
    digits(4, 9999),
    digits(2, 14),
    digits(2, 33),
    fc.constantFrom('T', 't', ' ', '_', ''),
    digits(2, 25),
    digits(2, 61),
    digits(2, 61),
    fc.constantFrom('', '.', '.0', '.123', '.123456789', ',5', '.12a'),
    fc.constantFrom('Z', 'z', '', '+07:00', '-23:59', '+2400', '+07', 'Z '),
  )
  .map(([year, month, day, t, hour, minute, second, fraction, zone]) =>
    [`${year}-${month}-${day}${t}${hour}:${minute}:${second}`, fraction, zone].join(''),
  )

/** A valid instant with one character replaced. */
const spoiltDateTime = fc
  .tuple(fc.date({ noInvalidDate: true }), fc.nat(23), fc.string({ minLength: 0, maxLength: 2 }))
  .map(([date, at, text]) => {
    const iso = date.toISOString()
    return iso.slice(0, at) + text + iso.slice(at + 1)
  })

const nearUrl = fc
  .tuple(
    fc.constantFrom('https://', 'http://', 'ftp://', 'https:', '//', '', 'HTTPS://'),
    fc.string({ unit: fc.constantFrom(...'ab1.-:@%4Z[]é_~ '), maxLength: 12 }),
    fc.constantFrom('', ':443', ':', ':x', '/', '/a/b', '?q=1', '#f'),
    fc.string({
      unit: fc.constantFrom(...'ab1/?#&=%4Z"<>é \\^`{|}~!$\'()*+,;:@[]'),
      maxLength: 12,
    }),
  )
  .map((parts) => parts.join(''))

describe('date-time in replies', () => {
  it('agrees with the full check on everything', () => {
    for (const strings of [nearDateTime, spoiltDateTime, fc.string()]) {
      fc.assert(
        fc.property(
          strings,
          (value) => replyFormats['date-time']?.(value) === isFullDateTime(value),
        ),
        { numRuns: 3000 },
      )
    }
  })

  it('knows every instant that the sandbox writes without the full check', () => {
    const dates = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    fc.assert(fc.property(dates, (date) => isPlainDateTime(date.toISOString())))
  })

  it('never says yes on the cheap road when the full check says no', () => {
    for (const strings of [nearDateTime, spoiltDateTime]) {
      fc.assert(
        fc.property(strings, (value) => !isPlainDateTime(value) || isFullDateTime(value)),
        { numRuns: 3000 },
      )
    }
  })

  it.each([
    ['2026-02-28T00:00:00Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-02-31T00:00:00.000Z', false],
    ['2024-02-29T23:59:59.999Z', true],
    ['2000-02-29T00:00:00Z', true],
    ['1900-02-29T00:00:00Z', false],
    ['2026-04-31T00:00:00Z', false],
    ['2026-13-01T00:00:00Z', false],
    ['2026-01-01T24:00:00Z', false],
    ['2016-12-31T23:59:60Z', true],
    ['2026-05-23T10:00:00+07:00', true],
    ['2026-05-23T10:00:00', false],
    ['2026-05-23', false],
  ])('%s: %s', (value, fits) => {
    expect(replyFormats['date-time']?.(value)).toBe(fits)
    expect(requestFormats['date-time']?.(value)).toBe(fits)
  })
})

describe('uri in replies', () => {
  it('agrees with the full check on everything', () => {
    for (const strings of [nearUrl, fc.webUrl({ withQueryParameters: true }), fc.string()]) {
      fc.assert(
        fc.property(strings, (value) => replyFormats.uri?.(value) === full.uri(value)),
        { numRuns: 3000 },
      )
    }
  })

  it('takes the cheap road for the usual receiver', () => {
    expect(isPlainUrl('https://example.com/hooks/kirim')).toBe(true)
    expect(isPlainUrl('http://127.0.0.1/hook')).toBe(true)
    expect(isPlainUrl('https://example.com/%zz')).toBe(false)
  })
})

describe('formats of requests', () => {
  it.each([
    ['uri', `https://example.com/${'a'.repeat(1_048_576)}`],
    ['uri', `https://${'a'.repeat(1_048_576)}`],
    ['email', `${'a.'.repeat(524_288)}@`],
    ['date-time', '2'.repeat(1_048_576)],
  ])('refuse a megabyte of %s unread', (format, value) => {
    expect(requestFormats[format]?.(value)).toBe(false)
  })

  it('accept a long URL up to the limit', () => {
    const start = 'https://example.com/'
    const longest = start + 'a'.repeat(FORMAT_LENGTH_MAX - start.length)
    expect(requestFormats.uri?.(longest)).toBe(true)
    expect(requestFormats.uri?.(`${longest}a`)).toBe(false)
  })
})

describe('codePointLength', () => {
  it('counts what iterating over the string gives', () => {
    const strings = fc.string({ unit: fc.constantFrom('a', '😀', '\ud83d', '\ude00', 'é') })
    fc.assert(fc.property(strings, (value) => codePointLength(value) === [...value].length))
  })
})
