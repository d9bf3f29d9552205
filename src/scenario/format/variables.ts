// Variables in scenarios: `${late.data.id}` stands for what an earlier reply said.
import { nearest } from '../../schema/nearest.ts'
import { describeValue, listWords } from '../../schema/words.ts'

/** What can be referred to, by name. */
export type Scope = { readonly [name: string]: unknown }

/** A reference could not be followed; the message says where it ended and what was there. */
export class VariableError extends Error {
  override readonly name = 'VariableError'
}

const REFERENCE = /\$?\$\{([^}]*)\}/g
const EXPRESSION = /^\s*([A-Za-z_][\w-]*)((?:\.[\w-]+|\[\d+\])*)\s*(?::-(.*))?$/s
const SEGMENT = /\.([\w-]+)|\[(\d+)\]/g

/** A reference taken apart: `late.data[0].id` is the root `late` and three segments. */
export type Reference = {
  readonly text: string
  readonly root: string
  readonly segments: readonly string[]
  /** What stands behind `:-`: taken when there is no such value. */
  readonly fallback: string | undefined
}

/** Whether a text holds a reference, so that its value is only known when it is played. */
export function isOpen(value: unknown): boolean {
  return typeof value === 'string' && /(?<!\$)\$\{/.test(value)
}

/** The references of a text; a text in their place where one cannot be read. */
export function referencesOf(text: string): (Reference | string)[] {
  const found: (Reference | string)[] = []
  for (const [whole, inner = ''] of text.matchAll(REFERENCE)) {
    if (whole.startsWith('$$')) continue
    found.push(parse(inner) ?? whole)
  }
  const opened = text.replace(REFERENCE, '')
  if (/(?<!\$)\$\{/.test(opened)) found.push(opened.slice(opened.indexOf('${')))
  return found
}

function parse(inner: string): Reference | undefined {
  const match = EXPRESSION.exec(inner)
  if (match === null) return undefined
  const [, root = '', path = '', fallback] = match
  const segments = [...path.matchAll(SEGMENT)].map(([, name, index]) => name ?? index ?? '')
  return { text: inner.trim(), root, segments, fallback }
}

/**
 * The value with every reference in its place. A text that is nothing but one reference becomes
 * the value itself, whatever its type.
 *
 * @throws VariableError
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveText(value, scope)
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [name, resolve(item, scope)])
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}

function resolveText(text: string, scope: Scope): unknown {
  if (!text.includes('${')) return text
  const [whole] = referencesOf(text)
  const isAlone = /^\$\{[^}]*\}$/.test(text)
  if (isAlone && typeof whole === 'object') return follow(whole, scope, true)
  return text.replace(REFERENCE, (written, inner: string) => {
    if (written.startsWith('$$')) return written.slice(1)
    const reference = parse(inner)
    if (reference === undefined) throw new VariableError(`${written} is not a reference.`)
    const value = follow(reference, scope, false)
    if (typeof value !== 'object' || value === null) return String(value)
    throw new VariableError(
      `${written} stands in a text, so it must be a text or a number; it is ${describeValue(value)}.`,
    )
  })
}

function follow(
  { text, root, segments, fallback }: Reference,
  scope: Scope,
  isWhole: boolean,
): unknown {
  let value: unknown = scope
  let walked = ''
  for (const segment of [root, ...segments]) {
    const next = memberOf(value, segment)
    if (next === undefined) {
      // Nothing behind the `:-` of a whole value leaves the member out.
      if (fallback !== undefined) return fallback === '' && isWhole ? undefined : fallback
      throw new VariableError(missing(text, walked, segment, value))
    }
    value = next
    walked = walked === '' ? segment : `${walked}.${segment}`
  }
  return value
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

function missing(text: string, walked: string, segment: string, value: unknown): string {
  const where = walked === '' ? 'There is' : `${walked} has`
  if (typeof value !== 'object' || value === null) {
    return `\${${text}}: ${walked} is ${describeValue(value)}, so it has no ${segment}.`
  }
  if (Array.isArray(value)) {
    return `\${${text}}: ${walked} has ${value.length} items, counted from 0; there is no ${segment}.`
  }
  const names = Object.keys(value)
  const near = nearest(segment, names)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  const known = names.length === 0 ? 'nothing' : listWords(names)
  return `\${${text}}: ${where} no ${segment}; there is ${known}.${hint}`
}
