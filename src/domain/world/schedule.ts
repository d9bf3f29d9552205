// What will happen in a world: jobs by the time they are due, in one order that never ties.
import type { JobKind } from './job-kinds.ts'
import type { JobRow } from './rows.ts'
import { first, put, remove } from './tables.ts'
import { type Instant, TIME_ENDS_AT } from './time.ts'
import { nextSeq, type World } from './world.ts'

/**
 * Adds a job; one beyond the end of time is due there. Jobs due at the same time run in the order in
 * which they were added.
 */
export function schedule(world: World, kind: JobKind, subject: string, dueAt: Instant): JobRow {
  const seq = nextSeq(world)
  return put(world.jobs, {
    id: String(seq),
    seq,
    dueAt: Math.min(dueAt, TIME_ENDS_AT),
    kind,
    subject,
  })
}

/** The job that is next, whenever that is. */
export function nextJob(world: World): JobRow | undefined {
  const work = first(world.jobs, 'workByDue')
  const chore = first(world.jobs, 'housekeepingByDue')
  if (work === undefined || chore === undefined) return work ?? chore
  return chore.dueAt < work.dueAt ? chore : work
}

/** The next job that is not housekeeping: when there is none, the world is idle. */
export function nextWork(world: World): JobRow | undefined {
  return first(world.jobs, 'workByDue')
}

/** Takes a job back; nothing happens when it has run or there is none. */
export function cancelJob(world: World, jobId: string | null): void {
  if (jobId !== null) remove(world.jobs, jobId)
}
