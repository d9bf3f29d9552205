// How webhooks name a customer: by number, by another WhatsApp id, or by an id of the business's own.
import { roll } from '../world/dice.ts'
import { oldestFirst } from '../world/tables.ts'
import type { CustomerNames } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { behaviourOf, MAGIC_PREFIX, readBehaviour, recipient } from './recipients.ts'

/** What webhooks say beside or in place of the number; undefined when the number is all there is. */
export function namesOf(
  world: World,
  phone: string,
  name: string | null,
): CustomerNames | undefined {
  const { businessScopedIds } = world.settings
  const waId = hasOtherWaId(world, phone) ? otherWaId(phone) : undefined
  if (businessScopedIds === 'off') return waId === undefined ? undefined : { waId }
  return {
    ...(businessScopedIds === 'only' ? { waId: null } : waId !== undefined && { waId }),
    userId: userIdOf(world, phone),
    username: usernameOf(phone, name),
  }
}

/** The number that a WhatsApp id belongs to, for a business that answers the id it was told. */
export function numberOfWaId(world: World, digits: string): string {
  if (digits === RENAMED_WA_ID) return RENAMED
  for (const { id, behaviour } of oldestFirst(world.recipients)) {
    const isRenamed = readBehaviour(behaviour)?.behaviour === 'other-wa-id'
    if (isRenamed && otherWaId(id) === digits) return id
  }
  return digits
}

function hasOtherWaId(world: World, phone: string): boolean {
  return recipient(behaviourOf(world, phone).behaviour).hasOtherWaId === true
}

/** Most digits that a number has in E.164. */
const DIGITS_MAX = 15

// Known from practice: a digit that mobile numbers have stands in the one form and not in the other.
const RULES: readonly { readonly country: string; readonly at: number; readonly digit: string }[] =
  [
    { country: '55', at: 4, digit: '9' },
    { country: '52', at: 2, digit: '1' },
    { country: '54', at: 2, digit: '9' },
  ]

/** How many digits a number of these countries has without the digit that comes and goes. */
const LENGTH_WITHOUT = 12

/** Brazil, Mexico and Argentina as they really are; elsewhere a 1 behind the second digit comes or goes. */
function otherWaId(phone: string): string {
  const rule = RULES.find(({ country }) => phone.startsWith(country))
  const { at, digit } = rule ?? { at: 2, digit: '1' }
  const before = phone.slice(0, at)
  const isThere = rule === undefined ? phone.length >= DIGITS_MAX : phone.length > LENGTH_WITHOUT
  return isThere ? before + phone.slice(at + 1) : before + digit + phone.slice(at)
}

/** Source: Meta's business-scoped user ids: the country, a point, and digits that only this business knows. */
function userIdOf(world: World, phone: string): string {
  const [digits, more] = [10, 11].map((length, part) => {
    const least = 10 ** (length - 1)
    const rolled = roll(world.seed, 'business-scoped-id', phone, String(part))
    return String(least + Math.floor(rolled * 8 * least))
  })
  return `${countryOf(phone)}.${digits}${more}`
}

const COUNTRIES: Readonly<Record<string, string>> = {
  '1': 'US',
  '44': 'GB',
  '49': 'DE',
  '52': 'MX',
  '54': 'AR',
  '55': 'BR',
  '60': 'MY',
  '62': 'ID',
  '65': 'SG',
}

function countryOf(phone: string): string {
  return COUNTRIES[phone.slice(0, 2)] ?? COUNTRIES[phone.slice(0, 1)] ?? 'ID'
}

/** Made of the name, as people make theirs; of the number where there is no name. */
function usernameOf(phone: string, name: string | null): string {
  const letters = (name ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '')
  return `${letters === '' ? 'user' : letters}.${phone.slice(-4)}`
}

/** The number under which everybody finds such a customer, and what WhatsApp calls it. */
const RENAMED = `${MAGIC_PREFIX}${recipient('other-wa-id').suffix}`
const RENAMED_WA_ID = otherWaId(RENAMED)
