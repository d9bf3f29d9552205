// Moving time from a test: by so much, to an instant, or until nothing is left to happen.
import { nextWork } from '../domain/world/schedule.ts'
import { find, oldestFirst } from '../domain/world/tables.ts'
import type { DeliveryRow } from '../domain/world/webhook-rows.ts'
import { type ActionResult, act } from './actions.ts'
import { KirimWaitError } from './errors.ts'
import { type Duration, durationText, timeoutMs } from './options.ts'
import { timeLimit } from './passing-time.ts'
import { listenAt, type Place } from './place.ts'
import { clockStory, journalStory } from './story.ts'
import { type Condition, durationOf, type WaitOptions, waitUntil } from './waiting.ts'

/** How far time moves: by a duration, or to an instant (ISO 8601), or to the next thing that happens. */
export type AdvanceTarget =
  | Duration
  | { readonly to: string }
  | { readonly until: 'idle' | 'next-job' }

/** What an advance did: where from, where to, and what happened on the way. */
export type Advanced = ActionResult<'advance-clock'>

/** An advance that brings nothing for so long is given up: a receiver keeps it waiting. */
const STALLED_MS = 4_000

/** Moves virtual time and runs what becomes due. */
export function advance(
  place: Place,
  target: AdvanceTarget,
  { timeout }: Pick<WaitOptions, 'timeout'> = {},
): Promise<Advanced> {
  const isDuration = typeof target === 'string' || typeof target === 'number'
  const input = isDuration ? { by: durationText(target) } : target
  const ms = timeout === undefined ? STALLED_MS : timeoutMs(timeout)
  return unlessStalled(place, act(place, 'advance-clock', input), ms)
}

/** Fails when nothing at all happens for too long; the advance itself cannot be taken back. */
async function unlessStalled<Result>(
  place: Place,
  running: Promise<Result>,
  ms: number,
): Promise<Result> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  const over = running.then(end, end)
  const ear = listenAt(place)
  try {
    while (!isOver) {
      const stalled = timeLimit(place, ms)
      await Promise.race([over, ear.news(), stalled.rung])
      stalled.cancel()
      if (!isOver && stalled.hasRung()) throw stalledError(place, ms)
    }
  } finally {
    ear.close()
  }
  return running
}

function stalledError(place: Place, ms: number): KirimWaitError {
  const headline = `The clock is being advanced, and nothing has happened for ${durationOf(ms)}.`
  return new KirimWaitError('wait_timeout', headline, [
    ...inFlight(place).map((row) => awaitedLine(place, row)),
    ...clockStory(place),
    ...journalStory(place),
  ])
}

/** Attempts whose receiver has not answered yet. */
function inFlight({ organization: { world } }: Place): DeliveryRow[] {
  return [...oldestFirst(world.deliveries)].filter(({ phase }) => phase === 'attempting')
}

function awaitedLine({ organization: { world } }: Place, row: DeliveryRow): string {
  const url = find(world.subscriptions, row.subscriptionId)?.url ?? 'a deleted subscription'
  return `${url} has not answered attempt ${row.attemptCount + 1} of ${row.eventType} (${row.id})`
}

/**
 * Until nothing is scheduled and nothing is on its way. A virtual clock is advanced for that; a real
 * one is waited for.
 */
export async function settle(
  place: Place,
  options: Pick<WaitOptions, 'timeout'> = {},
): Promise<void> {
  if (place.organization.pace.rate === 0) {
    await advance(place, { until: 'idle' }, options)
    return
  }
  const condition: Condition<true> = {
    what: 'everything to have happened',
    look: () => {
      const { world } = place.organization
      const isSettled = nextWork(world) === undefined && inFlight(place).length === 0
      return isSettled || undefined
    },
    hopeless: () => null,
    story: () => [
      ...inFlight(place).map((row) => awaitedLine(place, row)),
      ...clockStory(place),
      ...journalStory(place),
    ],
  }
  await waitUntil(place, condition, options)
}
