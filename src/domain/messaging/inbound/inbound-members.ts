// The members of inbound messages that quote nothing: text, media, places, cards, baskets.
import { createHash } from 'node:crypto'

import { roll, rollHex } from '../../world/dice.ts'
import type { Json, JsonObject } from '../../world/rows.ts'
import { find } from '../../world/tables.ts'
import { UNHEARD_ADDRESS } from '../../world/world.ts'
import { digitsOf } from '../accounts.ts'
import { fileReference, sampleReference } from '../media-links.ts'
import { sampleOf } from '../media-samples.ts'
import { MEDIA_TYPES, type MediaKind, mimeTypeByName } from '../media-types.ts'
import type { ContactInput, InboundDraft, InboundMember, MediaInput } from './inbound-input.ts'

/** What a customer writes of whom only the type of the message is said. */
const SOME_TEXT = 'Halo, apakah masih buka?'

export function textMember({ input: { text = SOME_TEXT } }: InboundDraft): InboundMember {
  const body = typeof text === 'string' ? text : text.body
  return { members: { text: { body } }, summary: body }
}

/** Makes the completer of one kind of media. */
export function mediaMember(kind: MediaKind): (draft: InboundDraft) => InboundMember {
  return (draft) => {
    const given: MediaInput = draft.input[kind] ?? {}
    const { hasCaption, mimeTypes, extension } = MEDIA_TYPES[kind]
    const id = given.id ?? rollDigits(16, draft, 'media-id')
    const { url, file } = given
    const mimeType = given.mime_type ?? typeOfFile(kind, file) ?? mimeTypes[0]
    const member = {
      ...(hasCaption && given.caption !== undefined && { caption: given.caption }),
      ...(kind === 'document' && { filename: given.filename ?? fileName(url ?? file, extension) }),
      mime_type: mimeType,
      sha256: given.sha256 ?? sha256Of(url === undefined ? mimeType : undefined, draft),
      id,
      ...(kind === 'audio' && { voice: given.voice ?? mimeType.startsWith('audio/ogg') }),
      ...(kind === 'sticker' && { animated: given.animated ?? false }),
    }
    return {
      members: { [kind]: member },
      summary: member.caption ?? null,
      mediaUrl: url ?? (file === undefined ? sampleReference(mimeType) : fileReference(file)),
    }
  }
}

function fileName(place: string | undefined, extension: string): string {
  const last = place?.split(/[?#]/)[0]?.split(/[/\\]/).at(-1)
  return last?.includes('.') ? last : `dokumen.${extension}`
}

function typeOfFile(kind: MediaKind, file: string | undefined): string | undefined {
  return file === undefined ? undefined : mimeTypeByName(kind, file)
}

/** Meta writes digests in base64. Of what the sandbox does not have, nobody can know a true one. */
function sha256Of(sampleType: string | undefined, { world, id }: InboundDraft): string {
  const sample = sampleType === undefined ? undefined : sampleOf(sampleType)
  if (sample !== undefined) return sha256(sample)
  return Buffer.from(rollHex(64, world.seed, 'media-sha256', id), 'hex').toString('base64')
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Digits without a leading zero, as Meta's ids of media and advertisements are. */
function rollDigits(length: number, { world, id }: InboundDraft, what: string): string {
  const least = 10 ** (length - 1)
  return String(least + Math.floor(roll(world.seed, what, id) * 8 * least))
}

/** The National Monument in Jakarta stands where no place is given. */
const SOMEWHERE = { latitude: -6.175392, longitude: 106.827153 }

export function locationMember({ input }: InboundDraft): InboundMember {
  const location = { ...SOMEWHERE, ...input.location }
  return { members: { location }, summary: location.name ?? location.address ?? null }
}

export function contactsMember(draft: InboundDraft): InboundMember {
  const cards = draft.input.contacts ?? [someCard(draft)]
  const contacts = cards.map(completeCard)
  const names = contacts.map((card) => (card.name as JsonObject).formatted_name)
  return { members: { contacts }, summary: names.join(', ') }
}

function someCard(draft: InboundDraft): ContactInput {
  return { name: 'Dewi Lestari', phones: [`+62812${rollDigits(8, draft, 'card-number')}`] }
}

function completeCard({ name, phones, ...details }: ContactInput): JsonObject {
  return {
    name: typeof name === 'string' ? { formatted_name: name, first_name: name } : name,
    ...(phones !== undefined && {
      phones: phones.map((phone) => {
        const given = typeof phone === 'string' ? { phone } : phone
        const wa_id = digitsOf(given.phone)
        return { ...(isWhatsAppId(wa_id) && { wa_id }), type: 'CELL', ...given }
      }),
    }),
    ...(details as JsonObject),
  }
}

/** A short number on a card, such as an emergency number, is not on WhatsApp. */
function isWhatsAppId(digits: string): boolean {
  return digits.length >= 7 && digits.length <= 15
}

const SOME_BASKET: readonly JsonObject[] = [
  { product_retailer_id: 'SKU-1', quantity: 1, item_price: 25_000, currency: 'IDR' },
]

export function orderMember(draft: InboundDraft): InboundMember {
  const { catalog_id, text = '', product_items = SOME_BASKET } = draft.input.order ?? {}
  const order = {
    catalog_id: catalog_id ?? rollDigits(15, draft, 'catalog-id'),
    text,
    product_items,
  }
  return { members: { order }, summary: text === '' ? null : text }
}

export function systemMember(draft: InboundDraft): InboundMember {
  const { wa_id, body } = draft.input.system ?? {}
  const newNumber = digitsOf(wa_id ?? `62812${rollDigits(8, draft, 'new-number')}`)
  const text = body ?? `${whoChanged(draft)} to ${newNumber}`
  const system = { body: text, wa_id: newNumber, type: 'user_changed_number' }
  return { members: { system }, summary: text }
}

/** Source: Meta's system webhook reference: `User Pablo Morales changed from 16505551234 to …`. */
function whoChanged({ world, conversationId }: InboundDraft): string {
  const conversation =
    conversationId === undefined ? undefined : find(world.conversations, conversationId)
  const contact = conversation && find(world.contacts, conversation.contactId)
  if (contact === undefined) return 'User changed'
  const oldNumber = digitsOf(contact.phone)
  return `User ${contact.name ?? oldNumber} changed from ${oldNumber}`
}

const UNSUPPORTED_ERROR = {
  code: 131051,
  title: 'Message type unknown',
  message: 'Message type unknown',
  error_data: { details: 'Message type is currently not supported.' },
}

export function unsupportedMember({ input }: InboundDraft): InboundMember {
  const { unsupported } = input
  return {
    members: { errors: [UNSUPPORTED_ERROR], ...(unsupported !== undefined && { unsupported }) },
    summary: null,
  }
}

/** A click-to-WhatsApp advertisement, with whatever is given in the place of what is made up. */
export function referralMember(draft: InboundDraft, given: JsonObject): Json {
  const sourceId = rollDigits(15, draft, 'advertisement')
  const isVideo = given.media_type === 'video'
  return {
    source_url: `https://fb.me/${rollHex(9, draft.world.seed, 'advertisement-url', draft.id)}`,
    source_id: sourceId,
    source_type: 'ad',
    headline: 'Promo akhir pekan',
    body: 'Chat kami untuk info lebih lanjut.',
    media_type: 'image',
    ...(isVideo
      ? {
          video_url: `${UNHEARD_ADDRESS}/${sourceId}`,
          thumbnail_url: `${UNHEARD_ADDRESS}/${sourceId}-small`,
        }
      : { image_url: `${UNHEARD_ADDRESS}/${sourceId}` }),
    ctwa_clid: rollHex(32, draft.world.seed, 'advertisement-click', draft.id),
    ...given,
  }
}
