// The page of the checks: what each wants, why, and which programs of the zoo it catches.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { code, fence, page, table } from './reference-text.mjs'

const MATRIX = join(dirname(fileURLToPath(import.meta.url)), '../test/zoo/matrix.json')

export function checksPage({ CHECKS, GROUPS, NEEDS }) {
  const matrix = existsSync(MATRIX) ? JSON.parse(readFileSync(MATRIX, 'utf8')) : {}
  return page(
    'Checks',
    'What `check` judges a program by. *must*: the page of the provider says so. *should*: a source advises it. *may*: it would be careful; a failure does not count. How to use them: [check.md](../check.md).',
    fence(
      'sh',
      'npx kirim-sandbox check http://127.0.0.1:4000/webhooks -- node app.js\nnpx kirim-sandbox explain SIG-05',
    ),
    ...Object.entries(GROUPS).map(([group, name]) => groupOf(group, name, CHECKS, NEEDS)),
    '## For programs',
    PROMISES,
    '## The zoo',
    'Small programs with one real fault each, and the checks that each fails when it is played with `--observe`. The twin in which the fault is mended fails none of them. Printed by `node test/zoo/print-matrix.mjs`.',
    table(
      ['program', 'fails'],
      Object.entries(matrix).map(([program, { fails }]) => [code(program), fails.join(', ')]),
    ),
  )
}

function groupOf(group, name, checks, needs) {
  const rows = Object.entries(checks).filter(([, row]) => row.group === group)
  return [
    `## ${group}: ${name}`,
    table(
      ['check', '', 'what is wanted', 'needs', 'source'],
      rows.map(([id, { severity, what, needs: wanted, source }]) => [
        code(id),
        severity,
        what,
        wanted.join(', '),
        source,
      ]),
    ),
    ...rows.map(([id, { consequence, cure }]) => `**${id}** ${consequence} *Cure:* ${cure}`),
    ...(group === 'SIG' ? [needsOf(needs)] : []),
  ]
}

function needsOf(needs) {
  return table(
    ['need', 'what it is'],
    Object.entries(needs).map(([name, what]) => [name, what]),
  )
}

const PROMISES = [
  'A program that is started gets `KIRIM_BASE_URL` (the API, with `/v1`), `KIRIM_API_KEY`, `KIRIM_WEBHOOK_SECRET`, `KIRIM_CONTROL_URL` and `PORT` in its environment. It is ready when its URL answers anything.',
  '`--observe` is a URL whose GET answers JSON of any shape, or a command that prints such. It is searched for ids (a wamid, `msg_…`, the id of an event) as values, as names of members and as items of lists, and for the statuses and counts beside them; `--observe-map id=…,status=…,count=…` names the members where that is not enough.',
  '`check --json` prints one object:',
  fence(
    'json',
    '{ "receiver": "http://…", "verdict": "passed|failed|inconclusive",\n  "checks": [{ "id": "SIG-01", "group": "SIG", "severity": "must|should|may",\n    "verdict": "passed|failed|inconclusive|skipped", "what": "…", "sent": "curl …",\n    "came": "…", "consequence": "…", "cure": "…" }] }',
  ),
  'Exit codes: 0 well; 1 a *must* or a *should* failed, or the baseline is stale; 4 a *must* or a *should* could not be judged.',
]
