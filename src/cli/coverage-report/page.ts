// The coverage as a page: a heat map of operations and statuses in one file that needs no other.
import { percentText } from '../../contract/coverage.ts'
import { OPERATIONS } from '../../contract/spec.ts'
import type { CoverageReport, PairReport } from '../../control/reads/coverage-report.ts'
import { packageVersion } from '../../package.ts'
import { percentOf } from './gate.ts'
import { PAGE_SCRIPT } from './generated/script.ts'
import { PAGE_STYLE } from './generated/style.ts'
import { html, type Markup, markup, textOfPage } from './markup.ts'
import { gapsSection, seenSection, summaryHeader } from './page-sections.ts'

type Operation = CoverageReport['operations'][number]

/** The text of the page. The same report gives the same bytes. */
export function coveragePage(report: CoverageReport): string {
  const title = `Coverage ${percentText(report.seen, report.total)} · kirim-sandbox`
  return textOfPage(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="kirim-sandbox ${packageVersion()}">
<title>${title}</title>
<style>${markup(PAGE_STYLE)}</style>
</head>
<body>
<main>
${summaryHeader(report)}
${mapSection(report)}
${seenSection(report)}
${gapsSection(report)}
<footer>Made by kirim-sandbox ${packageVersion()}. A pair is an operation and a status that the provider's OpenAPI document declares for it.</footer>
</main>
<div id="tip" role="presentation" hidden></div>
<script>${markup(PAGE_SCRIPT)}</script>
</body>
</html>
`)
}

function mapSection(report: CoverageReport): Markup {
  const statuses = [
    ...new Set(report.operations.flatMap((one) => one.statuses.map(({ status }) => status))),
  ].sort((a, b) => a - b)
  return html`<section aria-labelledby="map">
<div class="head">
<h2 id="map">Operations and statuses</h2>
<div class="filter" role="group" aria-label="Which operations are shown">
<button type="button" data-show="all" aria-pressed="true">All</button>
<button type="button" data-show="used" aria-pressed="false">Called</button>
<button type="button" data-show="gaps" aria-pressed="false">With gaps</button>
</div>
</div>
${legend()}
<div class="scroll" role="region" aria-labelledby="map" tabindex="0">
<table>
<caption class="unseen">How often each operation answered with each status</caption>
<thead>
<tr>
<th scope="col">Operation</th>
${statuses.map((status) => html`<th scope="col">${status}</th>`)}
<th scope="col" class="sum">Seen</th>
</tr>
</thead>
${groupsOf(report).map((group) => groupRows(group, statuses))}
<tfoot>${footRow(report, statuses)}</tfoot>
</table>
</div>
</section>`
}

function legend(): Markup {
  const steps = ['1', '2–4', '5–19', '20–99', '100+']
  return html`<ul class="legend" aria-label="Legend">
<li><span class="steps" aria-hidden="true">${steps.map((_, n) => html`<i class="cell l${n + 1}"></i>`)}</span>answered: ${steps.join(', ')} times</li>
<li><i class="cell fault" aria-hidden="true">f</i>only because of a fault</li>
<li><i class="cell gap" aria-hidden="true"></i>declared, never answered</li>
</ul>`
}

/** Operations of one tag, as the contract groups them. */
type Group = { readonly tag: string; readonly operations: Operation[] }

function groupsOf({ operations }: CoverageReport): Group[] {
  const groups: Group[] = []
  for (const operation of operations) {
    const tag = factsOf(operation.key)?.tag ?? ''
    const group = groups.find((one) => one.tag === tag)
    if (group === undefined) groups.push({ tag, operations: [operation] })
    else group.operations.push(operation)
  }
  return groups
}

/** Undefined for what a sandbox of another version knows and this one does not. */
function factsOf(key: string) {
  return Object.hasOwn(OPERATIONS, key) ? OPERATIONS[key as keyof typeof OPERATIONS] : undefined
}

function groupRows({ tag, operations }: Group, statuses: readonly number[]): Markup {
  return html`<tbody>
<tr class="tag"><th scope="rowgroup" colspan="${statuses.length + 2}"><span>${tag}</span></th></tr>
${operations.map((operation) => operationRow(operation, statuses))}
</tbody>
`
}

function operationRow({ key, statuses: pairs }: Operation, statuses: readonly number[]): Markup {
  const [method = '', path = ''] = key.split(' ')
  const name = html`<code><b class="${method.toLowerCase()}">${method}</b> ${path}</code>`
  const seen = pairs.filter((pair) => pair.seen).length
  const isUsed = pairs.some(({ hits, fault_hits: faultHits }) => hits + faultHits > 0)
  const cells = statuses.map((status) => {
    const pair = pairs.find((one) => one.status === status)
    return pair === undefined ? html`<td></td>` : pairCell(key, pair)
  })
  return html`<tr data-used="${isUsed}" data-gaps="${seen < pairs.length}">
<th scope="row" title="${factsOf(key)?.summary ?? ''}">${name}</th>
${cells}
<td class="sum${seen === pairs.length ? ' whole' : ''}">${seen}<small>/${pairs.length}</small></td>
</tr>
`
}

function pairCell(key: string, pair: PairReport): Markup {
  const { status, hits, fault_hits: faultHits } = pair
  const kind = hits > 0 ? `l${levelOf(hits)}` : faultHits > 0 ? 'fault' : 'gap'
  const shown = hits > 0 ? countText(hits) : faultHits > 0 ? 'f' : ''
  const tip = sentenceOf(pair)
  const name = `${key} → ${status}`
  return html`<td class="cell ${kind}" tabindex="-1" data-pair="${name}" data-tip="${tip}">${shown}
<span class="unseen">${tip}</span></td>`
}

/** Steps of the scale are fixed, so that two pages can be compared. */
function levelOf(hits: number): number {
  return [2, 5, 20, 100].filter((from) => hits >= from).length + 1
}

function countText(count: number): string {
  if (count < 1_000) return String(count)
  return count < 1_000_000 ? `${Math.floor(count / 1_000)}k` : `${Math.floor(count / 1_000_000)}M`
}

function sentenceOf({ hits, fault_hits: faultHits }: PairReport): string {
  if (hits === 0 && faultHits === 0) return 'Declared, never answered.'
  const natural = hits === 0 ? 'Never answered by itself' : `Answered ${times(hits)}`
  return faultHits === 0 ? `${natural}.` : `${natural}, ${times(faultHits)} because of a fault.`
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`
}

function footRow(report: CoverageReport, statuses: readonly number[]): Markup {
  const totals = statuses.map((status) => {
    const pairs = report.operations.flatMap((one) =>
      one.statuses.filter((p) => p.status === status),
    )
    return html`<td>${pairs.filter(({ seen }) => seen).length}<small>/${pairs.length}</small></td>`
  })
  const percent = Math.floor(percentOf(report))
  return html`<tr><th scope="row">Seen, of all operations</th>${totals}<td class="sum">${percent}<small> %</small></td></tr>`
}
