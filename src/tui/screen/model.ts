// The state of the screen, what may happen to it, and what it asks for: types only.
import type { ActionInput, ActionName, ApiMethod } from '../../client/control-client.ts'
import type { Data, FeedEntry, ReadName } from './data.ts'

export type ViewName =
  | 'traffic'
  | 'conversations'
  | 'webhooks'
  | 'messages'
  | 'faults'
  | 'contract'
  | 'settings'
  | 'help'

export type Size = { readonly columns: number; readonly rows: number }

export type Session = {
  readonly apiUrl: string
  readonly controlUrl: string
  readonly apiKey: string
  /** Whether leaving the screen ends the sandbox, too. */
  readonly endsSandbox: boolean
}

/** Where one is: a view, and what has the keys in it. */
export type Place = Pick<State, 'view' | 'focus' | 'detailCursor' | 'scroll'> & {
  readonly cursor: string | undefined
  readonly opened: string | undefined
}

/** What happened, oldest first, bounded. */
export type Feed = {
  readonly entries: readonly FeedEntry[]
  /** What stands still while the feed is paused. */
  readonly frozen: readonly FeedEntry[] | null
  /** Entries that came while it was paused. */
  readonly missed: number
}

export type State = {
  readonly size: Size
  readonly session: Session
  /** connecting until the first answer; lost when nobody answers any more. */
  readonly connection: 'connecting' | 'live' | 'lost'
  readonly view: ViewName
  /** Which pane has the keys: the list, or what of it is opened. */
  readonly focus: 'list' | 'detail'
  /** By view: the id of the row under the cursor; without one, the row that stands for it. */
  readonly cursors: Readonly<Partial<Record<ViewName, string>>>
  /** By view: the row that was opened, even when it is not in the list. */
  readonly opened: Readonly<Partial<Record<ViewName, string>>>
  readonly filters: Readonly<Partial<Record<ViewName, string>>>
  /** The row under the cursor in the opened pane, or how far it is scrolled. */
  readonly detailCursor: string | null
  readonly scroll: number
  /** The places that one came by, from one thing to the next: where esc goes back to. */
  readonly trail: readonly Place[]
  /** Whether Traffic leaves out everything but API calls. */
  readonly callsOnly: boolean
  readonly feed: Feed
  readonly data: Data
  readonly overlay: Overlay | null
  readonly toast: Toast | null
}

export type Toast = {
  readonly tone: 'good' | 'bad' | 'info'
  readonly text: string
  /** Status answers until it goes away by itself; an error stays until the next key. */
  readonly ticksLeft: number
}

export type MenuItem = {
  readonly label: string
  readonly hint?: string
  readonly choice: Choice
}

/** A menu of the table of menus; its items are made anew from what is known. */
export type Menu = {
  readonly kind: 'menu'
  readonly name: MenuName
  /** What the choice is about: a phone number, the name of a setting. */
  readonly about: string
  readonly at: number
  /** What is typed narrows the items. */
  readonly filter: string
}

export type Prompt = {
  readonly kind: 'prompt'
  readonly title: string
  readonly hint: string
  readonly text: string
  /** Graphemes before the cursor. */
  readonly at: number
  readonly purpose: Purpose
  /** waiting: for the sandbox to take or refuse the answer; what is typed meanwhile is no command. */
  readonly phase: 'asking' | 'waiting'
  /** Why the last answer was not taken. */
  readonly problem: string | null
}

export type Confirm = {
  readonly kind: 'confirm'
  readonly title: string
  readonly text: string
  readonly effects: readonly Effect[]
}

export type Overlay = Menu | Prompt | Confirm

/** What comes of choosing an item of a menu. */
export type Choice =
  | { readonly kind: 'do'; readonly effects: readonly Effect[] }
  | { readonly kind: 'ask'; readonly prompt: Prompt }
  | { readonly kind: 'menu'; readonly name: MenuName; readonly about: string }
  | { readonly kind: 'confirm'; readonly confirm: Confirm }

export type MenuName =
  | 'send-to'
  | 'send-what'
  | 'send-template'
  | 'customers'
  | 'customer-sends'
  | 'taps'
  | 'clock'
  | 'faults'
  | 'receivers'
  | 'copy'
  | 'organizations'
  | 'setting'

/** What the text of a prompt is for. */
export type Purpose =
  | { readonly kind: 'filter' }
  | { readonly kind: 'customer-writes'; readonly from: string }
  | { readonly kind: 'customer-number' }
  | { readonly kind: 'send-text'; readonly to: string }
  | { readonly kind: 'send-number' }
  | { readonly kind: 'send-json' }
  | { readonly kind: 'arm-fault'; readonly fault: string }
  | { readonly kind: 'setting'; readonly name: string }
  | { readonly kind: 'advance' }
  | { readonly kind: 'subscribe' }
  | { readonly kind: 'organization' }

type Act = {
  readonly [Name in ActionName]: {
    readonly kind: 'act'
    readonly name: Name
    readonly input: ActionInput<Name>
    /** What is said when it is done. */
    readonly said: string
  }
}[ActionName]

/** What the reducer wants done; only `effects.ts` does it. Those of one step run in order. */
export type Effect =
  | Act
  | {
      readonly kind: 'call'
      readonly method: ApiMethod
      readonly path: string
      readonly body?: unknown
      readonly said: string
    }
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | { readonly kind: 'switch'; readonly apiKey: string; readonly name: string }
  | { readonly kind: 'create-organization'; readonly name: string }
  | { readonly kind: 'quit' }

/** A key that was pressed: its name (`up`, `escape`, `space`) or what it typed. */
export type KeyPress = {
  readonly name: string
  /** What it types; empty when it types nothing. A paste comes as one press. */
  readonly text: string
}

/** What may happen to the screen. */
export type Happening =
  | { readonly kind: 'key'; readonly press: KeyPress }
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'entries'; readonly entries: readonly FeedEntry[]; readonly missed?: number }
  | {
      readonly kind: 'reads'
      readonly reads: readonly { readonly name: ReadName; readonly data: unknown }[]
    }
  | { readonly kind: 'connected' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'switched'; readonly apiKey: string; readonly name: string }
  | { readonly kind: 'said'; readonly text: string; readonly tone: Toast['tone'] }
  /** Everything that a step asked for is done, or one thing was refused and the rest left undone. */
  | { readonly kind: 'settled'; readonly problem: string | null }

export type Step = { readonly state: State; readonly effects: readonly Effect[] }
