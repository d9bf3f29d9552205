// The names in a scenario: what a reference may begin with, and who is meant by a name.

import type { Schema } from '../../schema/json-schema.ts'
import { nearest } from '../../schema/nearest.ts'
import { listWords } from '../../schema/words.ts'
import type { Flaw } from './scenario.ts'
import { referencesOf } from './variables.ts'

/** What is there without being named in the file. */
export const BUILT_IN = ['env', 'organization', 'account', 'now', 'seed'] as const

/** What is known so far, while the steps are read in order. */
export type Names = {
  /** Built-in receivers; false for those at a real address. */
  readonly receivers: ReadonlyMap<string, boolean>
  readonly env: ReadonlySet<string>
  /** Everything that a reference may begin with. */
  readonly scope: Set<string>
  /** Steps with a reply, and the line where each stands. */
  readonly replies: Map<string, number>
}

/** A name of a receiver or a reply that nothing has. */
export function strangers(
  names: Names,
  schema: Schema,
  value: unknown,
  path: readonly string[],
): Flaw[] {
  const kind = schema['x-name']
  if (kind === undefined || typeof value !== 'string') return []
  const known = [...(kind === 'receiver' ? names.receivers.keys() : names.replies.keys())]
  if (known.includes(value)) return []
  const near = nearest(value, known)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  const what = kind === 'receiver' ? 'receiver' : 'earlier step'
  const cure =
    known.length > 0
      ? `There is ${listWords(known)}.`
      : kind === 'receiver'
        ? 'Declare it under receivers.'
        : 'Name one with `as`.'
  return [{ path, message: `No ${what} has the name ${value}. ${cure}${hint}` }]
}

/** Every reference must begin with something that is known here. */
export function referenceFlaws(names: Names, value: unknown, path: readonly string[]): Flaw[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, item]) =>
      referenceFlaws(names, item, [...path, name]),
    )
  }
  if (typeof value !== 'string' || !value.includes('${')) return []
  return referencesOf(value).flatMap((reference) => {
    if (typeof reference === 'string') {
      const message = `${reference} is not a reference; expected one such as \${sent.data.id}. For a plain dollar and brace, write $\${.`
      return [{ path, message }]
    }
    const { root, segments, fallback } = reference
    if (root === 'env') {
      const [name = ''] = segments
      if (names.env.has(name) || fallback !== undefined) return []
      const message = `The environment has no ${name || 'variable without a name'}. Set it, or give a default: \${env.${name || 'NAME'}:-…}.`
      return [{ path, message }]
    }
    if (names.scope.has(root)) return []
    const known = [...names.scope]
    const near = nearest(root, known)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    return [
      {
        path,
        message: `Nothing before this is called ${root}: there is ${listWords(known)}.${hint}`,
      },
    ]
  })
}
