// Organisations come and go: a world taken in is opened by its keys and its jobs run.
import { newCoverage } from '../contract/coverage.ts'
import { resumeInterrupted } from '../domain/webhooks/deliveries.ts'
import { roll } from '../domain/world/dice.ts'
import { fail } from '../domain/world/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import type { Settings } from '../domain/world/settings.ts'
import { count, oldestFirst } from '../domain/world/tables.ts'
import { setNow, type Tier, type World } from '../domain/world/world.ts'
import { emptyInboxes, newInboxes } from './inbox.ts'
import type { Beginning } from './ports.ts'
import {
  commit,
  note,
  type Organization,
  type Pace,
  type Ports,
  registerKey,
  type Sandbox,
  syncNow,
} from './sandbox.ts'
import { rest, wake } from './timeline.ts'

/** A sandbox without organisations. */
export function newSandbox(ports: Ports): Sandbox {
  const organizations = new Map<string, Organization>()
  const sandbox: Sandbox = {
    ports,
    organizations,
    get defaultOrganization() {
      const first = organizations.values().next().value
      if (first === undefined) throw new Error('The sandbox has no organization yet.')
      return first
    },
    keys: new Map(),
    receivers: new Map(),
    begun: 0,
    changed: (organization) => wake(sandbox, organization),
    closing: false,
  }
  return sandbox
}

/** Takes a world in, at the pace it was begun with. */
export function addOrganization(
  sandbox: Sandbox,
  world: World,
  rate: number,
  beginning: Beginning = beginningOf(world, rate),
): Organization {
  const organization: Organization = {
    world,
    beginning,
    pace: firstPace(sandbox, world, rate),
    loop: { running: null, advancing: false, alarm: null },
    coverage: newCoverage(),
    inFlight: new Map(),
    inboxes: newInboxes(),
  }
  sandbox.organizations.set(world.id, organization)
  openUp(sandbox, organization)
  return organization
}

/** For a world that was made by hand: what is known of how it began. */
function beginningOf({ seed, tier, name }: World, rate: number): Beginning {
  return { seed, tier, rate, name, number: 0, world: 'empty', keys: 'of-the-file', settings: {} }
}

function openUp(sandbox: Sandbox, organization: Organization): void {
  const { world } = organization
  for (const key of oldestFirst(world.apiKeys)) registerKey(sandbox, organization, key)
  if (count(world.deliveries) > 0) commit(sandbox, organization, () => resumeInterrupted(world))
  wake(sandbox, organization)
}

/** A world that begins in real time begins now, however long it took to build. */
function firstPace(sandbox: Sandbox, world: World, rate: number): Pace {
  if (rate === 1) setNow(world, sandbox.ports.clock.now())
  return paceOf(sandbox, world, rate)
}

function paceOf(sandbox: Sandbox, world: World, rate: number): Pace {
  return { rate, machineAt: sandbox.ports.clock.now(), worldAt: world.now }
}

/** What a new organisation should be like; the rest is as with the first one. */
export type OrganizationWish = {
  readonly name?: string | undefined
  readonly seed?: number | undefined
  readonly world?: string | undefined
  readonly rate?: number | undefined
  readonly tier?: Tier | undefined
  readonly settings?: Partial<Settings> | undefined
}

/** Organisations in one process: far more than parallel tests need. */
const ORGANIZATIONS_MAX = 1_000

/**
 * Begins an organisation beside the others, with a key of its own.
 *
 * @throws Failure too_many_organizations; rejects when there is no such world.
 */
export async function beginOrganization(
  sandbox: Sandbox,
  wish: OrganizationWish,
): Promise<Organization> {
  if (sandbox.organizations.size >= ORGANIZATIONS_MAX) fail('too_many_organizations')
  const first = sandbox.defaultOrganization.beginning
  sandbox.begun++
  const seed = wish.seed ?? Math.floor(roll(first.seed, 'organization', sandbox.begun) * 2 ** 32)
  const wanted: Beginning = {
    ...first,
    seed,
    world: wish.world ?? first.world,
    tier: wish.tier ?? first.tier,
    rate: wish.rate ?? first.rate,
    name: wish.name,
    keys: 'its-own',
    settings: { ...first.settings, ...wish.settings },
  }
  for (;;) {
    const beginning = { ...wanted, number: freeNumber(sandbox, seed) }
    const world = await sandbox.ports.worlds.build(beginning)
    // Somebody else may have begun one of the same seed while this was built.
    if (sandbox.organizations.has(world.id)) continue
    return addOrganization(sandbox, world, beginning.rate, beginning)
  }
}

/** Organisations of the same seed are told apart by a number, or they would have the same id. */
function freeNumber(sandbox: Sandbox, seed: number): number {
  let number = 0
  while (sandbox.organizations.has(makeId('organization', seed, number))) number++
  return number
}

/** Puts an organisation back to how it began. What is in flight is forgotten. */
export async function resetOrganization(
  sandbox: Sandbox,
  organization: Organization,
): Promise<void> {
  if (organization.loop.advancing) fail('clock_already_advancing')
  const world = await sandbox.ports.worlds.build(organization.beginning)
  if (organization.loop.advancing) fail('clock_already_advancing')
  rest(organization)
  forgetKeys(sandbox, organization)
  // The journal goes on: whoever follows it sees the reset, and numbers never repeat.
  world.journal = organization.world.journal
  organization.world = world
  organization.pace = firstPace(sandbox, world, organization.beginning.rate)
  organization.loop = { running: null, advancing: false, alarm: null }
  organization.inFlight.clear()
  emptyInboxes(organization.inboxes)
  openUp(sandbox, organization)
  note(organization, { kind: 'notice', message: 'The organization was reset.' })
}

/** Changes how fast an organisation's clock goes; from now on, so that no job is lost or doubled. */
export function setPace(sandbox: Sandbox, organization: Organization, rate: number): void {
  if (organization.loop.advancing) fail('clock_already_advancing')
  syncNow(sandbox, organization)
  rest(organization)
  organization.pace = paceOf(sandbox, organization.world, rate)
  wake(sandbox, organization)
}

/** Lets an organisation go: its keys open nothing any more and its jobs never run. */
export function removeOrganization(sandbox: Sandbox, organization: Organization): void {
  rest(organization)
  sandbox.organizations.delete(organization.world.id)
  forgetKeys(sandbox, organization)
}

function forgetKeys(sandbox: Sandbox, organization: Organization): void {
  for (const [token, owner] of sandbox.keys) {
    if (owner.organization === organization) sandbox.keys.delete(token)
  }
}

/** Stops all timelines. Attempts in flight end by themselves; nothing new begins. */
export async function closeSandbox(sandbox: Sandbox): Promise<void> {
  sandbox.closing = true
  for (const organization of sandbox.organizations.values()) rest(organization)
  await sandbox.ports.transport.close()
  await sandbox.ports.store.flush()
  await sandbox.ports.store.close()
}
