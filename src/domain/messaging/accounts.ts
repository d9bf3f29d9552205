// Connected WhatsApp numbers: which one sends, and how a number is written.
import { fail } from '../failures/failures.ts'
import type { AccountRow } from '../world/rows.ts'
import { count, first, get, oldestFirst } from '../world/tables.ts'
import type { World } from '../world/world.ts'

/** The digits of a phone number, whatever stands between them. */
export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '')
}

/** A number as the API shows a business number: `+62 811-0000-0001`. */
export function displayPhone(digits: string): string {
  const parts = /^(62|1|7|\d{2})(\d{3})(\d{3,4})(\d*)$/.exec(digits)
  if (parts === null) return `+${digits}`
  const [, country, area, middle, end] = parts
  return `+${country} ${[area, middle, end].filter((part) => part !== '').join('-')}`
}

/**
 * The account that a request works with: the one that `from` names, compared by digits, or the only
 * one there is.
 *
 * @throws Failure whatsapp_number_not_verified when there is none, missing_required_field when
 * several could be meant. `param` is what the request calls the number.
 */
export function resolveAccount(world: World, from: string | undefined, param = 'from'): AccountRow {
  const connected = count(world.accounts, 'connected')
  if (connected === 0) {
    fail(
      'whatsapp_number_not_verified',
      undefined,
      'The organization has no connected WhatsApp number.',
    )
  }
  if (from === undefined) {
    const only = first(world.accounts, 'connected')
    if (connected === 1 && only !== undefined) return only
    fail(
      'missing_required_field',
      param,
      `${param} is required: the organization has ${connected} connected numbers (${listed(world)}).`,
    )
  }
  const account = first(world.accounts, 'byPhone', digitsOf(from))
  if (account?.connected) return account
  fail(
    'whatsapp_number_not_verified',
    param,
    `${from} is not a connected WhatsApp number of the organization (${listed(world)}).`,
  )
}

/** The account a row belongs to. Accounts are disconnected, never removed. */
export function accountOf(world: World, row: { readonly accountId: string }): AccountRow {
  return get(world.accounts, row.accountId)
}

/** Enough numbers for a message; an organisation may have many. */
const LISTED_MAX = 5

function listed(world: World): string {
  const phones: string[] = []
  for (const account of oldestFirst(world.accounts, 'connected')) {
    if (phones.length === LISTED_MAX) return `${phones.join(', ')}, …`
    phones.push(`+${account.phone}`)
  }
  return phones.join(', ')
}
