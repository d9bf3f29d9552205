// An entry of the journal as it is shown: names in snake case, instants as text.
import type { Entry } from '../../domain/world/journal.ts'
import { fromIso, toIso } from '../../domain/world/time.ts'

export type EntryKind = Entry['kind']

export type ShownEntry = {
  readonly number: number
  readonly at: string
  readonly kind: EntryKind
  readonly [member: string]: unknown
}

/** An entry with names in snake case and instants as text. */
export function showEntry(entry: Entry): ShownEntry {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(entry)) {
    const isInstant = typeof value === 'number' && (name === 'at' || name.endsWith('At'))
    if (value !== undefined) shown[snakeCase(name)] = isInstant ? toIso(value) : value
  }
  return shown as ShownEntry
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A shown entry as the journal holds it: what `showEntry` was given. */
export function readEntry(shown: ShownEntry): Entry {
  const members = Object.entries(shown).map(([name, value]) => {
    const isInstant = typeof value === 'string' && (name === 'at' || name.endsWith('_at'))
    return [camelCase(name), isInstant ? fromIso(value) : value]
  })
  return Object.fromEntries(members) as Entry
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
