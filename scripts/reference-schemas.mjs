// JSON Schemas as rows of a Markdown table: one for each member, with dotted paths; pure functions.
import { code, codes } from './reference-text.mjs'

/** The rows of all members below a schema: path, type, whether it must be there, description. */
export function memberRows(schema, path = '') {
  const required = schema.required ?? []
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const here = path === '' ? name : `${path}.${name}`
    const must = required.includes(name)
    return [
      { path: here, type: typeOf(member), must, what: member.description ?? '' },
      ...innerRows(member, here),
    ]
  })
}

/** What is inside a member: the members of an object, of a list's items, of each alternative. */
function innerRows(schema, path) {
  if (schema.properties !== undefined) return memberRows(schema, path)
  if (schema.items !== undefined) return innerRows(schema.items, `${path}[]`)
  const branches = schema.anyOf ?? schema.oneOf ?? []
  const tag = Object.keys(branches[0]?.properties ?? {}).find((name) => isTag(name, branches))
  if (tag !== undefined) return taggedRows(tag, branches, path)
  return branches.flatMap((branch) => innerRows(branch, path))
}

function isTag(name, branches) {
  return branches.every(({ properties }) => properties?.[name]?.const !== undefined)
}

/** A member tells the alternatives apart: what only some of them have says of which it is. */
function taggedRows(tag, branches, path) {
  const byBranch = branches.map((branch) => {
    return { kind: branch.properties[tag].const, rows: memberRows(branch, path) }
  })
  const isTagRow = (row) => row.path === `${path}.${tag}`
  const sameIn =
    (row) =>
    ({ rows }) =>
      rows.some((one) => one.path === row.path && one.what === row.what)
  const isCommon = (row) => isTagRow(row) || byBranch.every(sameIn(row))
  const [first] = byBranch
  const common = first.rows.filter(isCommon).map((row) => {
    return isTagRow(row) ? { ...row, type: codes(byBranch.map(({ kind }) => kind)) } : row
  })
  const own = byBranch.flatMap(({ kind, rows }) =>
    rows
      .filter((row) => !isCommon(row))
      .map((row) => ({ ...row, what: `${code(kind)}: ${row.what}` })),
  )
  return [...common, ...own]
}

/** The type in a few words: `integer 1 to 100`, `one of …`, `list of …`. */
export function typeOf(schema) {
  if (schema['x-matcher'] === true) return 'value or matcher'
  if (schema['x-steps'] === true) return 'list of steps'
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return choiceOf(schema.enum.map(String))
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) return [...new Set(branches.map(typeOf))].join(' or ')
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type })).join(' or ')
  }
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`
  if (schema.type === 'string') return textType(schema)
  if (schema.type === 'integer' || schema.type === 'number') return numberType(schema)
  return schema.type ?? 'anything'
}

/** So many words can be read in a table; of more, the first ones show what is meant. */
const WORDS_MAX = 20

function choiceOf(words) {
  if (words.length <= WORDS_MAX) return codes(words)
  return `one of ${words.length}: ${codes(words.slice(0, 3))}, …`
}

/** A length that is only there against abuse is not told. */
const LENGTH_MIN_TOLD = 5_000

function textType({ format, pattern, maxLength = LENGTH_MIN_TOLD }) {
  if (format !== undefined) return format
  if (pattern !== undefined) return patternType(pattern)
  return maxLength < LENGTH_MIN_TOLD ? `text up to ${maxLength}` : 'text'
}

/** Patterns that people know by a name, by a piece of each. */
const KNOWN_PATTERNS = {
  '^\\+[1-9]': 'phone number',
  '^[A-Za-z_][A-Za-z0-9_-]': 'name',
  '^/|': 'path',
  '^(msg_': 'message id or wamid',
  '(ms|s|m|h|d)': 'duration',
  '^(real|virtual|': '`real`, `virtual`, `x60`, …',
  '^https?://': 'http(s) URL',
}

function patternType(pattern) {
  const known = Object.entries(KNOWN_PATTERNS).find(([piece]) => pattern.includes(piece))
  return known?.[1] ?? `text ${code(pattern)}`
}

function numberType({ type, minimum, maximum }) {
  const word = type === 'integer' ? 'whole number' : 'number'
  if (minimum === undefined && maximum === undefined) return word
  if (maximum === undefined || maximum >= 1e15 - 1) return `${word} from ${minimum}`
  return `${word} ${minimum} to ${maximum}`
}
