// Texts and values that programs trip over, and requests' bodies that are nearly JSON.
import fc from 'fast-check'

/** Names that every object inherits, or that stand for something else. */
export const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'length',
  '$ref',
  '',
]

const STRANGE_TEXTS = [
  ...PROTOTYPE_NAMES,
  '\u0000',
  'a\u0000b',
  '\ud83d',
  '\udc00\ud800',
  '👩‍👩‍👧‍👦',
  '\u202eabc',
  '\ufeff',
  ' ',
  '\n',
  '\r\nSet-Cookie: a=b',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  'null',
  'undefined',
  '[object Object]',
  '{{1}}{{2}}{{99999999999999999999}}',
  '%s%n%x',
  '$&$1$`',
  '$' + '{a}#{b}',
  '../../../etc/passwd',
  "'; DROP TABLE messages;--",
  '<script>alert(1)</script>',
  'İıſK',
  '+6281234567890\n',
  '٣٤٥',
  'a'.repeat(300),
  'é'.repeat(5_000),
  '0'.repeat(70_000),
]

export const strangeText = fc.oneof(
  fc.constantFrom(...STRANGE_TEXTS),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)

const strangeNumber = fc.constantFrom(
  0,
  -0,
  -1,
  0.1,
  1e21,
  -1e21,
  5e-324,
  Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  2 ** 31,
  2 ** 32,
)

function nested(depth: number, isArray: boolean): unknown {
  let value: unknown = 1
  for (let n = 0; n < depth; n++) value = isArray ? [value] : { a: value }
  return value
}

/** An object whose own members have the names of inherited ones. */
const prototypeNamed = fc
  .dictionary(fc.constantFrom(...PROTOTYPE_NAMES), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 6 })
  .map((members) => {
    const object = {}
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(object, name, { value, enumerable: true })
    }
    return object
  })

const manyOf = fc.constantFrom(0, null, 'a', {}, []).map((item) => Array(3_000).fill(item))
const manyMembers = fc.constant(Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [n, n])))
const deep = fc
  .tuple(fc.constantFrom(20, 62, 63, 64, 65, 500), fc.boolean())
  .map(([depth, isArray]) => nested(depth, isArray))

/** Any JSON value, and those that are trouble more often than others. */
export const wild: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 4 },
  { arbitrary: fc.constantFrom(null, true, false, [], {}, '', [[]], [null]), weight: 4 },
  { arbitrary: strangeText, weight: 4 },
  { arbitrary: strangeNumber, weight: 3 },
  { arbitrary: prototypeNamed, weight: 2 },
  { arbitrary: deep, weight: 1 },
  { arbitrary: manyOf, weight: 1 },
  { arbitrary: manyMembers, weight: 1 },
)

/** UTF-8 as one character for each byte: how bodies are written here, so that any byte can be. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

const NUMBERS_AS_TEXT = [
  '1e400',
  '-1e400',
  '-0',
  '9007199254740993',
  '01',
  '+1',
  '.5',
  'NaN',
  '0x10',
]
const INVALID_UTF8 = [
  '\xff',
  '\xc3\x28',
  '\xed\xa0\x80',
  '\xf8\x88\x80\x80\x80',
  '\xc0\xaf',
  '\xe2\x82',
]

/** What a text of JSON becomes on a bad day. */
const SPOILERS: readonly ((json: string, pick: number) => string)[] = [
  (json) => `\xef\xbb\xbf${bytesOf(json)}`,
  (json) => Buffer.from(json, 'utf16le').toString('latin1'),
  (json) => `\xff\xfe${Buffer.from(json, 'utf16le').toString('latin1')}`,
  (json, pick) => bytesOf(json.slice(0, pick % (json.length + 1))),
  (json) => bytesOf(`${json},`),
  (json) => bytesOf(`${json}${json}`),
  (json) => bytesOf(`/* a */ ${json}`),
  (json) => bytesOf(json.replaceAll('"', "'")),
  (json) => bytesOf(json.replace(/[}\]]$/, ',$&')),
  (json, pick) => bytesOf(json.replace(/"[^"]*"(?=[,}\]])|\d+/, pickOf(NUMBERS_AS_TEXT, pick))),
  (json, pick) => {
    const bytes = bytesOf(json)
    const at = pick % (bytes.length + 1)
    return bytes.slice(0, at) + pickOf(INVALID_UTF8, pick) + bytes.slice(at)
  },
  (json) => bytesOf(json.replace(/^\{("[^"]*"):/, '{$1:null,$1:')),
  (json) => bytesOf(json.replace(/^\{("[^"]*":)(.*)\}$/s, '{$1$2,$1null}')),
  (json) => bytesOf(json.replace(/^\{/, '{"__proto__":{"to":"+6281234567890"},')),
  (json) =>
    bytesOf(json.replace(/"([a-z])/g, (_, letter) => `"\\u00${letter.charCodeAt(0).toString(16)}`)),
  (json) => bytesOf(` \t\r\n${json}\n\n`),
  (json) => bytesOf(json.replace('"', '"\u0000')),
  (json) => bytesOf(json.replace(/"([^"]*)"(?=[,}])/, '"\\ud800$1"')),
  () => '',
  () => ' ',
  () => 'null',
  () => '[]',
  () => '"',
  () => '[['.repeat(50_000),
  () => '{"a":'.repeat(2_000),
  () => `{"a":"${'\\"['.repeat(2_000)}"}`,
  () => '\x00\x00\x00',
  () => `"${'a'.repeat(1_100_000)}"`,
]

function pickOf(texts: readonly string[], pick: number): string {
  return texts[pick % texts.length] as string
}

/** The bytes of a value as JSON; spoiled in one of many ways where `spoiler` says so. */
export function bodyOf(value: unknown, spoiler: number | null, pick: number): string {
  const json = JSON.stringify(value)
  if (spoiler === null) return bytesOf(json)
  return (SPOILERS[spoiler % SPOILERS.length] as (typeof SPOILERS)[number])(json, pick)
}

/** Nearly always null: a body that is JSON gets further. */
export const spoiler = fc.oneof(
  { arbitrary: fc.constant(null), weight: 6 },
  { arbitrary: fc.nat(SPOILERS.length - 1), weight: 1 },
)
