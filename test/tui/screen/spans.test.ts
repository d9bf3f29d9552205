// Texts in cells: measuring, cutting, wrapping.

import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'

import {
  clean,
  cut,
  fill,
  flow,
  line,
  lineWidth,
  widthOf,
  wrap,
} from '../../../src/tui/screen/spans.ts'

describe('measuring', () => {
  it('takes no short cut that gives another width', () => {
    const wrong: string[] = []
    for (let code = 32; code < 0x3000; code++) {
      const text = String.fromCharCode(code)
      if (widthOf(text) !== stringWidth(text)) wrong.push(code.toString(16))
      if (widthOf(`${text}a${text}`) !== stringWidth(`${text}a${text}`))
        wrong.push(code.toString(16))
    }
    expect(wrong).toEqual([])
  })

  it.each([
    ['Halo', 4],
    ['日本語', 6],
    ['👋🏽', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇮🇩', 2],
    ['é', 1],
    ['✓✓', 2],
    ['', 0],
  ])('%s takes %i cells', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })
})

const texts = fc.string({ unit: 'grapheme', maxLength: 60 })
const widths = fc.integer({ min: 1, max: 40 })

describe('cutting', () => {
  it('never takes more cells than there are, nor half a character', () => {
    fc.assert(
      fc.property(texts, widths, (text, width) => {
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width)
        expect(widthOf(fill(text, width))).toBe(width)
      }),
      { seed: 7 },
    )
  })

  it('shows that something is missing', () => {
    expect(cut('Halo dunia', 6)).toBe('Halo …')
    expect(cut('日本語', 4)).toBe('日…')
    expect(fill('日本語', 5)).toBe('日本…')
    expect(fill('7', 3, 'right')).toBe('  7')
  })

  it('takes out what a terminal would obey', () => {
    expect(clean('\u001B[2Ja\u0007b\u202Ec')).toBe(' [2Ja b c')
  })
})

describe('wrapping', () => {
  it('keeps every word and no line too long', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, width) => {
        for (const one of wrap(text, width)) expect(widthOf(one)).toBeLessThanOrEqual(width)
      }),
      { seed: 7 },
    )
    expect(wrap('satu dua tiga', 8)).toEqual(['satu dua', 'tiga'])
    expect(wrap('satu\ndua', 20)).toEqual(['satu', 'dua'])
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
  })

  it('goes on below where a line began', () => {
    const lines = flow(line(['name: ', 'dim'], 'x'.repeat(50)), 30)
    expect(lines.map(lineWidth)).toEqual([30, 30, 8])
    expect(lines[1]?.spans[0]?.[0]).toBe('      ')
  })
})
