// JSON that comes from outside: read, or refused with the place where it breaks and what is missing.
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'

/** A text that is no JSON. The message repeats nothing of the text: it may hold secrets. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
}

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * The value of a text. A byte order mark before it is passed over, as editors write it unasked.
 *
 * @throws NotJson, whose message is the rest of the sentence "… is not valid JSON: ".
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  try {
    return JSON.parse(json)
  } catch {
    throw new NotJson(breakIn(json))
  }
}

/** By the reader's name for what is wrong. */
const EXPECTED: { readonly [code: string]: string } = {
  PropertyNameExpected: 'expected a name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon after the name',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a comma or a closing }',
  CloseBracketExpected: 'expected a comma or a closing ]',
  EndOfFileExpected: 'expected nothing more after the value',
  InvalidSymbol: 'expected a value: a text in double quotes, a number, true, false, null, [ or {',
  InvalidNumberFormat: 'the number is not written as JSON writes it',
  UnexpectedEndOfNumber: 'the number breaks off',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the text in double quotes is not closed',
  InvalidUnicode: 'expected four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'a backslash stands before a character that needs none',
  InvalidCharacter: 'a control character must be written as an escape',
}

/** Where it breaks, and what was expected there. */
function breakIn(json: string): string {
  if (json.trim() === '') return 'it is empty'
  const errors: ParseError[] = []
  parse(json, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  const offset = Math.min(first?.offset ?? json.length, json.length)
  const what =
    (first && EXPECTED[printParseErrorCode(first.error)]) ?? 'it cannot be read from here on'
  const hasEnded = json.slice(offset).trim() === ''
  return `${placeOf(json, offset)}: ${what}${hasEnded ? ', but the text ends' : ''}`
}

/** The place of a character as editors count: line and column, both from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const lines = before.split(/\r\n|\r|\n/)
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
