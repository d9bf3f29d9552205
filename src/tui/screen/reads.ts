// Everything that must be known to draw the screen as it is: questions to the control API.
import type { ReadWish } from './data.ts'
import { menuReads } from './menus.ts'
import type { State } from './model.ts'
import { detailOf } from './selection.ts'
import { VIEWS } from './views/index.ts'

export const STATUS_WISH: ReadWish = { name: 'status', path: '/status' }

/** The status first; what is opened and what an open menu offers last. */
export function readsOf(state: State): readonly ReadWish[] {
  const view = VIEWS[state.view]
  const detail = detailOf(state)
  const own = detail === null ? [] : (view.detail?.reads(detail.id) ?? [])
  return [STATUS_WISH, ...view.reads(state), ...own, ...menuReads(state)]
}
