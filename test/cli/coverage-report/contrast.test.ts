// The colours of the page: whoever sees little can read it too, in light and in dark.
import { describe, expect, it } from 'vitest'

import { PAGE_STYLE } from '../../../src/cli/coverage-report/generated/style.ts'

/** WCAG 2.2, success criterion 1.4.3: what text of ordinary size needs. */
const RATIO_MIN = 4.5

/** Text and what it stands on. */
const PAIRS = [
  ['ink', 'paper'],
  ['soft', 'paper'],
  ['soft', 'card'],
  ['accent', 'card'],
  ['paper', 'accent'],
  ['on-low', 'l1'],
  ['on-low', 'l2'],
  ['on-low', 'l3'],
  ['on-high', 'l4'],
  ['on-high', 'l5'],
  ['on-fault', 'fault'],
  ['on-fault', 'paper'],
  ['bad', 'bad-paper'],
  ['paper', 'ink'],
] as const

const [light = '', dark = ''] = PAGE_STYLE.match(/:root \{[^}]+\}/g) ?? []

describe.each([
  ['light', light],
  ['dark', dark],
])('in %s', (_, rules) => {
  it.each(PAIRS)('%s can be read on %s', (text, ground) => {
    expect(ratioOf(colorOf(rules, text), colorOf(rules, ground))).toBeGreaterThan(RATIO_MIN)
  })
})

function colorOf(rules: string, name: string): string {
  const found = new RegExp(`--${name}: #([0-9a-f]{3,6})`).exec(rules)?.[1] ?? ''
  return found.length === 3 ? found.replace(/./g, '$&$&') : found
}

function ratioOf(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
