// Populates a world from a file: its history is played by the same rules that run it later.

import type { WorldFile } from '../contract/input-types.ts'
import { JOBS } from '../domain/jobs.ts'
import { newJournal } from '../domain/world/journal.ts'
import { nextJob } from '../domain/world/schedule.ts'
import { remove } from '../domain/world/tables.ts'
import { DAY_MS, type Instant } from '../domain/world/time.ts'
import { newWorld, setNow, transact, type World, type WorldStart } from '../domain/world/world.ts'
import type { Keys, People } from '../engine/ports.ts'
import { setUp } from './set-up.ts'
import { generatedContacts, historyOf } from './world-history.ts'

/** How long before the start the organisation was set up. */
const HISTORY_MS = 30 * DAY_MS

/**
 * A world as its file describes it, with the clock at `start.now`.
 *
 * @throws Error with a sentence when the file contradicts itself (an unknown team, a bad setting).
 */
export function populateWorld(
  start: Omit<WorldStart, 'organizationName'> & { readonly organizationName?: string },
  file: WorldFile,
  people: People | null,
  keys: Keys = 'of-the-file',
): World {
  const setUpAt = start.now - HISTORY_MS
  const world = newWorld({
    ...start,
    now: setUpAt,
    organizationName: start.organizationName ?? file.organization.name,
  })
  transact(world, () => setUp(world, file, keys))
  const contacts = [...(file.contacts ?? []), ...generatedContacts(world, file, people)]
  const past = contacts.flatMap((contact) => historyOf(world, contact, start.now))
  past.sort((a, b) => a.at - b.at)
  for (const { at, happen } of past) {
    runJobsUntil(world, at)
    transact(world, happen)
  }
  runJobsUntil(world, start.now)
  world.createdAt = start.now
  // What happened before the start is history, not news.
  world.journal = newJournal()
  return world
}

function runJobsUntil(world: World, at: Instant): void {
  for (let job = nextJob(world); job !== undefined && job.dueAt <= at; job = nextJob(world)) {
    const { id, kind, subject } = job
    if (kind === 'attempt-delivery') throw new Error('A world file has no subscriptions.')
    setNow(world, job.dueAt)
    transact(world, () => {
      remove(world.jobs, id)
      JOBS[kind](world, subject)
    })
  }
  setNow(world, at)
}
