// The report of a judge as a page in the look of the coverage page: one file that needs no other.

import { GROUPS } from '../../judge/checks/index.ts'
import {
  countsOf,
  type Judgement,
  type JudgeReport,
  overallOf,
  titleOf,
} from '../../judge/verdict.ts'
import { packageVersion } from '../../package.ts'
import { PAGE_STYLE } from '../coverage-report/generated/style.ts'
import { html, type Markup, markup, textOfPage } from '../coverage-report/markup.ts'

const OWN_STYLE = `
.verdict { display: inline-block; min-width: 6.5rem; font-weight: 600 }
.failed > summary .verdict { color: var(--on-fault) } .passed > summary .verdict { color: var(--accent) }
.skipped > summary .verdict, .inconclusive > summary .verdict { color: var(--soft) }
details.check > summary b { width: 5rem } dl { margin: 0 0 1rem 2rem } dt { font-weight: 600;
  font-size: .8125rem; color: var(--soft); margin-top: .5rem } dd { margin: 0; white-space: pre-wrap }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); padding: .75rem;
  border: 1px solid var(--line); border-radius: .4rem; font-size: .8125rem; margin: .25rem 0 }
`

/** The text of the page. The same report gives the same bytes. */
export function judgePage(report: JudgeReport): string {
  const title = `${report.command}: ${overallOf(report)} · kirim-sandbox`
  const groups = [...new Set(report.judgements.map(({ group }) => group))]
  return textOfPage(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="kirim-sandbox ${packageVersion()}">
<title>${title}</title>
<style>${markup(PAGE_STYLE)}${markup(OWN_STYLE)}</style>
</head>
<body>
<main>
${header(report)}
${groups.map((group) => groupSection(report, group))}
<footer>Made by kirim-sandbox ${packageVersion()}. must: the provider's page says so. should: a named source advises it. may: it would be careful.</footer>
</main>
</body>
</html>
`)
}

function header(report: JudgeReport): Markup {
  const { passed, failed, inconclusive, skipped } = countsOf(report)
  return html`<header>
<h1>${report.command}: ${overallOf(report)}</h1>
<p><code>${report.receiver}</code></p>
<p>${failed} failed, ${inconclusive} inconclusive, ${skipped} skipped, ${passed} passed</p>
</header>`
}

function groupSection({ judgements }: JudgeReport, group: string): Markup {
  const name = GROUPS[group as keyof typeof GROUPS] ?? ''
  const own = judgements.filter((one) => one.group === group)
  return html`<section aria-labelledby="${group}">
<h2 id="${group}">${group} ${name}</h2>
${own.map(judgementDetails)}
</section>`
}

function judgementDetails(one: Judgement): Markup {
  const { id, verdict, severity, baseline } = one
  const rule = titleOf(one).slice(id.length + 1)
  const isOpen = verdict === 'failed' && baseline !== 'known'
  const note = baseline === undefined ? '' : ` (${baseline})`
  const parts: readonly (readonly [string, string])[] = [
    ['What came', one.came],
    ['What the provider would do', one.consequence],
    ['How to mend it', one.cure],
    ['Source', one.source],
    ['Again', one.file === undefined ? '' : `kirim-sandbox run ${one.file}`],
  ]
  return html`<details class="check ${verdict}"${isOpen ? markup(' open') : ''}>
<summary><b>${id}</b> <i class="verdict">${verdict}${note}</i> ${rule}<span>${severity}</span></summary>
<dl>
${parts.filter(([, text]) => text !== '').map(([title, text]) => html`<dt>${title}</dt><dd>${text}</dd>`)}
${one.sent === '' ? '' : html`<dt>What was sent</dt><dd><pre>${one.sent}</pre></dd>`}
</dl>
</details>`
}
