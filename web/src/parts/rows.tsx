// A list of any length of which only the rows in sight are drawn; arrows move, Enter opens.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

type Props<Item> = {
  readonly label: string
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly draw: (item: Item) => ReactNode
  readonly onOpen: (item: Item) => void
  readonly opened?: string | null
  readonly rowHeight: number
  /** Whether the newest row, at the end, stays in sight while it is there. */
  readonly follows?: boolean
  /** What stands in the place of the rows when there are none. */
  readonly empty: ReactNode
}

const PAGE_ROWS = 10
/** So near to the end, in pixels, somebody looks at the newest. */
const END_PX = 40

export function Rows<Item>(props: Props<Item>) {
  const { label, items, keyOf, draw, onOpen, opened, rowHeight, follows = false, empty } = props
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [active, setActive] = useState<string | null>(null)
  const id = useId()
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  useEffect(() => {
    if (follows && isAtEnd.current && items.length > 0) {
      rows.scrollToIndex(items.length - 1, { align: 'end' })
    }
  }, [follows, items, rows])
  const at = active === null ? -1 : items.findIndex((item) => keyOf(item) === active)
  const move = (to: number) => {
    const index = Math.max(0, Math.min(items.length - 1, to))
    const item = items[index]
    if (item === undefined) return
    setActive(keyOf(item))
    rows.scrollToIndex(index)
  }
  const pressed = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step !== undefined) {
      event.preventDefault()
      move(step(at, items.length))
    }
    const item = items[at]
    if ((event.key === 'Enter' || event.key === ' ') && item !== undefined) {
      event.preventDefault()
      onOpen(item)
    }
  }
  if (items.length === 0) return <div className="rows empty">{empty}</div>
  return (
    <div
      className="rows"
      ref={scroller}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={at === -1 ? undefined : `${id}-${at}`}
      onKeyDown={pressed}
      onFocus={() => {
        if (active === null)
          move(
            Math.max(
              0,
              items.findIndex((item) => keyOf(item) === opened),
            ),
          )
      }}
      onScroll={({ currentTarget: box }) => {
        isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < END_PX
      }}
    >
      <div className="track" style={{ height: rows.getTotalSize() }} role="presentation">
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = items[index]
          if (item === undefined) return null
          const key = keyOf(item)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus.
            <div
              key={key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={key === opened}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className={`row${index === at ? ' active' : ''}`}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(key)
                onOpen(item)
              }}
            >
              {draw(item)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Where each key leads, from a row (-1: from none) in so many. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + PAGE_ROWS,
  PageUp: (at) => at - PAGE_ROWS,
  Home: () => 0,
  End: (_at, count) => count - 1,
}
