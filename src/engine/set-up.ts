// Sets an organisation up from a world file: everything that is there before the first message.
import { issueKey } from '../domain/access/api-keys.ts'
import { digitsOf, displayPhone } from '../domain/messaging/accounts.ts'
import { rollBetween } from '../domain/world/dice.ts'
import type { AccountRow } from '../domain/world/rows.ts'
import { settingProblem } from '../domain/world/settings.ts'
import { first, put } from '../domain/world/tables.ts'
import { fromIso } from '../domain/world/time.ts'
import { newId, nextSeq, type World } from '../domain/world/world.ts'
import type { WorldFile } from './world-file.ts'

/** Makes what an organisation has before anybody writes: keys, teams, people, numbers, templates. */
export function setUp(world: World, file: WorldFile): void {
  for (const [name, value] of Object.entries(file.settings ?? {})) {
    const problem = settingProblem(name, value)
    if (problem !== null) throw new Error(problem)
    Object.assign(world.settings, { [name]: value })
  }
  for (const key of file.api_keys) {
    const expiresAt = key.expires_at === undefined ? null : fromIso(key.expires_at)
    issueKey(world, { label: key.label, token: key.token, expiresAt })
  }
  const teams = new Map<string, string>()
  for (const { key, name } of file.teams) {
    const id = newId(world, 'team')
    put(world.teams, { id, seq: nextSeq(world), createdAt: world.now, name })
    teams.set(key, id)
  }
  const teamId = (key: string) => teams.get(key) ?? unknown('team', key, [...teams.keys()])
  for (const user of file.users ?? []) {
    put(world.users, {
      ...newRow(world, 'user'),
      name: user.name,
      email: user.email ?? null,
      teamId: teamId(user.team),
    })
  }
  for (const account of file.accounts) putAccount(world, account, teamId(account.team))
  for (const template of file.templates ?? []) putTemplate(world, template)
  for (const { phone_number: phone, behaviour } of file.recipients ?? []) {
    putRecipient(world, phone, behaviour)
  }
}

function newRow(world: World, kind: 'user' | 'account' | 'template') {
  return { id: newId(world, kind), seq: nextSeq(world), createdAt: world.now }
}

function putAccount(world: World, account: WorldFile['accounts'][number], teamId: string): void {
  const row = newRow(world, 'account')
  const phone = digitsOf(account.phone_number)
  put(world.accounts, {
    ...row,
    phone,
    displayPhone: displayPhone(phone),
    displayName: account.display_name,
    phoneNumberId: digits(15, world, 'phone-number-id', row.id),
    businessAccountId: digits(15, world, 'business-account-id'),
    teamId,
    connected: account.connected ?? true,
  })
}

function putTemplate(world: World, template: NonNullable<WorldFile['templates']>[number]): void {
  const row = newRow(world, 'template')
  put(world.templates, {
    ...row,
    updatedAt: world.now,
    accountId: accountNamed(world, template.account).id,
    name: template.name,
    language: template.language,
    category: template.category,
    metaStatus: template.status,
    components: template.components,
    providerTemplateId: digits(16, world, 'provider-template-id', row.id),
  })
}

/** Tells how a phone behaves. */
export function putRecipient(world: World, phoneNumber: string, behaviour: string): void {
  const id = digitsOf(phoneNumber)
  put(world.recipients, { id, seq: nextSeq(world), createdAt: world.now, behaviour })
}

/** The account with a number; without one, the first of the file. */
export function accountNamed(world: World, phoneNumber: string | undefined): AccountRow {
  if (phoneNumber === undefined) {
    return first(world.accounts, 'all') ?? unknown('account', 'any', [])
  }
  const account = first(world.accounts, 'byPhone', digitsOf(phoneNumber))
  return account ?? unknown('account', phoneNumber, [...world.accounts.slots.keys()])
}

function unknown(kind: string, name: string, known: readonly string[]): never {
  throw new Error(`The world file names the ${kind} ${name}; it has ${known.join(', ') || 'none'}.`)
}

/** A number of so many digits, from the seed and a label; as Meta's, it never begins with a zero. */
export function digits(length: number, world: World, ...label: string[]): string {
  let text = String(rollBetween(1, 9, world.seed, ...label, 0))
  while (text.length < length) text += rollBetween(0, 9, world.seed, ...label, text.length)
  return text
}
