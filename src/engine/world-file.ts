// What a world file holds, once it has been checked: a ready-made organisation to start from.
import type { EventType } from '../contract/spec.ts'
import type { JsonObject, MetaTemplateStatus, TemplateCategory } from '../domain/world/rows.ts'

export type { EventType }

export type WorldFileMessage = {
  readonly from: 'customer' | 'business'
  readonly text: string
  /** How long before the start: `2h`. */
  readonly ago: string
}

export type WorldFileContact = {
  readonly phone_number: string
  readonly name?: string
  readonly email?: string
  readonly metadata?: JsonObject
  /** A behaviour of the table of recipients. */
  readonly recipient?: string
  readonly account?: string
  readonly conversation?: {
    readonly status?: 'open' | 'resolved' | 'pending'
    readonly last_inbound?: string
    readonly messages?: readonly WorldFileMessage[]
  }
}

export type WorldFile = {
  readonly name: string
  readonly description?: string
  readonly organization: { readonly name: string }
  readonly api_keys: readonly {
    readonly token: string
    readonly label: string
    readonly expires_at?: string
  }[]
  readonly teams: readonly { readonly key: string; readonly name: string }[]
  readonly users?: readonly {
    readonly name: string
    readonly email?: string
    readonly team: string
  }[]
  readonly accounts: readonly {
    readonly phone_number: string
    readonly display_name: string
    readonly team: string
    readonly connected?: boolean
  }[]
  readonly templates?: readonly {
    readonly name: string
    readonly language: string
    readonly category: TemplateCategory
    readonly status: MetaTemplateStatus
    readonly components: readonly JsonObject[]
    readonly account?: string
  }[]
  readonly contacts?: readonly WorldFileContact[]
  readonly generate?: { readonly contacts: number; readonly locale: 'id_ID' }
  readonly settings?: Readonly<Record<string, number | boolean | string>>
  readonly recipients?: readonly {
    readonly phone_number: string
    readonly behaviour: string
  }[]
}
