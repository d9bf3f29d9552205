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

const CROCKFORD = Buffer.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 'latin1')

const BODY_LENGTH = 26

/** Ids are put together here: one text of one piece, which look-ups need anyway. */
const SCRATCH = Buffer.alloc(8 + BODY_LENGTH)

/**
 * The id for a count: no two counts of one world share one, because the counter itself, mixed by a
 * bijection, is part of the body.
 */
export function makeId(kind: IdKind, seed: number, count: number): string {
  const prefix = ID_PREFIXES[kind]
  const [a, b, c, d] = hashWords(seed, [prefix, count])
  let at = 0
  for (; at < prefix.length; at++) SCRATCH[at] = prefix.charCodeAt(at)
  SCRATCH[at++] = 0x5f
  const unique = scramble(count)
  at = writeWord(at, a, 6)
  at = writeWord(at, unique, 6)
  // The two bits of the counter that are left, and three of chance.
  at = writeWord(at, (unique >>> 30) | ((d & 7) << 2), 1)
  at = writeWord(at, b, 6)
  at = writeWord(at, c, 6)
  writeWord(at, d >>> 3, 1)
  return SCRATCH.toString('latin1', 0, prefix.length + 1 + BODY_LENGTH)
}

/** Writes the lowest `length` × five bits of a word. */
function writeWord(at: number, word: number, length: number): number {
  let rest = word
  for (let i = 0; i < length; i++) {
    SCRATCH[at + i] = CROCKFORD[rest & 31] as number
    rest >>>= 5
  }
  return at + length
}

/** A bijection on 32-bit numbers: each step can be undone, so different counts stay different. */
function scramble(count: number): number {
  let h = (count ^ 0x9e3779b9) >>> 0
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

/** The count that an id of this seed was made from; null for an id that was made otherwise. */
export function countOf(kind: IdKind, seed: number, id: string): number | null {
  const from = ID_PREFIXES[kind].length + 1
  const low = readWord(id, from + 6, 6)
  const high = readWord(id, from + 12, 1)
  const count = unscramble((low | ((high & 3) << 30)) >>> 0)
  return makeId(kind, seed, count) === id ? count : null
}

function readWord(text: string, at: number, length: number): number {
  let word = 0
  for (let i = length - 1; i >= 0; i--) {
    word = (word << 5) | (CROCKFORD.indexOf(text.charCodeAt(at + i)) & 31)
  }
  return word
}

/** Undoes `scramble`, step by step from the last one. */
function unscramble(scrambled: number): number {
  let h = (scrambled ^ (scrambled >>> 15) ^ (scrambled >>> 30)) >>> 0
  h = Math.imul(h, INVERSES[1])
  h = Math.imul(h ^ (h >>> 12) ^ (h >>> 24), INVERSES[0])
  h = (h ^ (h >>> 15) ^ (h >>> 30)) >>> 0
  return (h ^ 0x9e3779b9) >>> 0
}

/** What undoes the two multiplications, modulo 2 to the 32nd. */
const INVERSES = [inverseOf(0x2c1b3c6d), inverseOf(0x297a2d39)] as const

/** Newton's steps: each doubles how many of the lowest bits are right, from three on. */
function inverseOf(odd: number): number {
  let inverse = odd
  for (let step = 0; step < 4; step++) {
    inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse))
  }
  return inverse
}
