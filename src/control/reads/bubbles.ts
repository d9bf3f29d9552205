// Messages as the customer's phone shows them: header, text, footer, media, buttons, lists, quotes.
import { renderHeader } from '../../domain/messaging/templates/template-parameters.ts'
import { definedComponent, pickTemplate } from '../../domain/messaging/templates/templates.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import type { Json, JsonObject } from '../../domain/world/rows.ts'
import { newestFirst } from '../../domain/world/tables.ts'
import type { World } from '../../domain/world/world.ts'
import type { Schema } from '../schema.ts'
import { list, orNull, shape, text } from './shapes.ts'

export const BUBBLE_MEMBERS: Readonly<Record<string, Schema>> = {
  header: orNull(text('What stands above the text in bold.')),
  text: orNull(text('The text or the caption.')),
  footer: orNull(text('What stands below the text in grey.')),
  media: orNull(
    shape('The file that is shown.', {
      kind: text('image, video, document, audio, sticker, location or contacts.'),
      name: text('Its name, or where it is.'),
    }),
  ),
  buttons: list(
    'What can be tapped below the message.',
    shape('A button.', {
      kind: text('What a tap does.', { enum: ['reply', 'link', 'call', 'copy', 'other'] }),
      text: text('Its label.'),
    }),
  ),
  list: orNull(
    shape('The list that the message opens.', {
      button: text('The label of the button that opens it.'),
      rows: list(
        'What can be picked.',
        shape('A row.', {
          id: text('Its id, for the answer.'),
          title: text('Its title.'),
          section: orNull(text('The title of its section.')),
        }),
      ),
    }),
  ),
  quotes: orNull(text('What it answers or reacts to: the text of the quoted message.')),
}

type Bubble = {
  readonly header?: string | null
  readonly text?: string | null
  readonly footer?: string | null
  readonly media?: { readonly kind: string; readonly name: string } | null
  readonly buttons?: readonly { readonly kind: string; readonly text: string }[]
  readonly list?: object | null
}

export function bubbleOf(world: World, row: MessageRow) {
  const nothing = { header: null, text: null, footer: null, media: null, buttons: [], list: null }
  const own = row.type === 'template' ? ofTemplate(world, row) : ofContent(row)
  return { ...nothing, text: row.summary, media: mediaOf(row), ...own, quotes: quoteOf(world, row) }
}

const BUTTON_KINDS: Readonly<Record<string, string>> = {
  QUICK_REPLY: 'reply',
  URL: 'link',
  PHONE_NUMBER: 'call',
  COPY_CODE: 'copy',
  OTP: 'copy',
}

/** By its definition as it is now: messages do not keep the one that they were sent with. */
function ofTemplate(world: World, row: MessageRow): Bubble {
  const { name, language, components } = row.content
  const template = pickTemplate(world, String(name), String(language))
  if (template === undefined) return {}
  const sent = listOr(components) as readonly JsonObject[]
  const header = definedComponent(template, 'HEADER')
  const format = String(header?.format ?? 'TEXT').toLowerCase()
  const parameters = listOr(sent.find((one) => one.type === 'header')?.parameters)
  const file = objectOr(objectOr(parameters[0])[format])
  const buttons = listOr(definedComponent(template, 'BUTTONS')?.buttons).map(objectOr)
  return {
    header: renderHeader(template, sent),
    footer: textOr(definedComponent(template, 'FOOTER')?.text),
    media:
      header === undefined || format === 'text'
        ? null
        : { kind: format, name: String(file.filename ?? file.name ?? file.link ?? format) },
    buttons: buttons.map((button) => ({
      kind: BUTTON_KINDS[String(button.type)] ?? 'other',
      text: String(button.text ?? 'Copy code'),
    })),
  }
}

function ofContent({ direction, type, content, summary }: MessageRow): Bubble {
  if (direction === 'inbound' || type !== 'interactive') return { text: summary }
  const action = objectOr(content.action)
  const common = {
    header: textOr(objectOr(content.header).text),
    footer: textOr(objectOr(content.footer).text),
  }
  if (content.type === 'cta_url') {
    const { display_text: label } = objectOr(action.parameters)
    return { ...common, buttons: [{ kind: 'link', text: String(label) }] }
  }
  const rows = listOr(action.sections).map(objectOr).flatMap(rowsOfSection)
  return { ...common, list: { button: String(action.button), rows } }
}

function rowsOfSection({ title, rows }: JsonObject) {
  const section = textOr(title)
  return listOr(rows)
    .map(objectOr)
    .map((row) => ({ id: String(row.id), title: String(row.title), section }))
}

const FILES = ['image', 'video', 'document', 'audio', 'sticker', 'location', 'contacts']

/** Outbound content is the member itself; inbound content holds it under its name. */
function mediaOf({ direction, type, content, mediaUrl, summary }: MessageRow) {
  if (!FILES.includes(type)) return null
  const member = direction === 'inbound' ? content[type] : content
  if (type === 'contacts') return { kind: type, name: summary ?? type }
  const { filename, name, latitude, longitude } = objectOr(member)
  const where = latitude === undefined ? undefined : `${latitude}, ${longitude}`
  return { kind: type, name: String(filename ?? name ?? where ?? mediaUrl ?? type) }
}

/** How far back a quoted message is looked for. */
const LOOK_BACK_MAX = 1_000

function quoteOf(world: World, { content, conversationId, direction, type }: MessageRow) {
  if (direction !== 'inbound') return null
  const reacted = type === 'reaction' ? objectOr(content.reaction).message_id : undefined
  const wamid = reacted ?? objectOr(content.context).id
  if (typeof wamid !== 'string') return null
  let seen = 0
  for (const row of newestFirst(world.messages, 'byConversation', conversationId)) {
    if (row.wamid === wamid) return row.summary ?? row.type
    if (++seen === LOOK_BACK_MAX) break
  }
  return null
}

function objectOr(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {}
}

function listOr(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function textOr(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}
