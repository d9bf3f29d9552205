// Moving about: the cursor, scrolling, opening and going back, from view to view.

import type { Happening, Place, State, Step, ViewName } from './model.ts'
import { cursorIndex, type Pane, scrollMax } from './pane.ts'
import { detailOf, detailSelectedId, layoutOf, listOf, openedId, selectedId } from './selection.ts'
import { head } from './spans.ts'
import { VIEW_NAMES, VIEWS } from './views/index.ts'
import { deliveryOfRow } from './views/messages.ts'
import { entryWith } from './views/traffic.ts'

export function only(state: State): Step {
  return { state, effects: [] }
}

/** How far a move goes: rows, pages, or to an end. */
export type Move = {
  readonly rows?: number
  readonly pages?: number
  readonly end?: 'first' | 'last'
}

export function move(state: State, by: Move): State {
  return state.focus === 'detail' ? moveDetail(state, by) : moveList(state, by)
}

function moveList(state: State, by: Move): State {
  const pane = listOf(state)
  const { height, listWidth } = layoutOf(state)
  if (!pane.hasCursor) return { ...state, scroll: scrolledTo(state, pane, listWidth, by) }
  const { view } = state
  const { [view]: _cursor, ...others } = state.cursors
  // At the end of a pane that follows what comes, following goes on.
  if (by.end === 'last' && pane.anchor === 'bottom') return { ...state, cursors: others }
  const id = idAfter(pane, state.cursors[view] ?? null, by, height)
  const isAtEnd = id === pane.rows.at(-1)?.id && pane.anchor === 'bottom'
  if (id === null || (isAtEnd && (by.rows ?? by.pages ?? 0) > 0))
    return { ...state, cursors: others }
  return { ...state, cursors: { ...state.cursors, [view]: id }, detailCursor: null, scroll: 0 }
}

function moveDetail(state: State, by: Move): State {
  const detail = detailOf(state)
  if (detail === null) return state
  const { height, detailWidth } = layoutOf(state)
  if (!detail.pane.hasCursor) {
    // Its title takes a line.
    return { ...state, scroll: scrolledTo(state, detail.pane, detailWidth, by, height - 1) }
  }
  return { ...state, detailCursor: idAfter(detail.pane, state.detailCursor, by, height) }
}

function idAfter(pane: Pane, cursor: string | null, by: Move, height: number): string | null {
  const { rows } = pane
  const last = rows.length - 1
  const now = cursorIndex(pane, cursor)
  const page = Math.max(1, Math.floor(height / 2))
  const wish = now + (by.rows ?? 0) + (by.pages ?? 0) * page
  const index = by.end === 'first' ? 0 : by.end === 'last' ? last : wish
  return rows[Math.max(0, Math.min(last, index))]?.id ?? null
}

function scrolledTo(
  state: State,
  pane: Pane,
  width: number,
  by: Move,
  height = layoutOf(state).height,
): number {
  const max = scrollMax(pane, width, height)
  if (by.end !== undefined) return by.end === 'first' ? 0 : max
  const page = Math.max(1, height - 2)
  const now = Math.min(state.scroll, max)
  return Math.max(0, Math.min(max, now + (by.rows ?? 0) + (by.pages ?? 0) * page))
}

export function goTo(state: State, view: ViewName): State {
  return { ...state, view, focus: 'list', detailCursor: null, scroll: 0, trail: [] }
}

/** From the help, esc goes back to where one needed it. */
export function help(state: State): State {
  return state.view === 'help' ? state : { ...goTo(state, 'help'), trail: trailFrom(state) }
}

/** Nobody goes back further. */
const TRAIL_MAX = 50

function trailFrom({ view, focus, detailCursor, scroll, cursors, opened, trail }: State) {
  const here: Place = {
    ...{ view, focus, detailCursor, scroll },
    cursor: cursors[view],
    opened: opened[view],
  }
  return [...trail, here].slice(-TRAIL_MAX)
}

/** To where one came from. */
function retreat(state: State, place: Place): State {
  const { cursor, opened, ...rest } = place
  const { [place.view]: _cursor, ...cursors } = state.cursors
  const { [place.view]: _opened, ...others } = state.opened
  return {
    ...state,
    ...rest,
    cursors: cursor === undefined ? cursors : { ...cursors, [place.view]: cursor },
    opened: opened === undefined ? others : { ...others, [place.view]: opened },
    trail: state.trail.slice(0, -1),
  }
}

export function neighbour(state: State, by: 1 | -1): State {
  const index = VIEW_NAMES.indexOf(state.view)
  const next = VIEW_NAMES[(index + by + VIEW_NAMES.length) % VIEW_NAMES.length] ?? 'traffic'
  return goTo(state, next)
}

/** Opens a row of a view, wherever one is. */
export function openAt(state: State, view: ViewName, id: string): State {
  const cursors = { ...state.cursors, [view]: id }
  const opened = { ...state.opened, [view]: id }
  const trail = trailFrom(state)
  return { ...state, view, focus: 'detail', cursors, opened, detailCursor: null, scroll: 0, trail }
}

export function open(state: State): State {
  if (state.focus === 'detail') return openWithin(state)
  const id = selectedId(state)
  if (id === null || VIEWS[state.view].detail === undefined) return state
  if (state.view !== 'traffic') return openAt(state, state.view, id)
  const entry = entryWith(state, id)
  if (entry?.kind === 'attempt') return openAt(state, 'webhooks', String(entry.delivery_id))
  if (entry?.kind === 'request') return openAt(state, 'traffic', id)
  const message = messageOf(state)
  return message === null ? openAt(state, 'traffic', id) : openAt(state, 'messages', message)
}

/** In a time line, a webhook opens the delivery; in a chat, a bubble its time line. */
function openWithin(state: State): State {
  if (state.view === 'messages') {
    const delivery = deliveryOfRow(detailSelectedId(state))
    return delivery === undefined ? state : openAt(state, 'webhooks', delivery)
  }
  if (state.view === 'conversations') return timeLine(state)
  if (state.view !== 'traffic') return state
  const entry = entryWith(state, openedId(state) ?? '')
  if (entry?.delivery_id !== undefined) return openAt(state, 'webhooks', String(entry.delivery_id))
  return timeLine(state)
}

export function back(state: State): State {
  const from = state.trail.at(-1)
  if (from !== undefined) return retreat(state, from)
  if (state.focus === 'detail') return { ...state, focus: 'list', detailCursor: null, scroll: 0 }
  if (state.view === 'help') return goTo(state, 'traffic')
  const { [state.view]: _filter, ...filters } = state.filters
  const { [state.view]: _cursor, ...cursors } = state.cursors
  const isFiltered = state.filters[state.view] !== undefined
  return isFiltered ? { ...state, filters } : { ...state, cursors }
}

/** Shows the time line of the message that the cursor is on. */
export function timeLine(state: State): State {
  const id = messageOf(state)
  return id === null ? state : openAt(state, 'messages', id)
}

function messageOf(state: State): string | null {
  const id = openedId(state)
  if (id === null) return null
  if (state.view === 'conversations') {
    return detailSelectedId(state) ?? state.data.conversation?.messages.at(-1)?.id ?? null
  }
  if (state.view === 'webhooks') {
    const delivery = state.data.deliveries?.deliveries.find((one) => one.id === id)
    // Events of messages carry Meta's id, with the status behind it in one of the settings.
    const wamid = /^wamid\.[^:]+/.exec(delivery?.event_id ?? '')?.[0]
    return wamid ?? null
  }
  const entry = entryWith(state, id)
  const [message, subject] = [entry?.message_id, entry?.subject]
  if (typeof message === 'string') return message
  return typeof subject === 'string' && subject.startsWith('msg_') ? subject : null
}

/** The feed stands still, or goes on where it is now. */
export function pause(state: State): State {
  const { feed } = state
  const frozen = feed.frozen === null ? feed.entries : null
  return { ...state, feed: { ...feed, frozen, missed: 0 } }
}

/** What is kept of the feed: more than anybody scrolls through. */
export const FEED_MAX = 2_000

export function withEntries(
  state: State,
  { entries, missed = 0 }: Extract<Happening, { readonly kind: 'entries' }>,
): State {
  const { feed } = state
  const all = [...feed.entries, ...entries].slice(-FEED_MAX)
  const more = feed.frozen === null ? 0 : feed.missed + entries.length + missed
  return { ...state, feed: { ...feed, entries: all, missed: more } }
}

/** Text that somebody pasted may be long: only so much of it is typed. */
export function typed(text: string): string {
  return head(text.replaceAll(/[\r\n]+/g, ' '), 2_000)
}
