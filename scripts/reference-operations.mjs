// The page of the API's operations: what each may answer, with which codes, and who declares it.
import { importTypeScript } from './import-typescript.mjs'
import { anchor, code, page, table } from './reference-text.mjs'

const { PHONE } = await importTypeScript("export { PHONE } from './src/schema/formats.ts'")

export function operationsPage(tables) {
  const { OPERATIONS, OPERATION_KEYS } = tables
  const tags = [...new Set(OPERATION_KEYS.map((key) => OPERATIONS[key].tag))]
  const pairs = OPERATION_KEYS.flatMap((key) => OPERATIONS[key].statuses).length
  return page(
    'Operations',
    `The ${OPERATION_KEYS.length} operations of the API with their ${pairs} statuses, and the codes that stand in \`error.code\`. What each code means: [failures.md](failures.md). Statuses marked *overlay* are not in the provider's document but in its prose: [overlay.md](overlay.md). Codes in *italics* come only when a [fault](faults.md) asks for them, or when the sandbox itself breaks.`,
    tags.map((tag) => `- [${tag}](#${anchor(tag)})`).join('\n'),
    tags.map((tag) => [
      `## ${tag}`,
      ...OPERATION_KEYS.flatMap((key) => operation(tables, tag, key)),
    ]),
  )
}

function operation(tables, tag, key) {
  const facts = tables.OPERATIONS[key]
  if (facts.tag !== tag) return []
  const usual = usualCodes(tables, facts)
  const rows = facts.statuses.map((status) => {
    const mark = facts.vendorStatuses.includes(status) ? '' : ' *overlay*'
    return [`${status}${mark}`, codesOf(tables, facts, status, usual)]
  })
  return [`### ${key}`, `${facts.summary}.`, table(['status', 'codes'], rows)]
}

/** Where 500 is not declared, its codes come with 503. */
function codesOf({ FAILURES, CONTROL_CODES }, { statuses }, status, usual) {
  const statusOf = (name) => {
    const { status: own } = FAILURES[name]
    return own === 500 && !statuses.includes(500) ? 503 : own
  }
  const names = Object.keys(FAILURES).filter(
    (name) => statusOf(name) === status && !CONTROL_CODES.has(name),
  )
  const shown = names.map((name) => {
    if (usual.has(name)) return code(name)
    return status >= 500 ? `*${code(name)}*` : ''
  })
  return shown.filter((text) => text !== '').join(', ')
}

/** Codes that no operation of the API answers: they belong to the control API. */
export function controlCodes(tables) {
  const { FAILURES, OPERATIONS, OPERATION_KEYS } = tables
  const usual = new Set(OPERATION_KEYS.flatMap((key) => [...usualCodes(tables, OPERATIONS[key])]))
  const names = Object.keys(FAILURES)
  return new Set(names.filter((name) => FAILURES[name].status < 500 && !usual.has(name)))
}

/** What stands before every operation, what its schemas refuse, and its own rules. */
function usualCodes({ OPERATION_TABLE, SCHEMAS }, { key, method, secured, hasBody }) {
  const { path, query, header, body } = SCHEMAS[key]
  const text = JSON.stringify([path, query, header, body])
  const found = new Set(OPERATION_TABLE[key].failures)
  if (secured) for (const name of KEY_CODES) found.add(name)
  if (hasBody) found.add('invalid_request')
  if (CONSTRAINT.test(text)) found.add('invalid_field_value')
  if (body !== null && text.includes('"required"')) found.add('missing_required_field')
  if (text.includes(PHONE_PATTERN)) found.add('invalid_phone_number')
  if (method === 'POST') for (const name of IDEMPOTENCY_CODES) found.add(name)
  return found
}

const KEY_CODES = [
  'missing_api_key',
  'invalid_api_key',
  'expired_api_key',
  'revoked_api_key',
  'rate_limit_exceeded',
]
const IDEMPOTENCY_CODES = ['idempotency_in_progress', 'idempotency_key_reuse']

/** A schema without any of these takes every value that can arrive. */
const CONSTRAINT =
  /"(?:pattern|enum|format|minLength|maxLength|minimum|maximum)"|"(?:object|array)"/

const PHONE_PATTERN = JSON.stringify(PHONE.rules.pattern)
