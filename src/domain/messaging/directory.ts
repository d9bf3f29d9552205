// What an organisation is set up with: teams, agents, numbers, templates, and how phones behave.

import { fail } from '../failures/failures.ts'
import { rollBetween } from '../world/dice.ts'
import type {
  AccountRow,
  JsonObject,
  MetaTemplateStatus,
  TeamRow,
  TemplateCategory,
  TemplateRow,
  UserRow,
} from '../world/rows.ts'
import { find, first, oldestFirst, put, remove } from '../world/tables.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { digitsOf, displayPhone } from './accounts.ts'
import { RECIPIENTS, readBehaviour } from './recipients.ts'
import { templatesNamed } from './templates/templates.ts'

export function addTeam(world: World, name: string): TeamRow {
  const id = newId(world, 'team')
  return put(world.teams, { id, seq: nextSeq(world), createdAt: world.now, name })
}

/** @throws Failure invalid_field_value for an unknown team. */
export function addUser(
  world: World,
  wish: { readonly name: string; readonly email: string | null; readonly teamId?: string },
): UserRow {
  const teamId = resolveTeam(world, wish.teamId)
  const id = newId(world, 'user')
  const { name, email } = wish
  return put(world.users, { id, seq: nextSeq(world), createdAt: world.now, name, email, teamId })
}

function resolveTeam(world: World, teamId: string | undefined): string {
  const team = teamId === undefined ? first(world.teams, 'all') : find(world.teams, teamId)
  if (team !== undefined) return team.id
  const known = [...oldestFirst(world.teams)].map(({ id, name }) => `${id} "${name}"`)
  fail('invalid_field_value', 'team_id', `No team ${teamId ?? ''}. Teams: ${known.join(', ')}.`)
}

export type AccountWish = {
  readonly phoneNumber: string
  readonly displayName?: string
  readonly teamId?: string
  readonly connected?: boolean
}

/** Adds a number, or changes the one that has it. @throws Failure invalid_field_value. */
export function setAccount(world: World, wish: AccountWish): AccountRow {
  const phone = digitsOf(wish.phoneNumber)
  const before = first(world.accounts, 'byPhone', phone)
  if (before !== undefined) {
    return put(world.accounts, {
      ...before,
      displayName: wish.displayName ?? before.displayName,
      teamId: wish.teamId === undefined ? before.teamId : resolveTeam(world, wish.teamId),
      connected: wish.connected ?? true,
    })
  }
  const id = newId(world, 'account')
  return put(world.accounts, {
    id,
    seq: nextSeq(world),
    createdAt: world.now,
    phone,
    displayPhone: displayPhone(phone),
    displayName: wish.displayName ?? world.name,
    phoneNumberId: digits(15, world, 'phone-number-id', id),
    businessAccountId: digits(15, world, 'business-account-id'),
    teamId: resolveTeam(world, wish.teamId),
    connected: wish.connected ?? true,
  })
}

/** The account with a number; without one, the first. @throws Failure invalid_field_value. */
export function accountWithPhone(world: World, phoneNumber: string | undefined): AccountRow {
  const account =
    phoneNumber === undefined
      ? first(world.accounts, 'all')
      : first(world.accounts, 'byPhone', digitsOf(phoneNumber))
  if (account !== undefined) return account
  const known = [...oldestFirst(world.accounts)].map(({ phone }) => `+${phone}`)
  fail(
    'invalid_field_value',
    'account',
    `No number ${phoneNumber ?? ''}. Numbers: ${known.join(', ') || 'none'}.`,
  )
}

export type TemplateWish = {
  readonly name: string
  readonly language: string
  readonly account?: string | undefined
  readonly status?: MetaTemplateStatus | undefined
  readonly category?: TemplateCategory | undefined
  readonly components?: readonly JsonObject[] | undefined
}

/**
 * Changes the template with this name and language, or adds it; a new one needs components.
 *
 * @throws Failure missing_required_field, invalid_field_value.
 */
export function setTemplate(world: World, wish: TemplateWish): TemplateRow {
  const account = accountWithPhone(world, wish.account)
  const before = templatesNamed(world, wish.name, wish.language).find(
    (row) => row.accountId === account.id,
  )
  const { status, category, components } = wish
  if (before !== undefined) {
    return put(world.templates, {
      ...before,
      metaStatus: status ?? before.metaStatus,
      category: category ?? before.category,
      components: components ?? before.components,
      updatedAt: world.now,
    })
  }
  if (components === undefined) {
    const message = `There is no template ${wish.name} in ${wish.language}; a new one needs components or body.`
    fail('missing_required_field', 'components', message)
  }
  const id = newId(world, 'template')
  return put(world.templates, {
    id,
    seq: nextSeq(world),
    createdAt: world.now,
    updatedAt: world.now,
    accountId: account.id,
    name: wish.name,
    language: wish.language,
    category: category ?? 'UTILITY',
    metaStatus: status ?? 'APPROVED',
    components,
    providerTemplateId: digits(16, world, 'provider-template-id', id),
  })
}

/**
 * Tells how a phone behaves; `ordinary` forgets what was told.
 *
 * @throws Failure invalid_field_value for a behaviour that the table does not have.
 */
export function setRecipient(world: World, phoneNumber: string, behaviour: string): void {
  if (readBehaviour(behaviour) === null) {
    const known = Object.keys(RECIPIENTS).filter((name) => name !== 'fails-with-code')
    const message = `No behaviour ${behaviour}. Behaviours: ${known.join(', ')}, fails:<Meta code>.`
    fail('invalid_field_value', 'behaviour', message)
  }
  const id = digitsOf(phoneNumber)
  if (behaviour === 'ordinary') remove(world.recipients, id)
  else put(world.recipients, { id, seq: nextSeq(world), createdAt: world.now, behaviour })
}

/** A number of so many digits, from the seed and a label; as Meta's, it never begins with a zero. */
export function digits(length: number, world: World, ...label: string[]): string {
  let text = String(rollBetween(1, 9, world.seed, ...label, 0))
  while (text.length < length) text += rollBetween(0, 9, world.seed, ...label, text.length)
  return text
}
