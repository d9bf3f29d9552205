// Where a handle of the library stands: its organisation, the server around it, and whether both are still there.
import type { App } from '../app.ts'
import type { Entry } from '../domain/world/journal.ts'
import { reveal } from '../domain/world/secret.ts'
import { oldestFirst } from '../domain/world/tables.ts'
import type { World } from '../domain/world/world.ts'
import type { Organization } from '../engine/sandbox.ts'
import { KirimClosedError } from './errors.ts'

export type Place = {
  readonly app: App
  readonly organization: Organization
  readonly apiKey: string
  /** How long waits last in real milliseconds when they are not told. */
  readonly timeoutMs: number
  /** Told that something may have changed that no journal speaks of. */
  readonly stirred: Set<() => void>
  /** Advances that were asked for and have not ended; waits let them go first. */
  advances: number
  /** The step by which waits let time pass: they share it. */
  step: Promise<void> | null
  isClosed: boolean
}

export function newPlace(app: App, organization: Organization, timeoutMs: number): Place {
  return {
    app,
    organization,
    apiKey: firstKey(organization.world),
    timeoutMs,
    stirred: new Set(),
    advances: 0,
    step: null,
    isClosed: false,
  }
}

/** Where a handle keeps its place, for the matchers: no part of what it shows. */
const PLACE = Symbol('place')

/** Makes a handle known as one of this place. */
export function markHandle<Handle extends object>(place: Place, handle: Handle): Handle {
  return Object.defineProperty(handle, PLACE, { value: place })
}

/** The place of a sandbox, an organisation or an inbox; undefined for anything else. */
export function placeOf(handle: unknown): Place | undefined {
  if (typeof handle !== 'object' || handle === null) return undefined
  return (handle as { readonly [PLACE]?: Place })[PLACE]
}

function firstKey(world: World): string {
  for (const key of oldestFirst(world.apiKeys)) return reveal(key.token)
  throw new Error('The organization has no API key.')
}

/** Whether nothing will ever happen here any more. */
export function isGone({ isClosed, app: { sandbox }, organization }: Place): boolean {
  if (isClosed || sandbox.closing) return true
  return sandbox.organizations.get(organization.world.id) !== organization
}

/** @throws KirimClosedError. */
export function checkOpen(place: Place, what: string): void {
  if (!isGone(place)) return
  throw new KirimClosedError(`${what}: the sandbox was closed, or the organization deleted.`)
}

/** From now on everything here says that it is closed. */
export function closePlace(place: Place): void {
  place.isClosed = true
  stir(place)
}

/** Lets those who wait look again. */
export function stir({ stirred }: Place): void {
  for (const listener of [...stirred]) listener()
}

/** Hears of all that happens at a place. */
export type Ear = {
  /** Ends when something has happened since it was asked last. */
  news(): Promise<void>
  close(): void
}

export function listenAt(place: Place): Ear {
  const { journal } = place.organization.world
  const { inboxes } = place.organization
  let isNews = false
  let tell: (() => void) | null = null
  const hear = () => {
    isNews = true
    tell?.()
  }
  const hearEntry = (_entry: Entry) => hear()
  journal.listeners.add(hearEntry)
  inboxes.listeners.add(hear)
  place.stirred.add(hear)
  return {
    news: () =>
      new Promise((resolve) => {
        tell = () => {
          isNews = false
          tell = null
          resolve()
        }
        if (isNews) tell()
      }),
    close: () => {
      journal.listeners.delete(hearEntry)
      inboxes.listeners.delete(hear)
      place.stirred.delete(hear)
    },
  }
}
