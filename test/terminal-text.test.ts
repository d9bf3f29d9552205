// What came from outside, made fit for a terminal: nothing of it commands, hides or turns around.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { harmlessJson, harmlessLines, oneLine } from '../src/terminal-text.ts'

describe('a text of one line', () => {
  it.each([
    ['a clear screen', 'a\u001B[2Jb', 'a [2Jb'],
    ['a control sequence of one character', 'a\u009B2Jb', 'a 2Jb'],
    ['a new line', 'a\nb\r\nc', 'a b  c'],
    ['line separators', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['a turned direction', 'a\u202Eb\u2066c\u200Fd\u061Ce', 'a b c d e'],
    ['zero-width characters', 'a\u200Bb\u200Cc\u2060d\uFEFFe\u00ADf', 'a b c d e f'],
    ['a joiner between letters', 'a\u200Db', 'a b'],
    ['tags', `a${String.fromCodePoint(0xe0041)}b`, 'a b'],
    ['fillers', 'a\u3164b\uFFA0c', 'a b c'],
    ['half a character', 'a\uD800b', 'a b'],
  ])('has a space in the place of %s', (_what, given, made) => {
    expect(oneLine(given)).toBe(made)
  })

  it.each([
    'Halo, é ñ ü',
    'こんにちは',
    'שלום',
    'مرحبا',
    'हिन्दी',
    '👨‍👩‍👧 👍🏽 ❤️ 👩🏽‍💻',
    '→ … “x” €',
  ])('keeps %s', (text) => {
    expect(oneLine(text)).toBe(text)
  })
})

describe('lines of ours', () => {
  it('keep their ends and their colours, and lose everything else', () => {
    expect(harmlessLines('\u001B[31mred\u001B[0m\n\u001B[2Jx\u001B]0;t\u0007')).toBe(
      '\u001B[31mred\u001B[0m\n [2Jx ]0;t ',
    )
  })

  it.each([
    ['::error::x', ': :error::x'],
    ['a\n   ::warning file=x::y', 'a\n   : :warning file=x::y'],
    ['a ##[error]b', 'a ## [error]b'],
    ['##vso[task.setvariable]x', '## vso[task.setvariable]x'],
    ['  Host::port', '  Host::port'],
  ])('give a CI system no orders: %s', (given, made) => {
    expect(harmlessLines(given)).toBe(made)
  })
})

it('leaves JSON to say the same, in characters that command nothing', () => {
  const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u009B2J', '\u202E', '\u007F', '\uD800', '👨‍👩‍👧'),
  )
  fc.assert(
    fc.property(fc.dictionary(texts, fc.array(texts)), fc.constantFrom(0, 2), (value, indent) => {
      const text = harmlessJson(value, indent)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      const bare = text.replaceAll('\n', '').replaceAll(/(?<=\p{ExtPict}[\uFE0F]?)\u200D/gu, '')
      expect(bare).not.toMatch(unprintable)
    }),
  )
})
