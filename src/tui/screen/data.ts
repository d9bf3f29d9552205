// What the screen knows of a sandbox: the answers of the control API, as far as they are looked at.
import type { Question } from '../../face/known.ts'
import type { Delivery, DeliveryDetail, Subscription } from './webhook-data.ts'

export type ClockData = { readonly mode: string; readonly rate: number; readonly now: string }

export type OrganizationStatus = {
  readonly id: string
  readonly name: string
  readonly clock: ClockData
  readonly first_customer: string
  readonly seed: number
  readonly tier: string
  readonly rows: Readonly<Record<string, number>>
  readonly next_job: { readonly kind: string; readonly in_ms: number } | null
  readonly pending_deliveries: number
  readonly dead_letters: number
  readonly armed_faults: number
}

export type StatusData = {
  readonly version: string
  readonly url: string
  readonly organization_id: string
  readonly organizations: readonly OrganizationStatus[]
  readonly coverage: { readonly seen: number; readonly total: number }
}

export type OrganizationsData = {
  readonly organizations: readonly {
    readonly id: string
    readonly name: string
    readonly api_keys: readonly {
      readonly token: string
      readonly expires_at: string | null
      readonly revoked_at: string | null
    }[]
    readonly clock: ClockData
  }[]
}

export type Conversation = {
  readonly id: string
  readonly customer: string
  readonly name: string | null
  readonly business: string
  readonly unread_count: number
  readonly window_open: boolean
  readonly window_closes_at: string | null
  readonly last_message: {
    readonly direction: string
    readonly type: string
    readonly status: string
    readonly summary: string | null
    readonly created_at: string
  } | null
}

export type ChatMessage = {
  readonly id: string
  readonly wamid: string
  readonly direction: 'inbound' | 'outbound'
  readonly type: string
  readonly status: string
  readonly created_at: string
  readonly failure: string | null
  readonly header: string | null
  readonly text: string | null
  readonly footer: string | null
  readonly media: { readonly kind: string; readonly name: string } | null
  readonly buttons: readonly { readonly kind: string; readonly text: string }[]
  readonly list: {
    readonly button: string
    readonly rows: readonly { readonly id: string; readonly title: string }[]
  } | null
  readonly quotes: string | null
}

export type Chat = Conversation & { readonly messages: readonly ChatMessage[] }

export type Message = {
  readonly id: string
  readonly wamid: string
  readonly direction: string
  readonly type: string
  readonly status: string
  readonly customer: string
  readonly summary: string | null
  readonly created_at: string
}

export type Moment = {
  readonly at: string
  readonly kind: 'accepted' | 'received' | 'status' | 'delivery' | 'attempt'
  readonly request_id?: string | null
  readonly status?: string
  readonly delivery_id?: string
  readonly event_type?: string
  readonly message_status?: string | null
  readonly replayed_from?: string | null
  readonly attempt?: number
  readonly url?: string
  readonly outcome?: string
  readonly response_status?: number | null
  readonly error?: string | null
  readonly duration_ms?: number
  readonly fault?: string | null
}

export type MessageDetail = Message & {
  readonly business: string
  readonly conversation_id: string
  readonly window_open: boolean
  readonly plan: readonly {
    readonly status: string
    readonly due_at: string
    readonly taken: boolean
  }[]
  readonly failure: {
    readonly code: string
    readonly meta_code: number
    readonly title: string
    readonly details: string
  } | null
  readonly time_line: readonly Moment[]
}

export type Fault = {
  readonly id: string
  readonly fault: string
  readonly site: string
  readonly armed: boolean
  readonly match: Readonly<Record<string, unknown>>
  readonly times: number | null
  readonly seen: number
  readonly hits: number
  readonly armed_at: string
  readonly [option: string]: unknown
}

export type KnownFault = {
  readonly fault: string
  readonly site: string
  readonly what: string
  readonly needs: readonly string[]
  readonly takes: readonly string[]
  readonly matches: readonly string[]
  readonly example: Readonly<Record<string, string | number>>
}

export type Coverage = {
  readonly total: number
  readonly seen: number
  readonly seen_by_fault_only: number
  readonly operations: readonly {
    readonly key: string
    readonly statuses: readonly {
      readonly status: number
      readonly seen: boolean
      readonly hits: number
      readonly fault_hits: number
    }[]
  }[]
}

export type SettingValue = number | boolean | string

export type Setting = {
  readonly name: string
  readonly what: string
  readonly value: SettingValue
  readonly default: SettingValue
  readonly from: number | null
  readonly to: number | null
  readonly one_of: readonly string[] | null
}

export type Template = {
  readonly name: string
  readonly language: string
  readonly status: string
  readonly meta_status: string
  readonly text: string
  readonly example: Readonly<Record<string, unknown>>
}

/** By the name of the read. What is not there has not been answered yet. */
export type Data = {
  readonly status?: StatusData
  readonly organizations?: OrganizationsData
  readonly conversations?: { readonly conversations: readonly Conversation[] }
  readonly conversation?: Chat
  readonly deliveries?: { readonly deliveries: readonly Delivery[] }
  readonly delivery?: DeliveryDetail
  readonly subscriptions?: {
    readonly subscriptions: readonly Subscription[]
    readonly event_types: readonly string[]
  }
  readonly messages?: { readonly messages: readonly Message[] }
  readonly message?: MessageDetail
  readonly faults?: { readonly faults: readonly Fault[] }
  readonly known?: { readonly faults: readonly KnownFault[] }
  readonly coverage?: Coverage
  readonly settings?: { readonly tier: string; readonly settings: readonly Setting[] }
  readonly templates?: { readonly templates: readonly Template[] }
  readonly recipients?: {
    readonly behaviours: readonly {
      readonly name: string
      readonly what: string
      readonly phone_number: string | null
    }[]
  }
}

export type ReadName = keyof Data

/** One question to the control API, and which member of the data its answer becomes. */
export type ReadWish = Question & { readonly name: ReadName }

export type { FeedEntry } from '../../face/known.ts'
