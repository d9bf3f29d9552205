// The rows of the result, and how they are printed.

/**
 * A measured budget. `met` is true, false, or null where nothing is asked; what the bar is in
 * words, and baseline and ours as they are printed, are texts.
 */
export function measured({ budget, bar, baseline = '', ours, ratio = '', met }) {
  return { budget, bar, baseline, ours, ratio, met }
}

/** A budget that could not be measured, and why. */
export function skipped(budget, bar, reason) {
  process.stderr.write(`  skipped: ${reason}\n`)
  return { budget, bar, baseline: '', ours: '', ratio: '', met: undefined }
}

const HEADINGS = ['budget', 'bar', 'baseline', 'ours', 'ratio', 'verdict']

export function printTable(rows) {
  const lines = rows.map((row) => [
    row.budget,
    row.bar,
    row.baseline,
    row.ours,
    row.ratio,
    verdictOf(row),
  ])
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...lines.map((line) => line[column].length)),
  )
  const print = (cells) =>
    console.log(`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`)
  print(HEADINGS)
  print(widths.map((width) => '-'.repeat(width)))
  for (const line of lines) print(line)
}

function verdictOf({ met }) {
  if (met === undefined) return 'skipped'
  if (met === null) return ''
  return met ? 'met' : 'MISSED'
}

export function perSecond(rate) {
  return `${Math.round(rate).toLocaleString('en')}/s`
}

export function percent(share) {
  return `${Math.round(share * 100)} %`
}

export function milliseconds(ms) {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
