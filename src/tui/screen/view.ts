// What a view is: a list, what of it can be opened, what it must know, and what can be copied.
import type { ReadWish } from './data.ts'
import type { State } from './model.ts'
import type { Pane } from './pane.ts'
import type { Line } from './spans.ts'

export type CopyItem = { readonly label: string; readonly text: string }

export type View = {
  readonly title: string
  /** For narrow screens. */
  readonly short: string
  /** One sentence for the help. */
  readonly what: string
  /** What it must know, beside the status of the sandbox. */
  readonly reads: (state: State) => readonly ReadWish[]
  readonly list: (state: State) => Pane
  /** What of a row can be opened. */
  readonly detail?: {
    readonly title: (state: State, id: string) => Line
    readonly reads: (id: string) => readonly ReadWish[]
    readonly pane: (state: State, id: string) => Pane
    /** Whether a wide screen shows it beside the list all the time. */
    readonly isBeside: boolean
  }
  readonly copies: (state: State, id: string | null) => readonly CopyItem[]
}
