// Where in a snapshot something is wrong, and the refusal that says so.

import { fail } from '../../domain/failures/failures.ts'
import type { AnyRow } from '../../domain/world/tables.ts'
import { printableName } from '../../schema/words.ts'

/** Refuses a snapshot: the sentence says where, what was expected and what came. */
export function refuseSnapshot(sentence: string): never {
  fail('invalid_field_value', 'snapshot', `The snapshot was not loaded: ${sentence}`)
}

/** What is known of where the rows come from: a text, or a value that was sent. */
export type Source = { readonly text: string | null }

/** `messages, row 3 (msg_…), line 214` */
export function placeOf({ text }: Source, table: string, at: number, row: unknown): string {
  const id = (row as Partial<AnyRow> | null)?.id
  const named = typeof id === 'string' ? ` (${printableName(id)})` : ''
  const line = text === null ? null : lineOf(text, table, at)
  return `${table}, row ${at + 1}${named}${line === null ? '' : `, line ${line}`}`
}

/** The line of a row, where the text has one row in each line as it was written. */
function lineOf(text: string, table: string, at: number): number | null {
  const lines = text.split('\n')
  const title = lines.findIndex((line) => line.trim() === `${JSON.stringify(table)}: [`)
  if (title === -1) return null
  const isOneEach = lines
    .slice(title + 1, title + 2 + at)
    .every((line) => /^\s*\S.*[^\s]$/.test(line))
  return isOneEach ? title + 2 + at : null
}

/** The line and column of a character. */
export function positionIn(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`
}
