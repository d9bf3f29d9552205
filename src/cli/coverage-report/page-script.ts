// What moves on the page of the coverage: the filter, the hints, and arrow keys. It works without.

export const PAGE_SCRIPT = `
const tip = document.getElementById('tip')
const cells = [...document.querySelectorAll('td[data-tip]')]
let shown = null
const show = (cell) => {
  shown = cell
  tip.replaceChildren(Object.assign(document.createElement('b'), { textContent: cell.dataset.pair }), cell.dataset.tip)
  tip.hidden = false
  const box = cell.getBoundingClientRect()
  const width = tip.offsetWidth
  const left = Math.min(Math.max(8, box.left + box.width / 2 - width / 2), innerWidth - width - 8)
  const above = box.top - tip.offsetHeight - 8
  tip.style.left = left + 'px'
  tip.style.top = (above > 8 ? above : box.bottom + 8) + 'px'
}
const hide = () => { shown = null; tip.hidden = true }
if (cells.length > 0) cells[0].tabIndex = 0
for (const cell of cells) {
  cell.addEventListener('mouseenter', () => show(cell))
  cell.addEventListener('mouseleave', hide)
  cell.addEventListener('focus', () => {
    for (const other of cells) other.tabIndex = other === cell ? 0 : -1
    show(cell)
  })
  cell.addEventListener('blur', hide)
}
addEventListener('scroll', () => { if (shown) show(shown) }, { capture: true, passive: true })
const visible = () => [...document.querySelectorAll('tbody tr:not(.tag)')].filter((row) => !row.hidden)
const beside = (cell, step) => {
  for (let next = step(cell); next; next = step(next)) if (next.dataset?.tip) return next
}
const inColumn = (cell, by) => {
  const rows = visible()
  const at = rows.indexOf(cell.parentNode)
  for (let n = at + by; n >= 0 && n < rows.length; n += by) {
    const other = rows[n].cells[cell.cellIndex]
    if (other.dataset.tip) return other
  }
}
const KEYS = {
  ArrowRight: (cell) => beside(cell, (one) => one.nextElementSibling),
  ArrowLeft: (cell) => beside(cell, (one) => one.previousElementSibling),
  ArrowDown: (cell) => inColumn(cell, 1),
  ArrowUp: (cell) => inColumn(cell, -1),
}
document.querySelector('table').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') return hide()
  const target = event.target.dataset.tip && KEYS[event.key]?.(event.target)
  if (!target) return
  event.preventDefault()
  target.focus()
})
const buttons = [...document.querySelectorAll('[data-show]')]
for (const button of buttons) {
  button.addEventListener('click', () => {
    const wanted = button.dataset.show
    for (const one of buttons) one.setAttribute('aria-pressed', String(one === button))
    for (const body of document.querySelectorAll('tbody')) {
      const rows = [...body.rows].slice(1)
      for (const row of rows) row.hidden = wanted !== 'all' && row.dataset[wanted] !== 'true'
      body.hidden = rows.every((row) => row.hidden)
    }
  })
}
`
