// The feed: follows the event stream, and only glances at the journal while too much happens.
import type { ControlClient } from '../client/control-client.ts'
import { pause } from '../client/waiting.ts'
import type { FeedEntry } from './known.ts'

/** What comes within a frame is shown together: some fourteen frames a second. */
export const FRAME_MS = 70
/** More entries than this in one frame cannot be read anyway, and following them costs the server. */
const FRAME_ENTRIES_MAX = 40
/** How often it is looked while only glancing, and what is looked at. */
const GLANCE_MS = 55
const GLANCE_ENTRIES = 60
/** So many glances in a row with few entries, and the stream is followed again. */
const CALM_GLANCES = 10
/** What is shown when the screen opens. */
const FIRST_ENTRIES = 500
const AGAIN_MS = 1_000

export type FeedListener = {
  readonly entries: (entries: readonly FeedEntry[]) => void
  readonly connected: () => void
  readonly lost: () => void
}

/** Tells of everything that happens until the signal is aborted. */
export async function followFeed(
  client: ControlClient,
  listener: FeedListener,
  signal: AbortSignal,
): Promise<void> {
  let after: number | undefined
  while (!signal.aborted) {
    try {
      if (after === undefined) {
        const { data } = await client.read('journal', { limit: FIRST_ENTRIES }, signal)
        listener.entries(data.entries as readonly FeedEntry[])
        after = data.next as number
      }
      listener.connected()
      after = await follow(client, listener, after, signal, (number) => {
        after = number
      })
      after = await glance(client, listener, after, signal)
    } catch {
      if (signal.aborted) return
      listener.lost()
      await pause(AGAIN_MS, signal)
    }
  }
}

/** Follows the stream until more comes than can be shown; gives back where it stopped. */
async function follow(
  client: ControlClient,
  listener: FeedListener,
  from: number,
  signal: AbortSignal,
  reached: (number: number) => void,
): Promise<number> {
  let after = from
  let batch: FeedEntry[] = []
  const flush = () => {
    const entries = batch
    batch = []
    if (entries.length > 0 && !signal.aborted) listener.entries(entries)
  }
  try {
    for await (const entry of client.events({ after, signal })) {
      const shown = numbered(entry as FeedEntry)
      after = shown.number
      reached(after)
      if (batch.length === 0) void pause(FRAME_MS, signal).then(flush)
      batch.push(shown)
      if (batch.length > FRAME_ENTRIES_MAX) return after
    }
    return after
  } finally {
    flush()
  }
}

/** A gap has no number of its own: it stands where reading goes on. */
function numbered(entry: FeedEntry): FeedEntry {
  return entry.kind === 'gap' ? { ...entry, number: Number(entry.resumes), at: '' } : entry
}

/** Looks at the newest entries now and then, until it is calm; gives back where it stopped. */
async function glance(
  client: ControlClient,
  listener: FeedListener,
  from: number,
  signal: AbortSignal,
): Promise<number> {
  let after = from
  let calm = 0
  while (calm < CALM_GLANCES && !signal.aborted) {
    await pause(GLANCE_MS, signal)
    if (signal.aborted) break
    const { data } = await client.read('journal', { limit: GLANCE_ENTRIES }, signal)
    const next = data.next as number
    // A smaller number is that of another journal: the sandbox began anew.
    if (next < after) return next
    const fresh = (data.entries as readonly FeedEntry[]).filter(({ number }) => number > after)
    calm = next - after < FRAME_ENTRIES_MAX / 2 ? calm + 1 : 0
    const [first] = fresh
    if (first !== undefined) listener.entries([...skipped(after, first), ...fresh])
    after = next
  }
  return after
}

/** Says how many entries stand between two that are shown. */
function skipped(after: number, first: FeedEntry): FeedEntry[] {
  const lost = first.number - after - 1
  if (lost <= 0) return []
  return [{ kind: 'gap', number: first.number - 1, at: first.at, lost } as unknown as FeedEntry]
}
