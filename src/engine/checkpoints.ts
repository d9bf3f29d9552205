// Checkpoints: an organisation as it was at an instant, to be compared with, and to be put back to.
import { fail } from '../domain/failures/failures.ts'
import type { Bucket, World } from '../domain/world/world.ts'
import type { Inbox } from './inboxes/inbox.ts'
import { restoreWorld } from './keeping.ts'
import { replaceWorld } from './organizations.ts'
import { note, type Organization, type Sandbox } from './sandbox.ts'
import type { Checkpoint } from './snapshots/format.ts'
import { takeSnapshot } from './snapshots/writing.ts'

/** Checkpoints of one organisation; beyond these the oldest is forgotten. */
export const CHECKPOINTS_MAX = 20

/**
 * Remembers an organisation as it is now. A mark that is there already moves to now; without one,
 * the first of `checkpoint-1`, `checkpoint-2`, … that is free.
 *
 * @throws Failure clock_already_advancing.
 */
export function takeCheckpoint(
  sandbox: Sandbox,
  organization: Organization,
  wished?: string,
): Checkpoint {
  if (organization.loop.advancing) fail('clock_already_advancing')
  const { world, checkpoints, inboxes } = organization
  const mark = wished ?? freeMark(checkpoints)
  const snapshot = takeSnapshot(sandbox, organization)
  note(organization, { kind: 'notice', message: `The checkpoint ${mark} was taken.` })
  const checkpoint = {
    mark,
    snapshot,
    requestCount: world.requestCount,
    buckets: copyOfBuckets(world.buckets),
    inboxes: [...inboxes.byName.values()].map(copyOfInbox),
    entry: world.journal.next - 1,
  }
  // Taken out and put back, so that the newest is the last one.
  checkpoints.delete(mark)
  checkpoints.set(mark, checkpoint)
  const [oldest] = checkpoints.keys()
  if (checkpoints.size > CHECKPOINTS_MAX && oldest !== undefined) checkpoints.delete(oldest)
  return checkpoint
}

function freeMark(checkpoints: ReadonlyMap<string, Checkpoint>): string {
  for (let number = 1; ; number++) {
    const mark = `checkpoint-${number}`
    if (!checkpoints.has(mark)) return mark
  }
}

/** The checkpoint with this mark; the newest one without. @throws Failure resource_not_found. */
export function checkpointOf({ checkpoints }: Organization, mark: string | undefined): Checkpoint {
  const found = mark === undefined ? [...checkpoints.values()].at(-1) : checkpoints.get(mark)
  if (found !== undefined) return found
  const marks = [...checkpoints.keys()]
  const known =
    marks.length === 0 ? 'The action checkpoint takes one.' : `Checkpoints: ${marks.join(', ')}.`
  fail(
    'resource_not_found',
    'mark',
    `There is no checkpoint${mark === undefined ? '' : ` ${mark}`}. ${known}`,
  )
}

/**
 * Puts an organisation back to a checkpoint: rows, what is scheduled, faults and how often they
 * struck, counters of ids and requests, time, its pace, rate limits, and the built-in receivers. The
 * same calls then give the same bytes again. The journal goes on.
 *
 * @throws Failure resource_not_found, clock_already_advancing; NotKept; and then nothing has changed.
 */
export async function rewind(
  sandbox: Sandbox,
  organization: Organization,
  mark: string | undefined,
): Promise<Checkpoint> {
  if (organization.loop.advancing) fail('clock_already_advancing')
  const checkpoint = checkpointOf(organization, mark)
  const { rate, beginning } = checkpoint.snapshot.head.organization
  const world = worldAt(checkpoint)
  const pace = { rate, machineAt: sandbox.ports.clock.now(), worldAt: world.now }
  await replaceWorld(sandbox, organization, { world, pace, beginning })
  const { byName } = organization.inboxes
  byName.clear()
  for (const inbox of checkpoint.inboxes) byName.set(inbox.name, copyOfInbox(inbox))
  note(organization, {
    kind: 'notice',
    message: `The organization was put back to the checkpoint ${checkpoint.mark}.`,
  })
  checkpoint.entry = organization.world.journal.next - 1
  return checkpoint
}

function worldAt({ snapshot, requestCount, buckets }: Checkpoint): World {
  const { organization: facts, counters } = snapshot.head
  const world = restoreWorld({
    facts,
    counters: { ...counters, requestCount, nextEntry: 1 },
    rows: new Map(Object.entries(snapshot.tables)),
  })
  // A restart leaves a gap in the numbering of requests; here there must be none.
  return Object.assign(world, { requestCount, buckets: copyOfBuckets(buckets) })
}

function copyOfBuckets(buckets: ReadonlyMap<string, Bucket>): Map<string, Bucket> {
  return new Map([...buckets].map(([key, bucket]) => [key, { ...bucket }]))
}

function copyOfInbox(inbox: Inbox): Inbox {
  return { ...inbox, requests: [...inbox.requests], scripts: new Map(inbox.scripts) }
}
