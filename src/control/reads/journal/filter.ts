// Which entries of the journal are wanted: by what a call or an attempt was, and what came of it.

/** Members that are left out let everything through. */
export type JournalFilter = {
  readonly method?: string | undefined
  /** Part of the path. */
  readonly path?: string | undefined
  /** `404`, `4xx`, or a status of a message such as `read`. */
  readonly status?: string | undefined
  /** The type of an event. */
  readonly event?: string | undefined
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
