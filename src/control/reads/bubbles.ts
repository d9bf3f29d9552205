// Messages as the customer's phone shows them: header, text, footer, media, buttons, lists, quotes.

import { isServedHere, nameOf } from '../../domain/messaging/media-links.ts'
import { renderHeader } from '../../domain/messaging/templates/template-parameters.ts'
import { definedComponent, pickTemplate } from '../../domain/messaging/templates/templates.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import type { Json, JsonObject } from '../../domain/world/rows.ts'
import { newestFirst } from '../../domain/world/tables.ts'
import type { World } from '../../domain/world/world.ts'
import { choice, object, orNull, rows, said, type ValuesOf } from '../../schema/shapes.ts'

export const BUBBLE_MEMBERS = {
  header: orNull(said('What stands above the text in bold.')),
  text: orNull(said('The text or the caption.')),
  footer: orNull(said('What stands below the text in grey.')),
  media: orNull(
    object('The file that is shown.', {
      kind: said('image, video, document, audio, sticker, location or contacts.'),
      name: said('Its name, or where it is.'),
    }),
  ),
  buttons: rows(
    'What can be tapped below the message.',
    object('A button.', {
      kind: choice('What a tap does.', ['reply', 'link', 'call', 'copy', 'other']),
      text: said('Its label.'),
    }),
  ),
  list: orNull(
    object('The list that the message opens.', {
      button: said('The label of the button that opens it.'),
      rows: rows(
        'What can be picked.',
        object('A row.', {
          id: said('Its id, for the answer.'),
          title: said('Its title.'),
          section: orNull(said('The title of its section.')),
        }),
      ),
    }),
  ),
  quotes: orNull(said('What it answers or reacts to: the text of the quoted message.')),
}

type Buttons = ValuesOf<typeof BUBBLE_MEMBERS>['buttons']
type ButtonKind = Buttons[number]['kind']
type Bubble = Partial<ValuesOf<typeof BUBBLE_MEMBERS>>

export function bubbleOf(world: World, row: MessageRow) {
  const nothing = { header: null, text: null, footer: null, media: null, buttons: [], list: null }
  const own = row.type === 'template' ? ofTemplate(world, row) : ofContent(row)
  return { ...nothing, text: row.summary, media: mediaOf(row), ...own, quotes: quoteOf(world, row) }
}

const BUTTON_KINDS: Readonly<Record<string, ButtonKind>> = {
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
function mediaOf(row: MessageRow) {
  const { direction, type, content, mediaUrl, summary } = row
  if (!FILES.includes(type)) return null
  const member = direction === 'inbound' ? content[type] : content
  if (type === 'contacts') return { kind: type, name: summary ?? type }
  const { filename, name, latitude, longitude } = objectOr(member)
  const where = latitude === undefined ? undefined : `${latitude}, ${longitude}`
  return {
    kind: type,
    name: String(filename ?? name ?? where ?? (isServedHere(row) ? nameOf(row) : mediaUrl) ?? type),
  }
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
