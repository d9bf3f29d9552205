// Chance without a stream: every roll is a hash of the seed and of a label that says what it is for.

/** Parts of a label; the same parts give the same roll in the same world. */
export type Label = string | number

const SPREAD = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const

/** Four 32-bit words made from a seed and a label. Not for secrets: it is fast, not one-way. */
export function hashWords(
  seed: number,
  labels: readonly Label[],
): [number, number, number, number] {
  let a = (seed | 0) ^ SPREAD[0]
  let b = Math.trunc(seed / 0x1_0000_0000) ^ SPREAD[1]
  let c = seed ^ SPREAD[2]
  let d = SPREAD[3] | 0
  for (const label of labels) {
    const text = typeof label === 'number' ? `#${label}` : label
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      a = Math.imul(a ^ unit, 597399067)
      b = Math.imul(b ^ unit, 2869860233)
      c = Math.imul(c ^ unit, 951274213)
      d = Math.imul(d ^ unit, 2716044179)
      a ^= b >>> 13
      c ^= d >>> 11
    }
    // A mark between labels, so that ('ab','c') and ('a','bc') differ.
    a = Math.imul(a ^ 0x1f, SPREAD[0])
    d = Math.imul(d ^ 0x1f, SPREAD[1])
  }
  return [mix(a ^ d), mix(b ^ a), mix(c ^ b), mix(d ^ c)]
}

function mix(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in [0, 1) that depends on the seed and the label only. */
export function roll(seed: number, ...labels: readonly Label[]): number {
  const [high, low] = hashWords(seed, labels)
  return (high * 0x20_0000 + (low >>> 11)) / 0x20_0000_0000_0000
}

/** A whole number from `min` to `max`, both included. */
export function rollBetween(
  min: number,
  max: number,
  seed: number,
  ...labels: readonly Label[]
): number {
  return min + Math.floor(roll(seed, ...labels) * (max - min + 1))
}

/** `length` lower-case hexadecimal digits. */
export function rollHex(length: number, seed: number, ...labels: readonly Label[]): string {
  let text = ''
  for (let part = 0; text.length < length; part++) {
    const words = hashWords(seed, [...labels, part])
    for (let i = 0; i < words.length; i++) SCRATCH.writeUInt32BE(words[i] as number, 4 * i)
    text += SCRATCH.toString('hex')
  }
  return text.slice(0, length)
}

/** Four words as bytes: their digits are written in one go, not word by word. */
const SCRATCH = Buffer.alloc(16)
