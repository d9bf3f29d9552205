// Messages: accepting one to a customer, receiving one from a customer, and moving statuses.
import { announce, hasListeners } from '../webhooks/events.ts'
import { fail, failNotFound } from '../world/failures.ts'
import { record } from '../world/journal.ts'
import type {
  AccountRow,
  ContactRow,
  JsonObject,
  MessageRow,
  MessageStatus,
  PricingCategory,
  TemplateRow,
} from '../world/rows.ts'
import { schedule } from '../world/schedule.ts'
import { SEND_FAILURES } from '../world/send-failures.ts'
import { find, get, put } from '../world/tables.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { accountOf, digitsOf, resolveAccount } from './accounts.ts'
import { contactWithPhone, putContact } from './contacts.ts'
import { conversationWith, isWindowOpen, noteInbound, noteOutbound } from './conversations.ts'
import { completeInbound, type InboundInput } from './inbound-content.ts'
import type { MessageContent } from './message-content.ts'
import { planFate } from './message-fate.ts'
import { behaviourOf, ignoresWindow } from './recipients.ts'
import { templateForSend } from './templates.ts'
import { inboundWamid, outboundWamid } from './wamid.ts'

/** The shortest and longest time until the media of an inbound message can be fetched. */
const MEDIA_READY_MS = 400
const ECHO_AFTER_MS = 1_000

/** How far each status is: a message's status never goes back. */
const PROGRESS: Readonly<Record<MessageStatus, number>> = {
  pending: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
}

export type SendWish = MessageContent & {
  readonly from: string | undefined
  readonly to: string
}

/**
 * Takes a message to a customer: it is pending, and its fate is planned and scheduled. Contact and
 * conversation are made when there are none, without being announced.
 *
 * @throws Failure those of `resolveAccount` and `templateForSend`; outside_24h_window when the
 * setting `windowCheck` is sync.
 */
export function acceptMessage(world: World, wish: SendWish): MessageRow {
  const account = resolveAccount(world, wish.from)
  const template = templateOf(world, account, wish)
  const phone = digitsOf(wish.to)
  const contact =
    contactWithPhone(world, account, phone) ??
    putContact(world, account, { phone, name: null, email: null, metadata: null })
  const conversation = conversationWith(world, contact)
  const windowOpen = isWindowOpen(world, conversation) || ignoresWindow(phone)
  if (!windowOpen && template === null && world.settings.windowCheck === 'sync') {
    fail('outside_24h_window', 'to')
  }
  const id = newId(world, 'message')
  const seq = nextSeq(world)
  const plan = planFate(world, {
    id,
    customerPhone: phone,
    accountPhone: account.phone,
    type: wish.type,
    content: wish.content,
    template,
    windowOpen,
  })
  const firstStep = plan.steps[0]
  const job = firstStep && schedule(world, 'progress-message', id, world.now + firstStep.afterMs)
  noteOutbound(world, conversation)
  return put(world.messages, {
    id,
    seq,
    createdAt: world.now,
    direction: 'outbound',
    accountId: account.id,
    contactId: contact.id,
    conversationId: conversation.id,
    customerPhone: phone,
    type: wish.type,
    content: wish.content,
    summary: wish.summary,
    mediaUrl: wish.mediaUrl,
    status: 'pending',
    wamid: outboundWamid(world.seed, phone, id),
    failure: plan.failure,
    failureMetaCode: plan.failureMetaCode,
    failureDetails: plan.failureDetails,
    fate: plan.steps,
    fateTaken: 0,
    jobId: job?.id ?? null,
    pricing: pricingOf(template),
    windowOpen,
    statusTimes: [],
  })
}

function templateOf(world: World, account: AccountRow, wish: SendWish): TemplateRow | null {
  if (wish.type !== 'template') return null
  const { name, language } = wish.content as { name: string; language: string }
  return templateForSend(world, account.id, name, language)
}

function pricingOf(template: TemplateRow | null): PricingCategory {
  return template === null ? 'service' : (template.category.toLowerCase() as PricingCategory)
}

/** @throws Failure resource_not_found. */
export function findMessage(world: World, id: string): MessageRow {
  return find(world.messages, id) ?? failNotFound('message', id)
}

/**
 * Takes the next step of a message's fate and schedules the one after it. The status that came is
 * always announced; the stored one changes only when it is further on.
 */
export function progressMessage(world: World, id: string): void {
  const message = find(world.messages, id)
  const step = message?.fate[message.fateTaken]
  if (message === undefined || step === undefined) return
  const next = message.fate[message.fateTaken + 1]
  const job = next && schedule(world, 'progress-message', id, message.createdAt + next.afterMs)
  const isFurther = PROGRESS[step.status] > PROGRESS[message.status]
  const after = put(world.messages, {
    ...message,
    status: isFurther ? step.status : message.status,
    fateTaken: message.fateTaken + 1,
    jobId: job?.id ?? null,
    statusTimes: [...message.statusTimes, [step.status, world.now]],
  })
  if (
    step.status === 'delivered' &&
    behaviourOf(world, message.customerPhone).behaviour === 'echoes'
  ) {
    schedule(world, 'echo-message', id, world.now + ECHO_AFTER_MS)
  }
  announceStatus(world, after, step.status)
}

function announceStatus(
  world: World,
  message: MessageRow,
  status: Exclude<MessageStatus, 'pending'>,
): void {
  const failure =
    status === 'failed' && message.failure !== null ? SEND_FAILURES[message.failure] : null
  record(world.journal, world.now, {
    kind: 'status',
    messageId: message.id,
    status,
    to: `+${message.customerPhone}`,
    ...(failure && {
      code: failure.code,
      detail: message.failureDetails ?? failure.message,
    }),
  })
  if (!hasListeners(world)) return
  const account = accountOf(world, message)
  const style = world.settings.statusStyle
  announce(world, { type: 'message.status', message, account, status, style })
}

export type ReceiveWish = {
  /** The customer's number. */
  readonly from: string
  /** The business number; may be left out when there is only one. */
  readonly to?: string | undefined
  /** The name in the customer's WhatsApp profile. */
  readonly name?: string | undefined
  readonly input: InboundInput
}

/**
 * Takes a message from a customer: contact and conversation are made when there are none, the
 * window opens, a resolved conversation opens again, and receivers hear of it.
 *
 * @throws Failure those of `resolveAccount`, and those of `completeInbound`.
 */
export function receiveMessage(world: World, wish: ReceiveWish): MessageRow {
  const account = resolveAccount(world, wish.to)
  const phone = digitsOf(wish.from)
  const contact =
    contactWithPhone(world, account, phone) ?? newCustomer(world, account, phone, wish)
  const conversation = noteInbound(world, conversationWith(world, contact))
  const id = newId(world, 'message')
  const completed = completeInbound(world, id, wish.input, conversation.id)
  const seq = nextSeq(world)
  const job =
    completed.mediaUrl === null
      ? null
      : schedule(world, 'download-media', id, world.now + MEDIA_READY_MS)
  const message = put(world.messages, {
    id,
    seq,
    createdAt: world.now,
    direction: 'inbound',
    accountId: account.id,
    contactId: contact.id,
    conversationId: conversation.id,
    customerPhone: phone,
    type: completed.type,
    content: completed.content as JsonObject,
    summary: completed.summary,
    mediaUrl: completed.mediaUrl,
    status: 'delivered',
    wamid: inboundWamid(world.seed, phone, id),
    failure: null,
    failureMetaCode: null,
    failureDetails: null,
    fate: [],
    fateTaken: 0,
    jobId: job?.id ?? null,
    pricing: null,
    windowOpen: true,
    statusTimes: [['delivered', world.now]],
  })
  const profileName = wish.name ?? contact.name
  announce(world, { type: 'message.received', message, account, profileName })
  record(world.journal, world.now, {
    kind: 'inbound',
    messageId: id,
    from: `+${phone}`,
    type: completed.type,
    ...(completed.summary !== null && { detail: completed.summary }),
  })
  return message
}

function newCustomer(
  world: World,
  account: AccountRow,
  phone: string,
  wish: ReceiveWish,
): ContactRow {
  const facts = { phone, name: wish.name ?? null, email: null, metadata: null }
  const contact = putContact(world, account, facts)
  announce(world, { type: 'contact.created', contact, account, source: 'inbound' })
  return contact
}

/** The media of an inbound message is there from now on. */
export function finishDownload(world: World, id: string): void {
  const message = find(world.messages, id)
  if (message !== undefined) put(world.messages, { ...message, jobId: null })
}

/** Where the media of a message is; null when it has none, or while it is being downloaded. */
export function mediaUrlOf(message: MessageRow): string | null {
  const isDownloading = message.direction === 'inbound' && message.jobId !== null
  return isDownloading ? null : message.mediaUrl
}

/** The customer writes back what was sent, for recipients that echo. */
export function echoMessage(world: World, id: string): void {
  const message = find(world.messages, id)
  if (message === undefined) return
  receiveMessage(world, {
    from: message.customerPhone,
    to: get(world.accounts, message.accountId).phone,
    input: { type: 'text', text: message.summary ?? `[${message.type}]` },
  })
}
