// Organisations come and go: a world taken in is opened by its keys and its jobs run.
import {
  addCoverage,
  type Coverage,
  countBreach,
  countMessage,
  newCoverage,
} from '../contract/coverage.ts'
import { fail } from '../domain/failures/failures.ts'
import { resumeInterrupted } from '../domain/webhooks/deliveries.ts'
import type { Entry } from '../domain/world/journal.ts'
import { count, oldestFirst } from '../domain/world/tables.ts'
import { setNow, UNHEARD_ADDRESS, type World } from '../domain/world/world.ts'
import { emptyInboxes, newInboxes } from './inboxes/inbox.ts'
import { alter, factsOf, keepTime, restorePace, restoreWorld } from './keeping.ts'
import { NotKept } from './not-kept.ts'
import type { Beginning, KeptOrganization } from './ports.ts'
import {
  commit,
  forgetKeys,
  newLoop,
  note,
  type Organization,
  type Pace,
  type Ports,
  refuseForeignKey,
  registerKey,
  type Sandbox,
  syncNow,
} from './sandbox.ts'
import { rest, stopTime, wake } from './timeline.ts'

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
    pastCoverage: newCoverage(),
    begun: 0,
    reserved: new Set(),
    changed: (organization) => wake(sandbox, organization),
    address: UNHEARD_ADDRESS,
    closing: false,
  }
  return sandbox
}

/** Takes a world in that the store knows, or that nobody keeps, at the pace it was begun with. */
export function addOrganization(
  sandbox: Sandbox,
  world: World,
  rate: number,
  beginning: Beginning = beginningOf(world, rate),
): Organization {
  const organization = newOrganization(sandbox, world, rate, beginning)
  takeIn(sandbox, organization)
  return organization
}

/**
 * Takes a new world in and has it kept.
 *
 * @throws NotKept, and then there is no such organisation.
 */
export async function keepOrganization(
  sandbox: Sandbox,
  world: World,
  beginning: Beginning,
): Promise<Organization> {
  const organization = newOrganization(sandbox, world, beginning.rate, beginning)
  const enter = await sandbox.ports.store.prepare(factsOf(organization), world)
  enter()
  takeIn(sandbox, organization)
  return organization
}

/**
 * Takes an organisation in again that was kept: its time goes on, and so does all it had begun.
 *
 * @throws NotKept.
 */
export function resumeOrganization(sandbox: Sandbox, kept: KeptOrganization): Organization {
  const world = restoreWorld(kept)
  const { facts } = kept
  const organization = newOrganization(sandbox, world, facts.rate, facts.beginning)
  organization.pace = restorePace(sandbox.ports.clock, facts, world)
  // Its numbering has made a leap: the next one must begin from there.
  keepTime(sandbox, organization)
  takeIn(sandbox, organization)
  return organization
}

function newOrganization(
  sandbox: Sandbox,
  world: World,
  rate: number,
  beginning: Beginning,
): Organization {
  return {
    world,
    beginning,
    pace: firstPace(sandbox, world, rate),
    loop: newLoop(),
    coverage: newCoverage(),
    inFlight: new Map(),
    inboxes: newInboxes(),
    checkpoints: new Map(),
    calledRows: new Map(),
    advanceListeners: new Set(),
  }
}

function takeIn(sandbox: Sandbox, organization: Organization): void {
  const { world, coverage } = organization
  world.journal.listeners.add((entry) => countEntry(coverage, entry))
  sandbox.organizations.set(world.id, organization)
  openUp(sandbox, organization)
}

/** What the rules do is seen in the journal, for they know of no coverage. */
function countEntry(coverage: Coverage, entry: Entry): void {
  if (entry.kind === 'inbound') countMessage(coverage, 'received', entry.type)
  else if (entry.kind === 'breach') countBreach(coverage, entry.message)
}

/** What was seen in all organisations together, those that are gone included. */
export function coverageOfAll(sandbox: Sandbox): Coverage {
  const sum = newCoverage()
  addCoverage(sum, sandbox.pastCoverage)
  for (const { coverage } of sandbox.organizations.values()) addCoverage(sum, coverage)
  return sum
}

/** For a world that was made by hand: what is known of how it began. */
function beginningOf({ seed, tier, name }: World, rate: number): Beginning {
  return { seed, tier, rate, name, number: 0, world: 'empty', keys: 'of-the-file', settings: {} }
}

function openUp(sandbox: Sandbox, organization: Organization): void {
  const { world, loop } = organization
  for (const key of oldestFirst(world.apiKeys)) registerKey(sandbox, organization, key)
  try {
    if (count(world.deliveries) > 0) commit(sandbox, organization, () => resumeInterrupted(world))
  } catch (error) {
    if (!(error instanceof NotKept)) throw error
    loop.interruptedBy = error
  }
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

/** Puts an organisation back to how it began. What is in flight is forgotten. */
export async function resetOrganization(
  sandbox: Sandbox,
  organization: Organization,
): Promise<void> {
  const world = await sandbox.ports.worlds.build(organization.beginning)
  const pace = firstPace(sandbox, world, organization.beginning.rate)
  await replaceWorld(sandbox, organization, { ...organization, world, pace })
  note(organization, { kind: 'notice', message: 'The organization was reset.' })
}

/**
 * Puts another world in the place of an organisation's. `refuse` has the last word, when nothing
 * has happened yet and nothing else can happen any more.
 *
 * @throws Failure clock_already_advancing; NotKept; what `refuse` throws; then nothing has changed.
 */
export async function replaceWorld(
  sandbox: Sandbox,
  organization: Organization,
  { world, pace, beginning }: Pick<Organization, 'world' | 'pace' | 'beginning'>,
  refuse: () => void = () => {},
): Promise<void> {
  // The journal goes on: whoever follows it sees the change, and numbers never repeat.
  world.journal = organization.world.journal
  const facts = factsOf({ ...organization, world, pace, beginning })
  const { id } = organization.world
  const enter = await sandbox.ports.store.prepare(facts, world, id)
  if (organization.loop.advancing !== null) fail('clock_already_advancing')
  if (sandbox.organizations.get(id) !== organization) fail('resource_not_found')
  for (const key of oldestFirst(world.apiKeys)) refuseForeignKey(sandbox, organization, key)
  refuse()
  enter()
  rest(organization)
  forgetKeys(sandbox, organization)
  if (id !== world.id) renumber(sandbox, id, world.id)
  Object.assign(organization, { world, pace, beginning })
  organization.loop = newLoop()
  organization.inFlight.clear()
  emptyInboxes(organization.inboxes)
  openUp(sandbox, organization)
}

/** Gives an organisation another id in its old place among the others: the first one stays the first. */
function renumber({ organizations }: Sandbox, before: string, after: string): void {
  const all = [...organizations]
  organizations.clear()
  for (const [id, one] of all) organizations.set(id === before ? after : id, one)
}

/** Changes how fast an organisation's clock goes; from now on, so that no job is lost or doubled. */
export function setPace(sandbox: Sandbox, organization: Organization, rate: number): void {
  if (organization.loop.advancing !== null) fail('clock_already_advancing')
  syncNow(sandbox, organization)
  alter(sandbox, organization, () => {
    organization.pace = paceOf(sandbox, organization.world, rate)
  })
  rest(organization)
  wake(sandbox, organization)
}

/** Lets an organisation go: its keys open nothing any more and its jobs never run. */
export function removeOrganization(sandbox: Sandbox, organization: Organization): void {
  sandbox.ports.store.forget(organization.world.id)
  rest(organization)
  const isKnown = sandbox.organizations.delete(organization.world.id)
  if (isKnown) addCoverage(sandbox.pastCoverage, organization.coverage)
  forgetKeys(sandbox, organization)
}

/** Stops all timelines. Attempts in flight end by themselves; nothing new begins. */
export async function closeSandbox(sandbox: Sandbox): Promise<void> {
  sandbox.closing = true
  for (const organization of sandbox.organizations.values()) stopTime(organization)
  await sandbox.ports.transport.close()
  try {
    await sandbox.ports.store.flush()
  } finally {
    await sandbox.ports.store.close()
  }
}
