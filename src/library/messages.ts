// Messages as a test looks at them: found by id or by what they are, and waited for.
import { accountOf } from '../domain/messaging/accounts.ts'
import type { Direction, MessageRow, MessageStatus } from '../domain/world/message-rows.ts'
import type { JsonObject } from '../domain/world/rows.ts'
import { find, newestFirst } from '../domain/world/tables.ts'
import { toIso } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import { messageResource } from '../wire/v1/resources.ts'
import type { Place } from './place.ts'
import { clockStory, journalStory } from './story.ts'
import { type Condition, type WaitOptions, waitUntil } from './waiting.ts'

/** A message with what no single resource of the API shows: its text, its content, its wamid. */
export type SandboxMessage = {
  readonly id: string
  /** Meta's id, which webhooks carry. */
  readonly wamid: string
  readonly direction: Direction
  /** The customer's number. */
  readonly customer: string
  /** The business number. */
  readonly business: string
  /** `text`, `template`, `image`, … */
  readonly type: string
  readonly status: MessageStatus
  /** Its text, its caption, or its template filled in. */
  readonly text: string | null
  /** The typed member of the request, or of what the customer sent. */
  readonly content: JsonObject
  readonly conversation_id: string
  readonly contact_id: string
  /** Why it failed, as the API says it; null when it did not. */
  readonly error: { readonly code: string; readonly message: string } | null
  /** ISO 8601, world time. */
  readonly created_at: string
}

/** Which messages are meant; members that are left out match everything. */
export type MessageFilter = {
  /** The customer's number. */
  readonly to?: string | undefined
  /** `outbound`, what your program sent, when left out. */
  readonly direction?: Direction | undefined
  readonly type?: string | undefined
  /** The whole text, or an expression that matches it. */
  readonly text?: string | RegExp | undefined
  /** The name of the template. */
  readonly template?: string | undefined
}

/** How far a message must be; the further ones count as well. */
export type MessageGoal = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed'

/** For each goal: the statuses that have it behind them, and those that never come to it. */
const GOALS: Readonly<
  Record<MessageGoal, { readonly reached: readonly string[]; readonly lost: readonly string[] }>
> = {
  accepted: { reached: ['pending', 'sent', 'delivered', 'read', 'failed'], lost: [] },
  sent: { reached: ['sent', 'delivered', 'read'], lost: ['failed'] },
  delivered: { reached: ['delivered', 'read'], lost: ['failed'] },
  read: { reached: ['read'], lost: ['failed'] },
  failed: { reached: ['failed'], lost: ['delivered', 'read'] },
}

export function hasReached({ status }: { readonly status: string }, goal: MessageGoal): boolean {
  return GOALS[goal].reached.includes(status)
}

/** @throws TypeError for a goal that is none. */
export function checkGoal(goal: string): void {
  if (Object.hasOwn(GOALS, goal)) return
  const goals = Object.keys(GOALS).join(', ')
  throw new TypeError(`A message can be waited for until it is one of ${goals}; got ${goal}.`)
}

export function showMessage(world: World, row: MessageRow): SandboxMessage {
  const { error } = messageResource(world, row)
  return {
    id: row.id,
    wamid: row.wamid,
    direction: row.direction,
    customer: `+${row.customerPhone}`,
    business: `+${accountOf(world, row).phone}`,
    type: row.type,
    status: row.status,
    text: row.summary,
    content: structuredClone(row.content),
    conversation_id: row.conversationId,
    contact_id: row.contactId,
    error: error === undefined ? null : { code: error.code, message: error.message },
    created_at: toIso(row.createdAt),
  }
}

/** The messages that are meant, newest first. */
export function* messagesLike(
  world: World,
  meant: string | MessageFilter,
): Generator<MessageRow, void> {
  if (typeof meant === 'string' && !meant.startsWith('wamid.')) {
    const row = find(world.messages, meant)
    if (row !== undefined) yield row
    return
  }
  for (const row of newestFirst(world.messages)) {
    if (typeof meant === 'string' ? row.wamid === meant : fits(row, meant)) yield row
  }
}

function fits(row: MessageRow, filter: MessageFilter): boolean {
  const { to, direction = 'outbound', type, text, template } = filter
  if (row.direction !== direction) return false
  if (to !== undefined && row.customerPhone !== to.replace(/^\+/, '')) return false
  if (type !== undefined && row.type !== type) return false
  if (typeof text === 'string' && row.summary !== text) return false
  if (text instanceof RegExp && row.summary?.search(text) === -1) return false
  if (text instanceof RegExp && row.summary === null) return false
  return template === undefined || (row.type === 'template' && row.content.name === template)
}

/** Waits until a message has got so far. */
export function waitForMessage(
  place: Place,
  meant: string | MessageFilter,
  goal: MessageGoal,
  options: WaitOptions,
): Promise<SandboxMessage> {
  checkGoal(goal)
  const worldNow = () => place.organization.world
  const condition: Condition<SandboxMessage> = {
    what: `${describe(meant)} to be ${goal}`,
    look: () => {
      for (const row of messagesLike(worldNow(), meant)) {
        if (hasReached(row, goal)) return showMessage(worldNow(), row)
      }
      return undefined
    },
    hopeless: () => (typeof meant === 'string' ? whyNever(worldNow(), meant, goal) : null),
    story: () => messageStory(place, meant),
  }
  return waitUntil(place, condition, options)
}

function describe(meant: string | MessageFilter): string {
  if (typeof meant === 'string') return `message ${meant}`
  const parts = Object.entries(meant).filter(([, value]) => value !== undefined)
  return ['a message', ...parts.map(([name, value]) => `${name} ${String(value)}`)].join(', ')
}

function whyNever(world: World, id: string, goal: MessageGoal): string | null {
  const [row] = messagesLike(world, id)
  if (row === undefined) return `there is no message ${id} in this organization.`
  if (GOALS[goal].lost.includes(row.status)) return `it is ${row.status}${reasonOf(world, row)}.`
  const rest = row.fate.slice(row.fateTaken)
  if (rest.some((step) => GOALS[goal].reached.includes(step.status))) return null
  const steps = rest.map(({ status }) => status).join(', ')
  const next = rest.length === 0 ? 'nothing more' : `only ${steps}`
  return `it is ${row.status}, and ${next} is planned for it.`
}

function reasonOf(world: World, row: MessageRow): string {
  const { error } = messageResource(world, row)
  if (error === undefined) return ''
  const details = row.failureDetails === null ? '' : ` ${row.failureDetails}`
  return ` (${error.code}: ${error.message}${details})`
}

/** At most so many are told one by one. */
const TOLD_MAX = 5

export function messageStory(place: Place, meant: string | MessageFilter): string[] {
  const { world } = place.organization
  const rows = [...messagesLike(world, meant)]
  const told = rows.slice(0, TOLD_MAX).map((row) => messageLine(world, row))
  const more = rows.length > TOLD_MAX ? [`and ${rows.length - TOLD_MAX} more like it`] : []
  if (rows.length > 0) return [...told, ...more, ...clockStory(place), ...journalStory(place)]
  const others = [...messagesLike(world, {})].slice(0, TOLD_MAX)
  const none =
    others.length === 0
      ? ['no message has been sent at all']
      : ['no message fits; sent were:', ...others.map((row) => messageLine(world, row))]
  return [...none, ...clockStory(place), ...journalStory(place)]
}

function messageLine(world: World, row: MessageRow): string {
  const what = `${row.id}: ${row.type} ${row.direction === 'inbound' ? 'from' : 'to'} +${row.customerPhone}`
  const planned = row.fate
    .slice(row.fateTaken)
    .map(({ status, afterMs }) => `${status} at ${toIso(row.createdAt + afterMs)}`)
  const next = planned.length === 0 ? 'nothing more planned' : `planned: ${planned.join(', ')}`
  return `${what} is ${row.status}${reasonOf(world, row)}; ${next}`
}
