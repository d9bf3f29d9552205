// Identifiers as the API shows them: a prefix and 26 Crockford characters from the seed and a counter.
import { hashWords } from './dice.ts'

/** Which prefix stands before which kind of row. Source: examples and patterns of the contract. */
export const ID_PREFIXES = {
  message: 'msg',
  conversation: 'cnv',
  contact: 'ctc',
  label: 'lbl',
  template: 'tmpl',
  subscription: 'wbs',
  delivery: 'wbd',
  secret: 'sec',
  apiKey: 'key',
  organization: 'org',
  request: 'req',
  event: 'evt',
  user: 'usr',
  account: 'wba',
  team: 'team',
  fault: 'flt',
} as const

export type IdKind = keyof typeof ID_PREFIXES

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Two characters for each ten bits: half the look-ups of one character each. */
const PAIRS = Array.from({ length: 1024 }, (_, n) => `${CROCKFORD[n >> 5]}${CROCKFORD[n & 31]}`)

/**
 * The id for a count: no two counts of one world share one, because the counter itself, mixed by a
 * bijection, is part of the body.
 */
export function makeId(kind: IdKind, seed: number, count: number): string {
  const [a, b, c] = hashWords(seed, [ID_PREFIXES[kind], count])
  const unique = scramble(count)
  return (
    `${ID_PREFIXES[kind]}_` +
    `${PAIRS[a >>> 22]}${PAIRS[(a >>> 12) & 1023]}${PAIRS[(a >>> 2) & 1023]}` +
    `${PAIRS[unique >>> 22]}${PAIRS[(unique >>> 12) & 1023]}${PAIRS[(unique >>> 2) & 1023]}` +
    `${PAIRS[((unique & 3) << 8) | (b & 255)]}` +
    `${PAIRS[(b >>> 8) & 1023]}${PAIRS[(b >>> 18) & 1023]}` +
    `${PAIRS[c >>> 22]}${PAIRS[(c >>> 12) & 1023]}${PAIRS[(c >>> 2) & 1023]}` +
    `${PAIRS[((a & 3) << 8) | ((c & 3) << 6) | (b >>> 28)]}`
  )
}

/** A bijection on 32-bit numbers: each step can be undone, so different counts stay different. */
function scramble(count: number): number {
  let h = (count ^ 0x9e3779b9) >>> 0
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}
