// What happened, told in lines: the tail of every message that says that something did not.

import { type Entry, entriesAfter } from '../domain/world/journal.ts'
import { nextWork } from '../domain/world/schedule.ts'
import { oldestFirst } from '../domain/world/tables.ts'
import { toIso } from '../domain/world/time.ts'
import { timeOf } from '../engine/sandbox.ts'
import { modeOf } from '../schema/clocks.ts'
import { formatEntry } from '../wire/log-lines.ts'
import type { Place } from './place.ts'

/** A story ends with so many entries of the journal. */
const LAST_ENTRIES = 10

/** Where the clock stands and what comes next. */
export function clockStory({ app, organization }: Place): string[] {
  const { world, pace } = organization
  const now = toIso(timeOf(app.sandbox, organization))
  const clock = `the ${modeOf(pace.rate)} clock says ${now}`
  const next = nextWork(world)
  if (next === undefined) return [`${clock}, and nothing is scheduled`]
  const wanted = pace.rate === 0 ? '; only an advance brings it' : ''
  return [`${clock}; next is ${next.kind} at ${toIso(next.dueAt)}${wanted}`]
}

/** The last lines of the journal. */
export function journalStory(place: Place, most = LAST_ENTRIES): string[] {
  const entries = entriesAfter(place.organization.world.journal, 0)
  if (entries.length === 0) return ['nothing has happened here yet: the journal is empty']
  const told = entries.slice(-most)
  const heading = entries.length > most ? `the last ${most} entries of the journal:` : 'journal:'
  return [heading, ...told.flatMap(entryLines).map((line) => `  ${line}`)]
}

/** An entry as the command line prints it, without colours. */
export function entryLines(entry: Entry): string[] {
  return formatEntry(entry, { color: false, level: 'normal' })
}

/** Faults that have struck, and those that wait to. */
export function faultStory({ organization: { world } }: Place): string[] {
  return [...oldestFirst(world.faults)]
    .filter(({ isArmed, hits }) => isArmed || hits > 0)
    .map(({ id, fault, isArmed, hits }) => {
      const state = isArmed ? 'is armed' : 'is spent'
      return `the fault ${fault} (${id}) ${state} and has struck ${times(hits)}`
    })
}

export function times(count: number): string {
  if (count === 1) return 'once'
  return count === 0 ? 'never' : `${count} times`
}

/** `3 webhooks`, `1 webhook`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
