// Snapshots: saving an organisation under a name, listing what is kept, and loading one in its place.
import { Failure, fail } from '../../domain/failures/failures.ts'
import { reveal } from '../../domain/world/secret.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import type { World } from '../../domain/world/world.ts'
import { restorePace, restoreWorld } from '../keeping.ts'
import { NotKept } from '../not-kept.ts'
import { replaceWorld } from '../organizations.ts'
import type { KeptOrganization, KeptSnapshot, OrganizationFacts } from '../ports.ts'
import { note, type Organization, type Sandbox } from '../sandbox.ts'
import { checkSnapshot } from './checking.ts'
import { SNAPSHOT_KIND, SNAPSHOT_MAX_BYTES, type Snapshot, type SnapshotHead } from './format.ts'
import { parseSnapshot } from './parsing.ts'
import { refuseSnapshot, type Source } from './places.ts'
import { newCover } from './redaction.ts'
import { checkShown } from './showing.ts'
import { snapshotTexts, takeSnapshot } from './writing.ts'

/** Snapshots that are kept: more than anybody can tell apart. */
export const SNAPSHOTS_MAX = 1_000

/** What is shown of a snapshot. */
export type SnapshotFacts = {
  readonly name: string
  readonly bytes: number
  /** What its head says; null when the file is no snapshot. */
  readonly head: SnapshotHead | null
}

/** The text of an organisation as it is now, piece by piece. */
export function presentTexts(
  sandbox: Sandbox,
  organization: Organization,
  redact: boolean,
): { readonly head: SnapshotHead; readonly texts: AsyncGenerator<string, void> } {
  const snapshot = takeSnapshot(sandbox, organization)
  const turn = turnOf(sandbox)
  if (!redact) return { head: snapshot.head, texts: loadable(snapshotTexts(snapshot, turn)) }
  const { cover, head } = newCover(snapshot.head)
  return { head, texts: loadable(snapshotTexts({ ...snapshot, head }, turn, cover)) }
}

/** The texts of a snapshot, as long as it could be loaded again. @throws NotKept. */
export async function* loadable(
  texts: AsyncIterable<string>,
  maxBytes = SNAPSHOT_MAX_BYTES,
): AsyncGenerator<string, void> {
  let bytes = 0
  for await (const text of texts) {
    bytes += Buffer.byteLength(text)
    if (bytes > maxBytes) {
      throw new NotKept(
        `the snapshot would have more than ${maxBytes} bytes, and so large a one could not be loaded again. Stop the sandbox and copy its data folder instead, or save an organization that holds less.`,
      )
    }
    yield text
  }
}

export type SaveWish = {
  /** Without one, the first of `snapshot-1`, `snapshot-2`, … that is free. */
  readonly name?: string | undefined
  readonly redact?: boolean | undefined
  readonly replace?: boolean | undefined
}

/** @throws Failure snapshot_exists, too_many_snapshots; NotKept. */
export async function saveSnapshot(
  sandbox: Sandbox,
  organization: Organization,
  { name: wished, redact = false, replace = false }: SaveWish,
): Promise<SnapshotFacts> {
  // Taken first: what happens while others are listed is no part of it.
  const { head, texts } = presentTexts(sandbox, organization, redact)
  const { snapshots } = sandbox.ports
  const names = new Set((await snapshots.list()).map((one) => one.name))
  const name = wished ?? freeName(names)
  if (names.size >= SNAPSHOTS_MAX && !names.has(name)) fail('too_many_snapshots')
  const bytes = await snapshots.write(name, texts, replace)
  if (bytes === null) {
    const message = `There is a snapshot ${name} already. Choose another name, or say replace: true.`
    fail('snapshot_exists', 'name', message)
  }
  note(organization, { kind: 'notice', message: `The snapshot ${name} was saved.` })
  return { name, bytes, head }
}

function freeName(names: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = `snapshot-${number}`
    if (!names.has(name)) return name
  }
}

/** What is kept, by name. */
export async function listSnapshots({ ports }: Sandbox): Promise<SnapshotFacts[]> {
  return (await ports.snapshots.list()).map(factsOf)
}

/** The head is what stands before the tables; who has written the file otherwise has none to show. */
function factsOf({ name, bytes, beginning }: KeptSnapshot): SnapshotFacts {
  const end = beginning.search(/,\s*"tables": \{/)
  try {
    const head = JSON.parse(`${beginning.slice(0, end)}}`) as SnapshotHead
    return { name, bytes, head: head.kind === SNAPSHOT_KIND ? head : null }
  } catch {
    return { name, bytes, head: null }
  }
}

/** A snapshot by name, or the value of one. */
export type SnapshotSource = { readonly name: string } | { readonly value: unknown }

/**
 * Puts an organisation back to what a snapshot says. All of it is checked before anything changes,
 * and then it changes at once.
 *
 * @throws Failure resource_not_found, invalid_field_value, clock_already_advancing; NotKept; and
 * then nothing has changed.
 */
export async function loadSnapshot(
  sandbox: Sandbox,
  organization: Organization,
  from: SnapshotSource,
): Promise<SnapshotHead> {
  if (organization.loop.advancing !== null) fail('clock_already_advancing')
  const { snapshot, source } = await readSnapshot(sandbox, from)
  const turn = turnOf(sandbox)
  const kept = keptOf(snapshot)
  const world = restoreWorld(kept)
  await checkShown(world, snapshot.tables, source, turn)
  const refuse = () => refuseForeign(sandbox, organization, world)
  refuse()
  const { facts } = kept
  const pace = restorePace(sandbox.ports.clock, facts, world)
  await replaceWorld(sandbox, organization, { world, pace, beginning: facts.beginning }, refuse)
  const what = 'name' in from ? `snapshot ${from.name}` : 'snapshot'
  note(organization, { kind: 'notice', message: `The ${what} was loaded.` })
  return snapshot.head
}

/** A snapshot, checked row by row. @throws Failure resource_not_found, invalid_field_value. */
export async function readSnapshot(
  sandbox: Sandbox,
  from: SnapshotSource,
): Promise<{ readonly snapshot: Snapshot; readonly source: Source }> {
  const text = 'name' in from ? await readKept(sandbox, from.name) : null
  const value = 'name' in from ? parseSnapshot(text ?? '') : from.value
  const source: Source = { text }
  return { snapshot: await checkSnapshot(value, source, turnOf(sandbox)), source }
}

async function readKept({ ports }: Sandbox, name: string): Promise<string> {
  const text = await ports.snapshots.read(name, SNAPSHOT_MAX_BYTES)
  if (text !== null) return text
  const names = (await ports.snapshots.list()).map((one) => one.name)
  if (names.includes(name)) {
    refuseSnapshot(`${name} has more than ${SNAPSHOT_MAX_BYTES} bytes.`)
  }
  const known = names.length === 0 ? 'There is none yet.' : `Snapshots: ${names.join(', ')}.`
  throw new Failure('resource_not_found', 'name', `There is no snapshot ${name}. ${known}`)
}

/** An organisation as a store would have kept it. Its requests are counted anew, as after a reset. */
function keptOf({ head, tables }: Snapshot): KeptOrganization {
  const { organization, counters } = head
  const { beginning } = organization
  const rows = Object.entries(tables).map(
    ([name, some]) => [name, [...some].sort((one, other) => one.seq - other.seq)] as const,
  )
  return {
    // What JSON leaves out: no name of its own.
    facts: {
      ...organization,
      beginning: { ...beginning, name: beginning.name },
    } as OrganizationFacts,
    counters: { ...counters, requestCount: 0, nextEntry: 1 },
    rows: new Map(rows),
  }
}

/** Ids and keys are told apart in the whole sandbox. @throws Failure invalid_field_value. */
function refuseForeign(sandbox: Sandbox, organization: Organization, world: World): void {
  const { id, name } = world
  const other = sandbox.organizations.get(id)
  if ((other !== undefined && other !== organization) || sandbox.reserved.has(id)) {
    refuseSnapshot(
      `organization.id ${id} is that of another organization of this sandbox, ${JSON.stringify(other?.world.name ?? name)}. Load it there: with an API key of that organization.`,
    )
  }
  for (const key of oldestFirst(world.apiKeys)) {
    const owner = sandbox.keys.get(reveal(key.token))?.organization
    if (owner === undefined || owner === organization) continue
    refuseSnapshot(
      `apiKeys (${key.id}): its token, which ends in ${key.last4}, opens another organization of this sandbox, ${owner.world.id}. Load the snapshot there, or into another sandbox.`,
    )
  }
}

function turnOf({ ports }: Sandbox): () => Promise<void> {
  return () => new Promise((resolve) => ports.clock.soon(resolve))
}
