// Rows put into a world by hand: what no request of the API makes.
import { issueKey } from '../../src/domain/access/api-keys.ts'
import { digitsOf, displayPhone } from '../../src/domain/messaging/accounts.ts'
import type {
  AccountRow,
  ApiKeyRow,
  JsonObject,
  MetaTemplateStatus,
  TeamRow,
  TemplateRow,
  UserRow,
} from '../../src/domain/world/rows.ts'
import { first, put } from '../../src/domain/world/tables.ts'
import { newId, newWorld, nextSeq, transact, type World } from '../../src/domain/world/world.ts'
import { addOrganization } from '../../src/engine/organizations.ts'
import { commit } from '../../src/engine/sandbox.ts'
import type { TestSandbox } from '../support/sandbox.ts'
import { BUSINESS } from './stories.ts'

/** Whoever holds a world: a sandbox, or a neighbour in it. */
type Holder = Pick<TestSandbox, 'world'>

/** Adds a WhatsApp account; without a team, to the one there is. */
export function addAccount(
  { world }: Holder,
  phoneNumber: string,
  more: { readonly teamId?: string; readonly connected?: boolean } = {},
): AccountRow {
  const phone = digitsOf(phoneNumber)
  return transact(world, () =>
    put(world.accounts, {
      id: newId(world, 'account'),
      seq: nextSeq(world),
      createdAt: world.now,
      phone,
      displayPhone: displayPhone(phone),
      displayName: `Toko ${phone}`,
      phoneNumberId: '106540352242922',
      businessAccountId: '102290129340398',
      teamId: more.teamId ?? teamOf(world),
      connected: more.connected ?? true,
    }),
  )
}

/** The only team of the ready-made worlds. */
export function teamOf(world: World): string {
  return (first(world.teams, 'all') as TeamRow).id
}

/** Takes the line of an account away; the account stays. */
export function disconnect({ world }: Holder, phoneNumber: string = BUSINESS): void {
  const account = first(world.accounts, 'byPhone', digitsOf(phoneNumber)) as AccountRow
  transact(world, () => put(world.accounts, { ...account, connected: false }))
}

export function addTeam({ world }: Holder, name: string): TeamRow {
  return transact(world, () =>
    put(world.teams, {
      id: newId(world, 'team'),
      seq: nextSeq(world),
      createdAt: world.now,
      name,
    }),
  )
}

/** Adds an agent to the team there is. */
export function addUser({ world }: Holder, name: string): UserRow {
  return transact(world, () =>
    put(world.users, {
      id: newId(world, 'user'),
      seq: nextSeq(world),
      createdAt: world.now,
      name,
      email: `${name.toLowerCase()}@kirim.example`,
      teamId: teamOf(world),
    }),
  )
}

/** Adds a template to an account; without one, to the first. Its body may have placeholders. */
export function addTemplate(
  { world }: Holder,
  name: string,
  more: {
    readonly language?: string
    readonly metaStatus?: MetaTemplateStatus
    readonly accountId?: string
    readonly components?: readonly JsonObject[]
    readonly updatedAt?: number
  } = {},
): TemplateRow {
  return transact(world, () =>
    put(world.templates, {
      id: newId(world, 'template'),
      seq: nextSeq(world),
      createdAt: world.now,
      updatedAt: more.updatedAt ?? world.now,
      accountId: more.accountId ?? (first(world.accounts, 'all') as AccountRow).id,
      name,
      language: more.language ?? 'id',
      category: 'UTILITY',
      metaStatus: more.metaStatus ?? 'APPROVED',
      components: more.components ?? [{ type: 'BODY', text: 'Selamat pagi.' }],
      providerTemplateId: '1689556908129832',
    }),
  )
}

/** A second organisation in the same sandbox, with a number and a team of its own; its key. */
export function addNeighbour({ app }: TestSandbox): { world: World; authorization: string } {
  const { now } = app.organization.world
  const world = newWorld({ seed: 8, now, organizationName: 'Tetangga', tier: 'unlimited' })
  const key = transact(world, () => issueKey(world, { label: 'Neighbour' }))
  addTeam({ world }, 'Neighbours')
  addAccount({ world }, '+6281100000008')
  addOrganization(app.sandbox, world, 0)
  return { world, authorization: `Bearer ${key.token}` }
}

/** Issues a key as the dashboard does: the next request may use it. */
export function addKey(
  { app }: TestSandbox,
  wish: { readonly label: string; readonly token?: string; readonly expiresAt?: number },
): ApiKeyRow {
  const { sandbox, organization } = app
  return commit(sandbox, organization, () => issueKey(organization.world, wish)).result
}

/** Revokes a key as the dashboard does. */
export function revokeKey({ world }: Holder, key: ApiKeyRow): void {
  transact(world, () => put(world.apiKeys, { ...key, revokedAt: world.now }))
}

/** Empties a bucket: the next request of the class is refused until the clock moves. */
export function emptyBucket({ world }: Holder, rateClass: 'read' | 'write'): void {
  world.buckets.set(rateClass, { tokens: 0, filledAt: world.now })
}
