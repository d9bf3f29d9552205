// What is said by whoever lets a customer write, and what a completer makes of it.
import type { Json, JsonObject } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'

/** Which message a customer answers or passes on. */
export type ContextInput = {
  /** Ours (`msg_…`) or Meta's (`wamid.…`) id of the quoted message. */
  readonly message_id?: string
  readonly forwarded?: boolean
  readonly frequently_forwarded?: boolean
  readonly referred_product?: {
    readonly catalog_id: string
    readonly product_retailer_id: string
  }
}

export type MediaInput = {
  /** Where the sandbox says that the file is; it is never fetched. */
  readonly url?: string
  /** The path of a file that the sandbox serves. */
  readonly file?: string
  readonly caption?: string
  readonly filename?: string
  readonly mime_type?: string
  readonly sha256?: string
  readonly id?: string
  readonly voice?: boolean
  readonly animated?: boolean
}

export type LocationInput = {
  readonly latitude?: number
  readonly longitude?: number
  readonly name?: string
  readonly address?: string
  readonly url?: string
}

type PhoneInput = { readonly phone: string; readonly wa_id?: string; readonly type?: string }

export type ContactInput = {
  readonly name: string | { readonly formatted_name: string; readonly [part: string]: string }
  readonly phones?: readonly (string | PhoneInput)[]
  readonly [detail: string]: unknown
}

/** A tap on a row of a list, or on a reply button. */
export type ReplyInput = {
  readonly type?: 'button_reply' | 'list_reply'
  readonly button_reply?: { readonly id: string; readonly title?: string }
  readonly list_reply?: {
    readonly id: string
    readonly title?: string
    readonly description?: string
  }
}

/** A tap on a quick-reply button of a template. */
export type ButtonInput = string | { readonly text: string; readonly payload?: string }

export type ReactionInput = string | { readonly message_id?: string; readonly emoji?: string }

export type OrderInput = {
  readonly catalog_id?: string
  readonly text?: string
  readonly product_items: readonly JsonObject[]
}

export type SystemInput = {
  /** The new number. */
  readonly wa_id?: string
  readonly body?: string
}

/** The member of each type of message, named like the type. */
type Members = {
  readonly text: string | { readonly body: string }
  readonly image: MediaInput
  readonly video: MediaInput
  readonly document: MediaInput
  readonly audio: MediaInput
  readonly sticker: MediaInput
  readonly location: LocationInput
  readonly contacts: readonly ContactInput[]
  readonly interactive: ReplyInput
  readonly button: ButtonInput
  readonly reaction: ReactionInput
  readonly order: OrderInput
  readonly system: SystemInput
  readonly unsupported: { readonly type: string }
}

export type InboundType = keyof Members

type Around = {
  readonly context?: ContextInput
  /** The advertisement that the customer came from; what is left out is made up. */
  readonly referral?: JsonObject
}

/** One message that a customer may write, with its type said. */
export type InboundMessage = {
  [Type in InboundType]: Around & { readonly type: Type } & Partial<Pick<Members, Type>>
}[InboundType]

/** The same as it comes from outside: the type may be told by the member that is there. */
export type InboundInput = Around & { readonly type?: InboundType } & Partial<Members>

/** What a completer works on. */
export type InboundDraft = {
  readonly world: World
  /** The id of the message that is being made: what is made up depends on it and on the seed. */
  readonly id: string
  readonly input: InboundInput
  /** Where quoted messages are looked for; without it, only an id that is given is looked up. */
  readonly conversationId: string | undefined
}

/** What one type of message adds to Meta's message, and what the API shows of it. */
export type InboundMember = {
  /** Members named as on the wire. */
  readonly members: { readonly [name: string]: Json }
  readonly summary: string | null
  readonly mediaUrl?: string
}
