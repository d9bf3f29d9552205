// What a customer writes, completed to what Meta would tell of it: one row per type of message.
import { fail } from '../../failures/failures.ts'
import type { JsonObject } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import type { InboundDraft, InboundInput, InboundMember, InboundType } from './inbound-input.ts'
import {
  contactsMember,
  locationMember,
  mediaMember,
  orderMember,
  referralMember,
  systemMember,
  textMember,
  unsupportedMember,
} from './inbound-members.ts'
import { buttonMember, contextMember, reactionMember, replyMember } from './inbound-quotes.ts'

export type { InboundInput, InboundMessage, InboundType } from './inbound-input.ts'

type InboundFacts = {
  readonly what: string
  readonly complete: (draft: InboundDraft) => InboundMember
}

// Source: Meta's messages webhook reference, one page per type. Each is made up whole when only its
// type is said.
export const INBOUND_TYPES = {
  text: { what: 'Plain text.', complete: textMember },
  image: { what: 'A picture.', complete: mediaMember('image') },
  video: { what: 'A video.', complete: mediaMember('video') },
  document: { what: 'A file.', complete: mediaMember('document') },
  audio: { what: 'A voice note or a sound file.', complete: mediaMember('audio') },
  sticker: { what: 'A sticker.', complete: mediaMember('sticker') },
  location: { what: 'A place.', complete: locationMember },
  contacts: { what: 'Cards of the address book.', complete: contactsMember },
  interactive: { what: 'A tap on a list row.', complete: replyMember },
  button: { what: 'A tap on a template quick reply.', complete: buttonMember },
  reaction: { what: 'An emoji on a message.', complete: reactionMember },
  order: { what: 'A basket of a catalogue.', complete: orderMember },
  system: { what: 'A changed number.', complete: systemMember },
  unsupported: { what: 'A type Meta does not tell.', complete: unsupportedMember },
} as const satisfies Record<InboundType, InboundFacts>

export type CompletedInbound = {
  readonly type: InboundType
  /**
   * The members that Meta's message has beside from, id, timestamp and type, named as on the wire:
   * the typed member, and `context`, `referral` and `errors` where there are any. A `context` with
   * an id and without `from` quotes the business's number, which the wire fills in.
   */
  readonly content: JsonObject
  readonly summary: string | null
  readonly mediaUrl: string | null
}

/**
 * Completes what a customer writes; `id` is the id that the message will have. With the
 * conversation, a tap finds the message it answers, and a reaction the one it is put on.
 *
 * @throws Failure missing_required_field when neither a type nor its member is there; invalid_field_value
 * when a quoted `msg_` id is unknown.
 */
export function completeInbound(
  world: World,
  id: string,
  input: InboundInput,
  conversationId?: string,
): CompletedInbound {
  const type = typeOf(input)
  const facts: InboundFacts = INBOUND_TYPES[type]
  const draft = { world, id, input, conversationId }
  const { members, summary, mediaUrl = null } = facts.complete(draft)
  const context = contextMember(draft, type)
  const content = {
    ...(context !== null && { context }),
    ...(input.referral !== undefined && { referral: referralMember(draft, input.referral) }),
    ...members,
  }
  return { type, content, summary, mediaUrl }
}

/** The type that is said, else the one whose member is given. */
function typeOf(input: InboundInput): InboundType {
  if (input.type !== undefined) return input.type
  const types = Object.keys(INBOUND_TYPES) as InboundType[]
  const given = types.find((type) => input[type] !== undefined)
  if (given !== undefined) return given
  fail('missing_required_field', 'text', 'Say what the customer writes: a text, or a type.')
}
