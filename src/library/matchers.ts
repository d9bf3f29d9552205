// Matchers for whichever test runner: functions that say whether something holds, and what holds instead.
import type { EventType, OperationKey } from '../contract/operation-types.ts'
import { EVENT_TYPES, OPERATIONS } from '../contract/spec.ts'
import { checkReply, checkWebhookBody, type Violation } from '../contract/validators.ts'
import { type Entry, entriesAfter } from '../domain/world/journal.ts'
import {
  checkGoal,
  hasReached,
  type MessageFilter,
  type MessageGoal,
  messageStory,
  messagesLike,
} from './messages.ts'
import { isPartOf, type Part } from './partial-match.ts'
import { type Place, placeOf } from './place.ts'
import { entryLines } from './story.ts'
import { checkEvent, type WebhookFilter, webhookStory, webhooksLike } from './webhook-waits.ts'

/** What a webhook must be, beside its event. */
export type WebhookExpectation<E extends EventType = EventType> = Omit<
  WebhookFilter<E>,
  'event' | 'inbox'
> & {
  /** A part of its body: members that are left out may be anything. */
  readonly body?: Part | undefined
}

/** The matchers, as `expect` shows them. They look at once and wait for nothing. */
export interface KirimMatchers<R = unknown> {
  /**
   * Of an organisation: that one of its messages has got so far. `expect(kirim).toHaveDelivered(id)`,
   * `expect(kirim).toHaveDelivered({ to: '+62…' }, 'read')`.
   */
  toHaveDelivered(message: string | MessageFilter, goal?: MessageGoal): R
  /**
   * Of an organisation, or of an inbox: that such a webhook has arrived, with a good signature.
   * `expect(kirim.inbox).toHaveReceivedWebhook('message.status', { status: 'read' })`.
   */
  toHaveReceivedWebhook<E extends EventType>(event: E, expected?: WebhookExpectation<E>): R
  /**
   * Of a reply of `call`, or any `{ status, body }` with its operation; of the body of a webhook with
   * its event; or of an organisation: that no request to it was refused as none of the contract.
   */
  toConformToContract(what?: OperationKey | EventType): R
}

export type MatcherResult = { readonly pass: boolean; readonly message: () => string }

/** For `expect.extend` of Vitest, Jest and Playwright. */
export const kirimMatchers = {
  toHaveDelivered(
    received: unknown,
    message: string | MessageFilter,
    goal: MessageGoal = 'delivered',
  ): MatcherResult {
    checkGoal(goal)
    const place = placeFor('toHaveDelivered', received)
    const { world } = place.organization
    const found = [...messagesLike(world, message)].find((row) => hasReached(row, goal))
    const meant = typeof message === 'string' ? message : `a message${inWords(message)}`
    if (found !== undefined) return passed(`Expected ${meant} not to be ${goal}; ${found.id} is.`)
    return failed(`Expected ${meant} to be ${goal}.`, messageStory(place, message))
  },

  toHaveReceivedWebhook<E extends EventType>(
    received: unknown,
    event: E,
    expected: WebhookExpectation<E> = {},
  ): MatcherResult {
    checkEvent(event)
    const place = placeFor('toHaveReceivedWebhook', received)
    const { body, ...rest } = expected
    const inbox = inboxName(received)
    const filter: WebhookFilter<E> = { ...rest, event, inbox }
    const fitting = webhooksLike(place, filter).filter(
      (webhook) => body === undefined || isPartOf(body, webhook.body),
    )
    const found = fitting.find(({ signature }) => signature.valid)
    const meant = `a ${event} webhook${inWords(expected)}`
    if (found !== undefined) {
      return passed(
        `Expected ${meant} not to arrive; it is number ${found.number} of ${found.inbox}.`,
      )
    }
    const unsigned = fitting.map(
      ({ number, signature }) =>
        `number ${number} fits, but its signature is not good: ${signature.valid ? '' : signature.message}`,
    )
    return failed(`Expected ${meant} to have arrived.`, [
      ...unsigned,
      ...webhookStory(place, filter),
    ])
  },

  toConformToContract(received: unknown, what?: OperationKey | EventType): MatcherResult {
    const place = placeOf(received)
    if (place !== undefined) return judgeTraffic(place)
    const subject = what ?? (received as { operation?: string } | null)?.operation
    const violation = violationOf(received, subject)
    if (violation === null) return passed(`Expected it not to conform to ${subject}; it does.`)
    return failed(`Expected it to conform to ${subject}: ${violation.message}`, [])
  },
}

function passed(message: string): MatcherResult {
  return { pass: true, message: () => message }
}

function failed(headline: string, story: readonly string[]): MatcherResult {
  return { pass: false, message: () => [headline, ...story.map((line) => `  ${line}`)].join('\n') }
}

function placeFor(matcher: string, received: unknown): Place {
  const place = placeOf(received)
  if (place !== undefined) return place
  throw new TypeError(`${matcher} is for a sandbox, an organization or an inbox of kirim-sandbox.`)
}

function inboxName(received: unknown): string | undefined {
  const { name, webhooks } = received as { name?: string; webhooks?: unknown }
  return webhooks === undefined ? undefined : name
}

function inWords(expected: object): string {
  const parts = Object.entries(expected).filter(([, value]) => value !== undefined)
  const words = parts.map(([name, value]) => {
    const isPlain = typeof value !== 'function' && !(value instanceof RegExp)
    return `${name} ${isPlain ? JSON.stringify(value) : String(value)}`
  })
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

function violationOf(received: unknown, subject: string | undefined): Violation | null {
  if (subject !== undefined && (EVENT_TYPES as readonly string[]).includes(subject)) {
    return checkWebhookBody(subject as EventType, received)
  }
  if (subject === undefined || !Object.hasOwn(OPERATIONS, subject)) {
    throw new TypeError(
      `toConformToContract needs an operation or an event to compare with: 'POST /messages', 'message.status'; got ${subject}.`,
    )
  }
  const { status, body } = received as { status?: unknown; body?: unknown }
  if (typeof status === 'number') return checkReply(subject as OperationKey, status, body)
  throw new TypeError(`A reply has a status and a body; got ${JSON.stringify(received)}.`)
}

/** Whether the program under test and the sandbox have kept the contract, as the journal knows it. */
function judgeTraffic({ organization: { world } }: Place): MatcherResult {
  const broken = entriesAfter(world.journal, 0).filter(isBroken)
  if (broken.length === 0)
    return passed('Expected a request that breaks the contract; there is none.')
  return failed(
    'Expected every request to fit the contract; these did not:',
    broken.flatMap(entryLines),
  )
}

function isBroken(entry: Entry): boolean {
  if (entry.kind === 'breach') return true
  return entry.kind === 'request' && entry.status === 400 && entry.fault === undefined
}
