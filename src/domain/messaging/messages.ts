// Messages: accepting one to a customer, receiving one from a customer, and moving statuses.

import { fail, failNotFound } from '../failures/failures.ts'
import { struckFate } from '../faults/fate.ts'
import { announce } from '../webhooks/events.ts'
import { record } from '../world/journal.ts'
import type { MessageRow, PricingCategory } from '../world/message-rows.ts'
import type { AccountRow, ContactRow, JsonObject, TemplateRow } from '../world/rows.ts'
import { schedule } from '../world/schedule.ts'
import { find, get, newestFirst, put } from '../world/tables.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { digitsOf, resolveAccount } from './accounts.ts'
import { contactWithPhone, putContact } from './contacts.ts'
import { conversationWith, isWindowOpen, noteInbound, noteOutbound } from './conversations.ts'
import { namesOf, numberOfWaId } from './customer-names.ts'
import { completeInbound, type InboundInput } from './inbound/inbound-content.ts'
import type { MessageContent } from './message-content.ts'
import { planFate } from './message-fate.ts'
import { ignoresWindow } from './recipients.ts'
import { renderTemplate } from './templates/template-parameters.ts'
import { templateForSend } from './templates/templates.ts'
import { inboundWamid, outboundWamid } from './wamid.ts'

/** How long until the media of an inbound message can be fetched. */
const MEDIA_READY_MS = 400

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
  const phone = numberOfWaId(world, digitsOf(wish.to))
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
  const planned = planFate(world, {
    id,
    customerPhone: phone,
    accountPhone: account.phone,
    type: wish.type,
    content: wish.content,
    template,
    windowOpen,
  })
  const struck = { to: phone, type: wish.type, template: template?.name }
  const plan = struckFate(world, struck, planned)
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
    summary: template === null ? wish.summary : templateText(template, wish),
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

function templateText(template: TemplateRow, { content }: SendWish): string {
  return renderTemplate(template, content.components as readonly JsonObject[] | undefined)
}

function pricingOf(template: TemplateRow | null): PricingCategory {
  return template === null ? 'service' : (template.category.toLowerCase() as PricingCategory)
}

/** @throws Failure resource_not_found. */
export function findMessage(world: World, id: string): MessageRow {
  return find(world.messages, id) ?? failNotFound('message', id)
}

/** The message with our id or with Meta's, which only people look up. @throws Failure resource_not_found. */
export function messageWithId(world: World, id: string): MessageRow {
  if (!id.startsWith('wamid.')) return findMessage(world, id)
  for (const message of newestFirst(world.messages)) {
    if (message.wamid === id) return message
  }
  return failNotFound('message', id)
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
  const account = resolveAccount(world, wish.to, 'to')
  const phone = numberOfWaId(world, digitsOf(wish.from))
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
  const names = namesOf(world, phone, profileName)
  const named = names === undefined ? {} : { names }
  announce(world, { type: 'message.received', message, account, profileName, ...named })
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
