// What moves on the page of the coverage: the filter, the hints, and arrow keys. It works without.

/** A cell of the map that has a hint. */
type Hinted = HTMLTableCellElement

const tip = document.querySelector<HTMLElement>('#tip')
const cells = [...document.querySelectorAll<Hinted>('td[data-tip]')]
const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-show]')]
let shown: Hinted | null = null

/** Pixels between the hint and its cell, and the edges of the window. */
const GAP = 8

function show(cell: Hinted): void {
  if (tip === null) return
  shown = cell
  const pair = Object.assign(document.createElement('b'), { textContent: cell.dataset.pair ?? '' })
  tip.replaceChildren(pair, cell.dataset.tip ?? '')
  tip.hidden = false
  const box = cell.getBoundingClientRect()
  const width = tip.offsetWidth
  const middle = Math.max(GAP, box.left + box.width / 2 - width / 2)
  const above = box.top - tip.offsetHeight - GAP
  tip.style.left = `${Math.min(middle, innerWidth - width - GAP)}px`
  tip.style.top = `${above > GAP ? above : box.bottom + GAP}px`
}

function hide(): void {
  shown = null
  if (tip !== null) tip.hidden = true
}

/** One cell is a stop of the tab key; arrow keys go on from there. */
function focusOn(cell: Hinted): void {
  for (const other of cells) other.tabIndex = other === cell ? 0 : -1
  show(cell)
}

/** The next cell with a hint in a direction. */
function beside(cell: Hinted, step: (one: Element) => Element | null): Hinted | undefined {
  for (let next = step(cell); next !== null; next = step(next)) {
    const found = cells.find((one) => one === next)
    if (found !== undefined) return found
  }
  return undefined
}

/** The next cell with a hint in the same column, among the rows that are shown. */
function inColumn(cell: Hinted, by: 1 | -1): Hinted | undefined {
  const all = document.querySelectorAll<HTMLTableRowElement>('tbody tr:not(.tag)')
  const rows = [...all].filter((row) => !row.hidden)
  const at = rows.findIndex((row) => row === cell.parentNode)
  for (let n = at + by; n >= 0 && n < rows.length; n += by) {
    const other = rows[n]?.cells[cell.cellIndex]
    if (other?.dataset.tip !== undefined) return other
  }
  return undefined
}

const KEYS: Readonly<Record<string, (cell: Hinted) => Hinted | undefined>> = {
  ArrowRight: (cell) => beside(cell, (one) => one.nextElementSibling),
  ArrowLeft: (cell) => beside(cell, (one) => one.previousElementSibling),
  ArrowDown: (cell) => inColumn(cell, 1),
  ArrowUp: (cell) => inColumn(cell, -1),
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') hide()
  const cell = cells.find((one) => one === event.target)
  const target = cell === undefined ? undefined : KEYS[event.key]?.(cell)
  if (target === undefined) return
  event.preventDefault()
  target.focus()
}

/** Shows the rows that a button asks for. */
function filter(button: HTMLButtonElement): void {
  const wanted = button.dataset.show ?? 'all'
  for (const one of buttons) one.setAttribute('aria-pressed', String(one === button))
  for (const body of document.querySelectorAll('tbody')) {
    const rows = [...body.rows].slice(1)
    for (const row of rows) row.hidden = wanted !== 'all' && row.dataset[wanted] !== 'true'
    body.hidden = rows.every((row) => row.hidden)
  }
}

const [first] = cells
if (first !== undefined) first.tabIndex = 0
for (const cell of cells) {
  cell.addEventListener('mouseenter', () => show(cell))
  cell.addEventListener('mouseleave', hide)
  cell.addEventListener('focus', () => focusOn(cell))
  cell.addEventListener('blur', hide)
}
const follow = () => {
  if (shown !== null) show(shown)
}
addEventListener('scroll', follow, { capture: true, passive: true })
document.querySelector('table')?.addEventListener('keydown', onKey)
for (const button of buttons) button.addEventListener('click', () => filter(button))
