// How the page of the coverage looks, in light and in dark, on paper and on a narrow screen.

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfcfb; --card: #fff; --ink: #16201c; --soft: #5b6a64; --line: #dfe6e2;
    --empty: #c3cdc8;
  --l1: #d3f1e2; --l2: #a3e0c3; --l3: #62c69a; --l4: #1a7f59; --l5: #0b6647;
  --on-low: #0d3a2a; --on-high: #fff;
  --fault: #fbdc8e; --fault-line: #d99a1b; --on-fault: #5d3f00;
  --bad: #b3261e; --bad-paper: #fdecea; --accent: #12805a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1513; --card: #161e1b; --ink: #e4ece8; --soft: #93a59d; --line: #26312c;
      --empty: #3b4a43;
    --l1: #143a2c; --l2: #175541; --l3: #1d7a5b; --l4: #2fae82; --l5: #6ee7b7;
    --on-low: #d8f5e8; --on-high: #04271a;
    --fault: #4d3a0d; --fault-line: #b78a26; --on-fault: #ffdf94;
    --bad: #ff8a80; --bad-paper: #3a1714; --accent: #4fd6a3;
  }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 3rem }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--soft); margin: 0 }
h2 { font-size: 1.05rem; margin: 0 0 .75rem }
section { margin-top: 2.5rem }
code { font: .8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
small { font-size: .8em; color: var(--soft) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap }
.big { margin: .1rem 0 .75rem; color: var(--soft) }
.big b { font-size: 3rem; line-height: 1.15; font-weight: 700; letter-spacing: -.02em;
  color: var(--ink); margin-right: .5rem; font-variant-numeric: tabular-nums }
.bar { display: flex; height: .625rem; border-radius: 1rem; overflow: hidden;
  background: var(--line) }
.bar .natural { background: var(--accent) }
.bar .fault {
  background: repeating-linear-gradient(-45deg, var(--fault) 0 4px, var(--fault-line) 4px 6px) }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem;
  margin: 1.25rem 0 0 }
.facts div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .6rem .9rem }
.facts dt { font-size: .8125rem; color: var(--soft) }
.facts dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums }
.facts small { font-size: .875rem; font-weight: 400 }
.breach { margin-top: 1.25rem; padding: .9rem 1.1rem; border: 1px solid var(--bad);
  border-radius: .6rem; background: var(--bad-paper) }
.breach h2 { color: var(--bad); margin: 0 }
.breach p { margin: .1rem 0 .4rem } .breach ul { margin: 0; padding-left: 1.1rem } .breach code {
  overflow-wrap: anywhere }
.head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  justify-content: space-between }
.head h2 { margin: 0 }
.filter { display: inline-flex; border: 1px solid var(--line); border-radius: .5rem;
  overflow: hidden; background: var(--card) }
.filter button { border: 0; background: none; color: var(--soft); font: inherit; font-size: .875rem;
  padding: .3rem .8rem; cursor: pointer }
.filter button + button { border-left: 1px solid var(--line) }
.filter button[aria-pressed=true] { background: var(--accent); color: var(--paper);
  font-weight: 600 }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.filter button:focus-visible { outline-offset: -3px; outline-color: var(--ink) }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem 1.5rem; margin: .75rem 0;
  padding: 0; font-size: .8125rem; color: var(--soft) }
.legend li { display: flex; align-items: center; gap: .5rem }
.legend .cell { width: 1.4rem; height: 1.1rem; display: inline-grid; place-items: center;
  font-style: normal; font-size: .75rem }
.steps { display: inline-flex; gap: 2px }
.scroll { position: relative; overflow-x: auto; background: var(--card);
  border: 1px solid var(--line); border-radius: .6rem; padding: .35rem .75rem .5rem }
table { border-collapse: separate; border-spacing: 3px; width: 100%;
  font-variant-numeric: tabular-nums }
th, td { padding: 0; font-weight: 400 }
thead th { font-size: .8125rem; font-weight: 600; color: var(--soft); height: 2rem;
  min-width: 2.6rem }
th:first-child { text-align: left; position: sticky; left: -.75rem; padding-left: .75rem;
  margin-left: -.75rem; background: var(--card); white-space: nowrap; padding-right: 1rem;
  z-index: 1 }
tbody .tag th { font-size: .75rem; letter-spacing: .06em; text-transform: uppercase;
  color: var(--soft); padding-top: .6rem }
tbody .tag span { position: sticky; left: 0 }
td { text-align: center; height: 1.75rem; font-size: .8125rem; min-width: 2.6rem }
code b { display: inline-block; width: 3.6rem; font-weight: 600; color: var(--soft) }
code .get { color: var(--accent) }
.cell { border-radius: .3rem; color: var(--on-low) }
td.cell { cursor: default; position: relative; z-index: 0 }
td.cell:hover, td.cell:focus { outline: 2px solid var(--ink); outline-offset: 1px }
.l1 { background: var(--l1) } .l2 { background: var(--l2) } .l3 { background: var(--l3) }
.l4 { background: var(--l4); color: var(--on-high) } .l5 { background: var(--l5);
  color: var(--on-high) }
.fault.cell { color: var(--on-fault);
  background: repeating-linear-gradient(-45deg, transparent 0 5px, color-mix(in srgb, var(--fault-line) 45%, transparent) 5px 7px), var(--fault);
  font-weight: 600 }
.gap { border: 1px dashed var(--empty) }
.sum { color: var(--soft); padding-left: .5rem; white-space: nowrap } .sum.whole {
  color: var(--accent); font-weight: 600 }
tfoot td, tfoot th { color: var(--soft); font-size: .8125rem; padding-top: .4rem }
#tip { position: fixed; z-index: 9; max-width: 22rem; pointer-events: none; background: var(--ink);
  color: var(--paper); padding: .45rem .7rem; border-radius: .45rem; font-size: .8125rem;
  box-shadow: 0 4px 16px rgb(0 0 0 / .25) }
#tip b { display: block;
  font: 600 .75rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 2rem }
.counts { list-style: none; margin: 0; padding: 0 }
.counts li { display: grid; grid-template-columns: 1fr auto; align-items: baseline;
  padding: .2rem 0 .3rem; font-size: .875rem }
.counts b { font-variant-numeric: tabular-nums } .counts i { grid-column: 1 / -1; height: 3px;
  border-radius: 3px; background: var(--l4); min-width: 3px }
.counts .never { color: var(--soft) } .counts .never b { font-weight: 400 } .counts .never i {
  background: var(--line); width: 100% !important }
details { border-top: 1px solid var(--line) } details:last-of-type {
  border-bottom: 1px solid var(--line) }
summary { padding: .5rem .1rem; cursor: pointer } summary b { display: inline-block; width: 2.6rem;
  font-variant-numeric: tabular-nums }
summary span { color: var(--soft); font-size: .875rem; margin-left: 1rem }
details ul { columns: 20rem; margin: 0 0 .75rem; padding-left: 2.75rem } details li {
  break-inside: avoid } em { color: var(--on-fault); font-size: .8125rem }
footer { margin-top: 2.5rem; color: var(--soft); font-size: .8125rem }
@media (max-width: 40rem) { .big b { display: block } summary span { display: block;
  margin-left: 3rem } code b { width: auto } .scroll { scroll-padding-left: 11rem } tbody th code {
  display: block; width: 9.5rem; white-space: normal; overflow-wrap: anywhere } }
@media print { .filter, #tip { display: none } .scroll { overflow: visible; border: 0 } * {
  print-color-adjust: exact; -webkit-print-color-adjust: exact } }
`
