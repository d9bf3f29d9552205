// The sections around the heat map: the summary, events and types of message, and what is missing.
import { percentText } from '../../contract/coverage.ts'
import type { CoverageReport, PairReport } from '../../control/reads/coverage-report.ts'
import { percentOf } from './gate.ts'
import { html, type Markup } from './markup.ts'

export function summaryHeader(report: CoverageReport): Markup {
  const { seen, total, seen_by_fault_only: byFault, operations, events } = report
  const { sent, received } = report.message_types
  const called = operations.filter(({ statuses }) => statuses.some(isUsed))
  const answered = `${seen} of ${total} pairs of operation and status answered`
  const apart = byFault > 0 ? `, ${byFault} more only because of a fault` : ''
  return html`<header>
<h1>Coverage of the Kirim Public API</h1>
<p class="big"><b>${percentText(report.seen, report.total)}</b> ${answered}${apart}</p>
<div class="bar" role="img" aria-label="${answered}${apart}">
<i class="natural" style="width:${percentOf(report).toFixed(2)}%"></i>
<i class="fault" style="width:${((100 * byFault) / total).toFixed(2)}%"></i>
</div>
<dl class="facts">
${fact('Operations called', called.length, operations.length)}
${fact('Events delivered', seenOf(events), events.length)}
${fact('Types sent', seenOf(sent), sent.length)}
${fact('Types received', seenOf(received), received.length)}
</dl>
${breaches(report)}
</header>`
}

function isUsed({ hits, fault_hits: faultHits }: PairReport): boolean {
  return hits + faultHits > 0
}

function seenOf(rows: readonly { readonly seen: boolean }[]): number {
  return rows.filter(({ seen }) => seen).length
}

function fact(name: string, part: number, whole: number): Markup {
  return html`<div><dt>${name}</dt><dd>${part}<small> of ${whole}</small></dd></div>
`
}

function breaches({ breaches: { count, messages } }: CoverageReport): Markup {
  if (count === 0) return html``
  const lines = messages.map(
    (message) => html`<li><code>${message.split('\n')[0] ?? ''}</code></li>`,
  )
  const more = count - messages.length
  return html`<div class="breach" role="alert">
<h2>${count} ${count === 1 ? 'breach' : 'breaches'} of the contract</h2>
<p>These are bugs of the sandbox.</p>
<ul>${lines}${more > 0 ? html`<li>and ${more} more</li>` : ''}</ul>
</div>`
}

/** Webhook events and types of message: what was exercised, and how often. */
export function seenSection({ events, message_types: types }: CoverageReport): Markup {
  const delivered = events.map(({ type, seen, delivered: count, ...rest }) => {
    const apart = rest.fault_attempts > 0 ? `, ${rest.fault_attempts} changed by a fault` : ''
    return { type, seen, count, tip: `${rest.attempts} attempts${apart}` }
  })
  return html`<section class="lists">
${countList('Webhook events delivered', delivered)}
${countList('Messages sent', types.sent)}
${countList('Messages received', types.received)}
</section>`
}

type Counted = {
  readonly type: string
  readonly seen: boolean
  readonly count: number
  readonly tip?: string
}

function countList(title: string, rows: readonly Counted[]): Markup {
  const most = Math.max(1, ...rows.map(({ count }) => count))
  const width = (count: number) => `width:${((100 * count) / most).toFixed(1)}%`
  return html`<div><h2>${title}</h2>
<ul class="counts">${rows.map(
    ({ type, seen, count, tip = '' }) =>
      html`<li class="${seen ? 'seen' : 'never'}" title="${tip}">
<span>${type}</span><b>${seen ? count : 'never'}</b><i aria-hidden="true" style="${width(count)}"></i>
</li>
`,
  )}</ul></div>
`
}

/** How a status is come by; the same for all operations. */
const WAYS: Readonly<Record<number, string>> = {
  200: 'Call it with what it asks for.',
  302: 'Ask for the media of a message that has some.',
  400: 'Send what the contract does not allow: a missing member, a wrong type, a bad limit.',
  401: 'Call it with no key, or with one that is unknown, revoked or expired.',
  404: 'Ask for an id that does not exist.',
  409: 'Bring about the conflict: what exists already, or is still going on.',
  422: 'Send what is well-formed and cannot be done, or reuse an Idempotency-Key for another body.',
  429: 'Start with --tier default and call it more often than allowed.',
  500: 'Arm a fault: do arm-fault --fault status --status 500.',
  502: 'Arm a fault: do arm-fault --fault status --status 502.',
  503: 'Arm a fault: do arm-fault --fault status --status 503.',
}

/** What was never answered by itself, by status: what comes of faults is told apart. */
export function gapsSection({ operations }: CoverageReport): Markup {
  const gaps = operations.flatMap(({ key, statuses }) =>
    statuses.filter(({ seen }) => !seen).map((pair) => ({ key, ...pair })),
  )
  const statuses = [...new Set(gaps.map(({ status }) => status))].sort((a, b) => a - b)
  if (gaps.length === 0) return html`<section><h2>Nothing is missing</h2></section>`
  return html`<section aria-labelledby="gaps">
<h2 id="gaps">Missing: ${gaps.length} pairs</h2>
${statuses.map((status) => {
  const here = gaps.filter((gap) => gap.status === status)
  const count = here.length === 1 ? '1 operation' : `${here.length} operations`
  return html`<details>
<summary><b>${status}</b> ${count}<span>${WAYS[status] ?? ''}</span></summary>
<ul>${here.map(gapItem)}</ul>
</details>
`
})}
</section>`
}

function gapItem({ key, fault_hits: byFault }: { key: string; fault_hits: number }): Markup {
  const apart = byFault > 0 ? html` <em>only by a fault</em>` : ''
  return html`<li><code>${key}</code>${apart}</li>`
}
