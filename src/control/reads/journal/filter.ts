// Which entries of the journal are wanted: by what a call or an attempt was, and what came of it.
import { STATUS_FILTER } from '../../../schema/formats.ts'
import { allOptional, text, type ValuesOf } from '../../../schema/shapes.ts'

/** What one can ask for; what is left out lets everything through. */
export const JOURNAL_FILTERS = allOptional({
  method: text('Only calls by this method.', { maxLength: 20 }),
  path: text('Only calls whose path has this in it.', { maxLength: 200 }),
  status: STATUS_FILTER.shape(
    'Only what came to this status: `404`, `4xx`, or of a message, `read`.',
  ),
  event: text('Only attempts to tell of this event.', { maxLength: 100 }),
})

export type JournalFilter = {
  readonly [Name in keyof ValuesOf<typeof JOURNAL_FILTERS>]: string | undefined
}

/** What is looked at: an entry, as it is kept or as it is shown. */
type Entrylike = { readonly kind: string } & { readonly [Name in keyof JournalFilter]?: unknown }

/** Whether an entry is wanted. One that has no such member is not. */
export function isWanted(
  entry: Entrylike,
  { method, path, status, event }: JournalFilter,
): boolean {
  if (method !== undefined && entry.method !== method.toUpperCase()) return false
  if (path !== undefined && !String(entry.path ?? '').includes(path)) return false
  if (event !== undefined && entry.event !== event) return false
  return status === undefined || hasStatus(entry.status, status)
}

function hasStatus(came: unknown, wanted: string): boolean {
  if (came === undefined || came === null) return false
  const hundreds = /^([1-5])xx$/i.exec(wanted)?.[1]
  const text = String(came)
  return hundreds === undefined ? text === wanted : text.length === 3 && text.startsWith(hundreds)
}
