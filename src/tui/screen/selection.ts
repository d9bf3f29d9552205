// What is in sight and under the cursor: derived from the state, never kept.
import type { OrganizationStatus } from './data.ts'
import type { Size, State } from './model.ts'
import { cursorIndex, type Pane } from './pane.ts'
import { VIEWS } from './views/index.ts'

/** From here on a list and what of it is opened stand side by side. */
const BESIDE_MIN = 100

/** Header, tabs, two rules, the line of keys. */
export const FRAME_LINES = 5

/** The list of the view, as far as its filter lets it through. */
export function listOf(state: State): Pane {
  const pane = VIEWS[state.view].list(state)
  const wanted = state.filters[state.view]?.toLowerCase() ?? ''
  if (wanted === '') return pane
  const words = wanted.split(/\s+/).filter((word) => word !== '')
  const rows = pane.rows.filter(({ text }) => {
    const lower = text().toLowerCase()
    return words.every((word) => lower.includes(word))
  })
  return { ...pane, rows }
}

/** The id of the row under the cursor of the list; null in an empty one. */
export function selectedId(state: State, pane: Pane = listOf(state)): string | null {
  return pane.rows[cursorIndex(pane, state.cursors[state.view] ?? null)]?.id ?? null
}

/** What is opened, or would be: beside the list it is what the cursor is on. */
export function openedId(state: State, pane?: Pane): string | null {
  const opened = state.focus === 'detail' ? state.opened[state.view] : undefined
  return opened ?? selectedId(state, pane)
}

export type Layout = {
  readonly height: number
  /** 0 where it is not shown. */
  readonly listWidth: number
  readonly detailWidth: number
}

/** How the body is divided between the list and what is opened. */
export function layoutOf(state: State): Layout {
  const { columns } = state.size
  const { detail } = VIEWS[state.view]
  const height = bodyHeight(state.size)
  if (detail === undefined) return { height, listWidth: columns, detailWidth: 0 }
  const isOpen = state.focus === 'detail'
  if (columns < BESIDE_MIN || (!detail.isBeside && !isOpen)) {
    return isOpen
      ? { height, listWidth: 0, detailWidth: columns }
      : { height, listWidth: columns, detailWidth: 0 }
  }
  const listWidth = Math.min(90, Math.floor(columns * 0.45))
  // One column between them is the rule.
  return { height, listWidth, detailWidth: columns - listWidth - 2 }
}

export function bodyHeight({ rows }: Size): number {
  return Math.max(1, rows - FRAME_LINES)
}

/** The pane of what is opened; null when nothing is. */
export function detailOf(state: State): { readonly id: string; readonly pane: Pane } | null {
  const { detail } = VIEWS[state.view]
  if (detail === undefined || layoutOf(state).detailWidth === 0) return null
  const id = openedId(state)
  if (id === null) return null
  return { id, pane: detail.pane(state, id) }
}

export function detailSelectedId(state: State): string | null {
  const detail = detailOf(state)
  if (detail === null) return null
  return detail.pane.rows[cursorIndex(detail.pane, state.detailCursor)]?.id ?? null
}

/** The organisation that is looked at. */
export function organizationOf({ data: { status } }: State): OrganizationStatus | undefined {
  return status?.organizations.find(({ id }) => id === status.organization_id)
}
