// JSON Schemas as rows of a Markdown table: one for each member, with dotted paths; pure functions.
import { importTypeScript } from './import-typescript.mjs'
import { code, codes } from './reference-text.mjs'

const { formatOf } = await importTypeScript("export { formatOf } from './src/schema/formats.ts'")

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

function textType(schema) {
  const { format, pattern, maxLength = LENGTH_MIN_TOLD } = schema
  if (format !== undefined) return format
  if (pattern !== undefined) return patternType(schema)
  return maxLength < LENGTH_MIN_TOLD ? `text up to ${maxLength}` : 'text'
}

/** A form that has a name is said in the words of refusals, without their article. */
function patternType(schema) {
  const named = formatOf(schema)
  return named === undefined ? `text ${code(schema.pattern)}` : named.words.replace(/^an? /, '')
}

function numberType({ type, minimum, maximum }) {
  const word = type === 'integer' ? 'whole number' : 'number'
  if (minimum === undefined && maximum === undefined) return word
  if (maximum === undefined || maximum >= 1e15 - 1) return `${word} from ${minimum}`
  return `${word} ${minimum} to ${maximum}`
}
