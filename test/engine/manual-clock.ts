// A clock that is moved by hand, and a sandbox on it whose transport and store are told what to do.
import { memorySnapshots } from '../../src/adapters/memory-snapshots.ts'
import { memoryStore } from '../../src/adapters/memory-store.ts'
import { readWorldFile } from '../../src/adapters/world-files.ts'
import type { Outcome } from '../../src/domain/webhooks/retry.ts'
import type { Change } from '../../src/domain/world/tables.ts'
import type { World } from '../../src/domain/world/world.ts'
import { countersOf } from '../../src/engine/keeping.ts'
import { addOrganization, newSandbox } from '../../src/engine/organizations.ts'
import type { Clock, Counters, WebhookRequest } from '../../src/engine/ports.ts'
import type { Organization, Sandbox } from '../../src/engine/sandbox.ts'
import { populateWorld } from '../../src/worlds/populate.ts'

export const START = Date.UTC(2026, 5, 1)

type SetAlarm = { readonly at: number; readonly ring: () => void }

export type ManualClock = Clock & {
  /** How long each alarm was set for, in the order in which they were set. */
  readonly delays: number[]
  /** The alarms that will still ring. */
  readonly alarms: Set<SetAlarm>
  /** Moves the clock and rings what becomes due on the way; `rested` is awaited after each. */
  move(ms: number, rested?: () => Promise<void> | null): Promise<void>
}

export function newManualClock(): ManualClock {
  let now = START
  const alarms = new Set<SetAlarm>()
  const delays: number[] = []
  return {
    delays,
    alarms,
    now: () => now,
    wall: () => now,
    stopwatch: () => now,
    soon: (run) => queueMicrotask(run),
    setAlarm: (delayMs, ring) => {
      const alarm = { at: now + delayMs, ring }
      delays.push(delayMs)
      alarms.add(alarm)
      return { cancel: () => void alarms.delete(alarm) }
    },
    move: async (ms, rested = () => null) => {
      const until = now + ms
      for (;;) {
        const [next] = [...alarms].sort((a, b) => a.at - b.at)
        if (next === undefined || next.at > until) break
        alarms.delete(next)
        now = Math.max(now, next.at)
        next.ring()
        await rested()
      }
      now = until
    },
  }
}

/** What the store was given, and where the world stood then. */
export type Commit = Counters & { readonly worldId: string; readonly changes: readonly Change[] }

export type ManualSandbox = {
  readonly clock: ManualClock
  readonly sandbox: Sandbox
  readonly organization: Organization
  readonly world: World
  /** What was posted, and what each request is answered with. */
  readonly posted: WebhookRequest[]
  outcome: Outcome
  /** What the store was given. */
  readonly commits: Commit[]
  move(ms: number): Promise<void>
}

/** A sandbox whose organisation has the ready-made world `empty`, at a pace. */
export function newManualSandbox(rate: number): ManualSandbox {
  const clock = newManualClock()
  const posted: WebhookRequest[] = []
  const commits: Commit[] = []
  const build = async () => buildWorld()
  const manual = {
    clock,
    posted,
    commits,
    outcome: { kind: 'answered', status: 200, snippet: '', retryAfter: null, durationMs: 1 },
  } as ManualSandbox
  const sandbox = newSandbox({
    clock,
    transport: {
      post: async (request) => {
        posted.push(request)
        return manual.outcome
      },
      close: async () => {},
    },
    store: {
      ...memoryStore(),
      append: (world, changes) => {
        commits.push({ worldId: world.id, ...countersOf(world), changes })
        return undefined
      },
    },
    snapshots: memorySnapshots(),
    worlds: { build },
  })
  const world = buildWorld()
  const organization = addOrganization(sandbox, world, rate)
  const move = (ms: number) => clock.move(ms, () => organization.loop.running)
  return Object.assign(manual, { sandbox, organization, world, move })
}

function buildWorld(): World {
  return populateWorld({ seed: 7, now: START, tier: 'unlimited' }, readWorldFile('empty'), null)
}
