// Reading the story: what happened in order, what to look at, and what comes, on one page.
import { type FaultName, faultFacts } from '../../../domain/faults/table.ts'
import type { FaultRow } from '../../../domain/world/fault-rows.ts'
import { type Entry, entriesAfter } from '../../../domain/world/journal.ts'
import { count, newestFirst } from '../../../domain/world/tables.ts'
import type { World } from '../../../domain/world/world.ts'
import { modeOf } from '../../../schema/clocks.ts'
import { choice, optional } from '../../../schema/shapes.ts'
import { gapAfter } from '../journal/journal.ts'
import { entryNumber } from '../lists.ts'
import { readPage } from '../read.ts'
import { clockOf } from '../status.ts'
import { comingOf } from './coming.ts'
import { findingsOf } from './findings.ts'
import { linesOf } from './lines.ts'
import { storyMarkdown } from './markdown.ts'
import {
  COMING_MAX,
  LINE_MAX,
  LINES_MAX,
  STORY,
  STORY_MAX_CHARACTERS,
  type Story,
} from './shape.ts'
import { shortened, type View } from './view.ts'

export const STORY_READ = readPage({
  path: '/story',
  what: `What happened in order, on one page to read first: calls with refusals, statuses, webhooks with answers and verdicts, faults that struck, what is scheduled next, what to look at. As JSON, or as Markdown of at most ${STORY_MAX_CHARACTERS.toLocaleString('en')} characters: ${LINES_MAX} lines of what happened, of note first, each of at most ${LINE_MAX} characters and with the path where to read on.`,
  params: {},
  query: {
    after: optional(entryNumber('Only what happened behind this entry of the journal.')),
    format: optional(
      choice('How it is written. Without it, as the Accept header says, and JSON by default.', [
        'json',
        'markdown',
      ]),
    ),
  },
  reply: STORY,
  page: storyMarkdown,
  run: ({ sandbox, organization, origin }, { query }) => {
    const { world, inboxes, pace } = organization
    const clock = clockOf(sandbox, organization)
    const gap = query.after === undefined ? null : gapAfter(world.journal, query.after)
    const entries = entriesAfter(world.journal, gap?.resumes ?? query.after ?? 0)
    const view: View = { world, entries, inboxes, isVirtual: pace.rate === 0 }
    return {
      organization: { id: world.id, name: shortened(world.name, 80) },
      base: `${origin}/_sandbox/`,
      now: clock.now,
      clock: modeOf(pace.rate),
      lost: gap?.lost ?? 0,
      ...tellStory(view),
    }
  },
})

type Told = Omit<Story, 'organization' | 'base' | 'now' | 'clock' | 'lost'>

/** The story of what is seen; the same view gives the same story. */
export function tellStory(view: View): Told {
  const { world, entries } = view
  const { found, more } = findingsOf(view)
  const after = (entries[0]?.number ?? world.journal.next) - 1
  return {
    after,
    next: world.journal.next - 1,
    counts: countsOf(entries),
    look_at: found,
    look_at_more: more,
    ...linesOf(view),
    ...faultsOf(world),
    ...comingOf(world),
  }
}

/** What is counted of each entry. */
function countsOf(entries: readonly Entry[]): Story['counts'] {
  const number = (isIt: (entry: Entry) => boolean) => entries.filter(isIt).length
  return {
    calls: number(({ kind }) => kind === 'request'),
    refused: number((one) => one.kind === 'request' && one.status >= 400),
    sent: number(
      (one) =>
        one.kind === 'request' &&
        one.operation === 'POST /messages' &&
        one.status < 300 &&
        one.replayed !== true,
    ),
    failed: number((one) => one.kind === 'status' && one.status === 'failed'),
    received: number(({ kind }) => kind === 'inbound'),
    attempts: number(({ kind }) => kind === 'attempt'),
    not_taken: number((one) => one.kind === 'attempt' && one.result !== 'succeeded'),
    dead: number((one) => one.kind === 'attempt' && one.result === 'dead'),
    strikes: number((one) => 'fault' in one && one.fault !== undefined),
  }
}

function faultsOf(world: World): Pick<Story, 'faults' | 'faults_more'> {
  const faults: Story['faults'][number][] = []
  for (const row of newestFirst(world.faults)) {
    if (faults.length === COMING_MAX) break
    faults.push(showFault(row))
  }
  return { faults, faults_more: count(world.faults) - faults.length }
}

function showFault({ id, fault, match, options, isArmed, hits }: FaultRow) {
  const said = Object.keys(options).length === 0 ? '' : ` ${JSON.stringify(options)}`
  const strikes = Object.keys(match).length === 0 ? '' : `, only ${JSON.stringify(match)}`
  const { what } = faultFacts(fault as FaultName)
  return { id, text: shortened(`${fault}${said}${strikes}: ${what}`), armed: isArmed, hits }
}
