// What the steps of one play share: its sandbox, its receivers, its names, and what happened so far.
import type { Api } from '../../api/api.ts'
import type { Entry } from '../../domain/world/journal.ts'
import { reveal } from '../../domain/world/secret.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import type { Transport } from '../../engine/ports.ts'
import type { Organization, Sandbox } from '../../engine/sandbox.ts'
import { advance } from '../../engine/timeline.ts'
import type { Mismatch } from '../format/matchers.ts'
import type { Position, Scenario, Step } from '../format/scenario.ts'
import type { Reply, Request } from './api-call.ts'
import type { Machine } from './machine.ts'
import type { ReceiverState } from './receivers.ts'
import { type Transcript, writeEntry } from './transcript.ts'

/** A sandbox with the organisation of a scenario. */
export type Opened = {
  readonly api: Api
  readonly sandbox: Sandbox
  readonly organization: Organization
  /** What an application needs to find it; empty when nothing listens. */
  readonly env: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/** Opens the sandbox of a scenario; its webhooks go through `wrap`. */
export type Open = (
  scenario: Scenario,
  machine: Machine,
  wrap: (real: Transport) => Transport,
) => Promise<Opened>

/** What had happened when a step began. */
export type Mark = {
  readonly arrivals: ReadonlyMap<string, number>
  /** By organisation: the sequence number of its newest row. */
  readonly seqs: ReadonlyMap<string, number>
  /** By organisation: the number of the newest entry of its journal. */
  readonly entries: ReadonlyMap<string, number>
}

/** A call on its way. */
export type Background = { readonly request: Request; readonly reply: Promise<Reply> }

export type Play = {
  readonly scenario: Scenario
  readonly machine: Machine
  readonly opened: Opened
  readonly receivers: ReadonlyMap<string, ReceiverState>
  readonly transcript: Transcript
  /** What references can name. */
  readonly scope: Record<string, unknown>
  readonly marks: Map<string, Mark>
  readonly background: Map<string, Background>
  /** The reply that an expectation without a name means. */
  last: Reply | undefined
  /** What happened since the last step that does something. */
  journal: Entry[]
  /** Every organisation there has been, with its listener. */
  readonly followed: Map<Organization, (entry: Entry) => void>
  /** The X-Request-Id of every call that the scenario itself made. */
  readonly ownRequests: Set<string>
  /** The steps that armed faults, by the ids of these. */
  readonly arming: Map<string, Step>
  stepsDone: number
  /** Woken by whatever happens. */
  readonly watchers: Set<() => void>
}

/** An expectation that did not come true, or a step that could not be done. */
export type Failed = {
  readonly position: Position
  readonly verb: string
  readonly say?: string
  readonly message: string
  readonly mismatches: readonly Mismatch[]
  /** The round of each repeat that it stands in. */
  readonly rounds: readonly number[]
  readonly journal: readonly Entry[]
}

/** The scenario fails here; told with its place and its journal. */
export class StepError extends Error {
  override readonly name = 'StepError'
  readonly mismatches: readonly Mismatch[]

  constructor(message: string, mismatches: readonly Mismatch[] = []) {
    super(message)
    this.mismatches = mismatches
  }
}

/** Listens to every organisation that is not listened to yet. */
export function followAll(play: Play): void {
  for (const organization of play.opened.sandbox.organizations.values()) {
    if (play.followed.has(organization)) continue
    const listener = (entry: Entry) => {
      play.journal.push(entry)
      writeEntry(play.transcript, entry)
      for (const wake of play.watchers) wake()
    }
    organization.world.journal.listeners.add(listener)
    play.followed.set(organization, listener)
  }
}

/** Lets everything that is due now happen, in order, in every organisation with a virtual clock. */
export async function settle({ opened, machine }: Play): Promise<void> {
  const { sandbox } = opened
  for (const organization of [...sandbox.organizations.values()]) {
    if (organization.pace.rate !== 0 || organization.loop.advancing !== null) continue
    await machine.wait(advance(sandbox, organization, { to: organization.world.now }))
  }
}

export function markOf({ receivers, opened }: Play): Mark {
  const arrivals = [...receivers].map(([name, one]) => [name, one.arrivals.length] as const)
  const worlds = [...opened.sandbox.organizations.values()].map(({ world }) => world)
  return {
    arrivals: new Map(arrivals),
    seqs: new Map(worlds.map(({ id, seq }) => [id, seq])),
    entries: new Map(worlds.map(({ id, journal }) => [id, journal.next - 1])),
  }
}

/** What the built-in names stand for just now. */
export function refreshScope(play: Play): void {
  const { organization } = play.opened
  const { world } = organization
  const [account] = oldestFirst(world.accounts)
  Object.assign(play.scope, {
    now: toIso(world.now),
    seed: world.seed,
    organization: { id: world.id, name: world.name, api_key: firstKey(organization) },
    account: account === undefined ? {} : { id: account.id, phone_number: `+${account.phone}` },
  })
}

export function firstKey({ world }: Organization): string {
  for (const key of oldestFirst(world.apiKeys)) return reveal(key.token)
  throw new Error('The world has no API key.')
}

/** The organisation that a step acts in. @throws StepError when there is none with the id. */
export function organizationFor({ opened }: Play, id: unknown): Organization {
  if (id === undefined) return opened.organization
  const found = opened.sandbox.organizations.get(String(id))
  if (found !== undefined) return found
  throw new StepError(`There is no organization ${String(id)}.`)
}
