// What a row of the table of menus is.
import type { ReadWish } from '../data.ts'
import type { MenuItem, State } from '../model.ts'

export type MenuRow = {
  readonly title: (state: State, about: string) => string
  readonly reads: readonly ReadWish[]
  readonly items: (state: State, about: string) => readonly MenuItem[]
  /** What is offered beside them because of what was typed. */
  readonly typed?: (state: State, filter: string) => readonly MenuItem[]
  /** What stands there without items. */
  readonly empty: string
}
