// Texts that came from outside, as they may be written to a terminal or to a log that a machine reads.

/** Most texts are of these alone, and then there is nothing to look for. */
const PLAIN = /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF]*$/

/**
 * What commands a terminal, turns a line around or takes no room: control characters, marks of
 * direction, zero-width characters and other formats, line separators, halves of characters, fillers.
 * A joiner between two emoji makes one picture of them, and stays.
 */
const UNSEEN =
  /(?<!\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D|\u200D(?!\p{Extended_Pictographic})|[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u115F\u1160\u17B4\u17B5\u3164\uFFA0]|(?!\u200D)\p{Cf}/gu

/** A text of one line without anything that a terminal would obey: a space in the place of each. */
export function oneLine(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, ' ')
}

/** What paints our own lines: a colour, and the end of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const PAINT = /(\u001B\[\d{1,2}m)/

/** Logs of CI systems take lines that begin so, or texts that stand anywhere, for orders. */
const ORDERS: readonly (readonly [RegExp, string])[] = [
  [/^(\s*):(?=:)/, '$1: '],
  [/##(?=\[|vso\[)/g, '## '],
]

/**
 * Lines that we made of texts, ours and others', as the last thing before they are written: they keep
 * their ends and their colours, and lose whatever else a terminal or a CI system would obey.
 */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmlessLine).join('\n')
}

function harmlessLine(line: string): string {
  // Every second piece is paint.
  const pieces = PLAIN.test(line) ? [line] : line.split(PAINT)
  const clean = pieces.map((piece, n) => (n % 2 === 0 ? oneLine(piece) : piece)).join('')
  return ORDERS.reduce((rest, [order, harmless]) => rest.replace(order, harmless), clean)
}

/** A value as JSON that says the same and holds nothing that a terminal would obey. */
export function harmlessJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent)
  const lines = indent === 0 ? [text] : text.split('\n')
  return lines.map((line) => (PLAIN.test(line) ? line : line.replace(UNSEEN, escaped))).join('\n')
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, n) => character.charCodeAt(n))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
