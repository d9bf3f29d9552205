// The rows of a world: what most tables hold. A row is plain data and is replaced, never changed.
import type { JobKind } from './job-kinds.ts'
import type { Secret } from './secret.ts'
import type { Instant } from './time.ts'

/** What a row may hold: the same that JSON can. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

/** What every row of the past has. */
export type Born = { readonly id: string; readonly seq: number; readonly createdAt: Instant }
type Changing = Born & { readonly updatedAt: Instant }

/** A connected (or once connected) WhatsApp business number. */
export type AccountRow = Born & {
  /** Digits without the plus, as Meta writes numbers. */
  readonly phone: string
  /** As the API shows it: `+62 811-0000-0001`. */
  readonly displayPhone: string
  readonly displayName: string
  readonly phoneNumberId: string
  readonly businessAccountId: string
  readonly teamId: string
  readonly connected: boolean
}

export type TeamRow = Born & { readonly name: string }

/** An agent of the organisation: who conversations are assigned to. */
export type UserRow = Born & {
  readonly name: string
  readonly email: string | null
  readonly teamId: string
}

export type ApiKeyRow = Born & {
  readonly token: Secret
  readonly label: string
  readonly last4: string
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
}

export type LabelRow = Changing & {
  readonly teamId: string
  readonly name: string
  readonly color: LabelColor
}

export type LabelColor =
  | 'gray'
  | 'red'
  | 'orange'
  | 'amber'
  | 'yellow'
  | 'lime'
  | 'green'
  | 'emerald'
  | 'teal'
  | 'sky'
  | 'blue'
  | 'violet'
  | 'pink'

/** That a label is on a contact or on a conversation: the row of the join table. */
export type AttachmentRow = Born & {
  readonly labelId: string
  /** The id of the contact or of the conversation. */
  readonly ownerId: string
}

export type ContactRow = Changing & {
  readonly accountId: string
  /** Digits without the plus. */
  readonly phone: string
  readonly name: string | null
  readonly email: string | null
  readonly metadata: JsonObject | null
}

export type ConversationStatus = 'open' | 'resolved' | 'pending'

export type ConversationRow = Changing & {
  readonly accountId: string
  readonly contactId: string
  readonly status: ConversationStatus
  readonly assigneeId: string | null
  readonly unreadCount: number
  readonly lastMessageAt: Instant | null
  readonly lastInboundAt: Instant | null
}

/** Meta's own status of a template; the API shows three of them (see `domain/messaging/templates`). */
export type MetaTemplateStatus =
  | 'APPROVED'
  | 'PENDING'
  | 'REJECTED'
  | 'PAUSED'
  | 'DISABLED'
  | 'IN_APPEAL'
  | 'PENDING_DELETION'
  | 'DELETED'
  | 'REINSTATED'
  | 'FLAGGED'
  | 'LIMIT_EXCEEDED'
  | 'ARCHIVED'
  | 'UNARCHIVED'
  | 'LOCKED'

export type TemplateCategory = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'

export type TemplateRow = Changing & {
  readonly accountId: string
  readonly name: string
  readonly language: string
  readonly category: TemplateCategory
  readonly metaStatus: MetaTemplateStatus
  /** Meta's definition: HEADER, BODY, FOOTER, BUTTONS. */
  readonly components: readonly JsonObject[]
  readonly providerTemplateId: string | null
}

/** How one customer's phone behaves; rules for whole ranges are in `domain/messaging/recipients`. */
export type RecipientRow = Born & {
  /** What happens to messages to this number: a row of the table of recipients. */
  readonly behaviour: string
}

/** The answer to a POST with an Idempotency-Key, kept to be given again. Its id is the key. */
export type IdempotencyRow = Born & {
  readonly fingerprint: string
  readonly status: number
  readonly body: string
}

/** Something that will happen. Its id is the text of its sequence number. */
export type JobRow = {
  readonly id: string
  readonly seq: number
  readonly dueAt: Instant
  readonly kind: JobKind
  /** The id of the row it is about. */
  readonly subject: string
}
