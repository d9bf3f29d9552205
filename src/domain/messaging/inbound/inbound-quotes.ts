// Inbound messages that speak of another one: replies, taps and reactions, and the quoted message.
import { fail } from '../../failures/failures.ts'
import type { MessageRow } from '../../world/message-rows.ts'
import type { Json, JsonObject } from '../../world/rows.ts'
import { find, newestFirst } from '../../world/tables.ts'
import type { World } from '../../world/world.ts'
import { MAGIC_PREFIX } from '../recipients.ts'
import { definedComponent, templatesNamed } from '../templates/templates.ts'
import { outboundWamid } from '../wamid.ts'
import type { InboundDraft, InboundMember, InboundType } from './inbound-input.ts'

/** How far back a conversation is searched for a quoted message: a page or two on a phone. */
const LOOK_BACK_MAX = 100

/** What a tap of each type can be on. A message that a customer types quotes nothing by itself. */
const TAPPED: Partial<Record<InboundType, string>> = {
  button: 'template',
  interactive: 'interactive',
}

type Quote = { readonly wamid: string; readonly row: MessageRow | undefined }

/** The `context` of a message: what it quotes, and where it came from; null when there is nothing to say. */
export function contextMember(draft: InboundDraft, type: InboundType): JsonObject | null {
  const { forwarded, frequently_forwarded, referred_product } = draft.input.context ?? {}
  // Source: Meta's reaction webhook reference: a reaction names its message inside.
  const quote = type === 'reaction' ? null : quoteOf(draft, TAPPED[type])
  const context = {
    ...(quote !== null && quoteMember(quote)),
    ...(forwarded === true && { forwarded }),
    ...(frequently_forwarded === true && { frequently_forwarded }),
    ...(referred_product !== undefined && { referred_product }),
  }
  return Object.keys(context).length === 0 ? null : context
}

/** Who wrote the quoted message is said when it was the customer; else it is the business. */
function quoteMember({ wamid, row }: Quote): JsonObject {
  return { ...(row?.direction === 'inbound' && { from: row.customerPhone }), id: wamid }
}

/** The message that is named, else, for a tap, the newest one that can be tapped on. */
function quoteOf(draft: InboundDraft, tapped: string | undefined): Quote | null {
  const named = draft.input.context?.message_id
  if (named !== undefined) return namedQuote(draft, named, 'context.message_id')
  if (tapped === undefined) return null
  return newestOutbound(draft, (row) => row.type === tapped) ?? madeUpQuote(draft)
}

/** A tap always quotes a message at Meta, so where none was sent, one from before the sandbox is made up. */
function madeUpQuote({ world, id, conversationId }: InboundDraft): Quote {
  const conversation = find(world.conversations, conversationId ?? '')
  const contact = find(world.contacts, conversation?.contactId ?? '')
  const wamid = outboundWamid(world.seed, contact?.phone ?? MAGIC_PREFIX, `${id}:quoted`)
  return { wamid, row: undefined }
}

/** A wamid that this world does not know is taken as it is: it may be from before the sandbox. */
function namedQuote(draft: InboundDraft, ref: string, param: string): Quote {
  if (ref.startsWith('wamid.')) {
    return { wamid: ref, row: newest(draft, (row) => row.wamid === ref) }
  }
  const row = find(draft.world.messages, ref)
  if (row === undefined) {
    fail('invalid_field_value', param, `No message ${ref}; expected a msg_ id or a wamid.`)
  }
  return { wamid: row.wamid, row }
}

function newestOutbound(draft: InboundDraft, fits: (row: MessageRow) => boolean): Quote | null {
  const row = newest(draft, (candidate) => candidate.direction === 'outbound' && fits(candidate))
  return row === undefined ? null : { wamid: row.wamid, row }
}

function newest(
  { world, conversationId }: InboundDraft,
  fits: (row: MessageRow) => boolean,
): MessageRow | undefined {
  if (conversationId === undefined) return undefined
  let seen = 0
  for (const row of newestFirst(world.messages, 'byConversation', conversationId)) {
    if (fits(row)) return row
    if (++seen === LOOK_BACK_MAX) return undefined
  }
  return undefined
}

/** A tap on a template's quick reply: the payload is the one that was sent for it, else its label. */
export function buttonMember(draft: InboundDraft): InboundMember {
  const row = quoteOf(draft, TAPPED.button)?.row
  const { button = firstQuickReply(draft.world, row) } = draft.input
  const { text, payload } = typeof button === 'string' ? { text: button } : button
  const sent = row === undefined ? undefined : sentPayload(draft.world, row, text)
  return { members: { button: { payload: payload ?? sent ?? text, text } }, summary: text }
}

/** The buttons that the template of a message defines. */
function buttonsOf(world: World, { content, accountId }: MessageRow): readonly JsonObject[] {
  const { name, language } = content
  const template = templatesNamed(world, String(name), String(language)).find(
    (row) => row.accountId === accountId,
  )
  return template === undefined ? [] : objects(definedComponent(template, 'BUTTONS')?.buttons)
}

/** The label that is tapped on when none is said. */
function firstQuickReply(world: World, message: MessageRow | undefined): string {
  const buttons = message === undefined ? [] : buttonsOf(world, message)
  const label = buttons.find(({ type }) => type === 'QUICK_REPLY')?.text
  return typeof label === 'string' ? label : 'Ya'
}

function sentPayload(world: World, message: MessageRow, label: string): string | undefined {
  const { components } = message.content
  const buttons = buttonsOf(world, message)
  const index = buttons.findIndex((button) => button.text === label)
  const sent = objects(components).find((one) => one.type === 'button' && one.index === index)
  const payload = objects(sent?.parameters)[0]?.payload
  return typeof payload === 'string' ? payload : undefined
}

/** A tap on a list row or a reply button: what is left out is read from the quoted list. */
export function replyMember(draft: InboundDraft): InboundMember {
  const { button_reply, list_reply } = draft.input.interactive ?? {
    list_reply: firstRow(quoteOf(draft, TAPPED.interactive)?.row),
  }
  if (button_reply !== undefined) {
    const { id, title = id } = button_reply
    return {
      members: { interactive: { type: 'button_reply', button_reply: { id, title } } },
      summary: title,
    }
  }
  if (list_reply === undefined) {
    fail(
      'missing_required_field',
      'interactive.list_reply',
      'A tap needs a list_reply or a button_reply with the id of what was tapped.',
    )
  }
  const row = quoteOf(draft, TAPPED.interactive)?.row
  const reply = { title: list_reply.id, ...listRow(row, list_reply.id), ...list_reply }
  const { id, title, description } = reply
  const member = { id, title, ...(description !== undefined && { description }) }
  return {
    members: { interactive: { type: 'list_reply', list_reply: member } },
    summary: title,
  }
}

function rowsOf(message: MessageRow | undefined): readonly JsonObject[] {
  const action = message?.content.action as JsonObject | undefined
  return objects(action?.sections).flatMap((section) => objects(section.rows))
}

function listRow(
  message: MessageRow | undefined,
  id: string,
): { title?: string; description?: string } {
  return rowsOf(message).find((row) => row.id === id) ?? {}
}

/** The row that is tapped on when none is said. */
function firstRow(message: MessageRow | undefined): { id: string; title?: string } {
  const [row] = rowsOf(message)
  return row === undefined ? { id: '1', title: 'Pilihan 1' } : { id: String(row.id) }
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []
}

/** An emoji on a message; the newest one of the business when none is named. An empty one takes it back. */
export function reactionMember(draft: InboundDraft): InboundMember {
  const isMadeUp = draft.input.reaction === undefined
  const given = draft.input.reaction ?? '👍'
  const { emoji = '', message_id } = typeof given === 'string' ? { emoji: given } : given
  const named = message_id ?? draft.input.context?.message_id
  const quote =
    named === undefined
      ? (newestOutbound(draft, () => true) ?? (isMadeUp ? madeUpQuote(draft) : null))
      : namedQuote(draft, named, 'reaction.message_id')
  if (quote === null) {
    fail(
      'missing_required_field',
      'reaction.message_id',
      'A reaction needs the message_id of the message it is put on.',
    )
  }
  return {
    // Source: Meta's reaction webhook reference: one that is taken back has no emoji at all.
    members: { reaction: { message_id: quote.wamid, ...(emoji !== '' && { emoji }) } },
    summary: emoji === '' ? null : emoji,
  }
}
