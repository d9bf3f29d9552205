// Writes docs/scenario-coverage.md: what the bundled scenarios reach, and what only a fault brings about.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { code, page, table } from './reference-text.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The page for the JSON report of a run of all bundled scenarios. */
export function coveragePage({ scenarios, coverage }) {
  const { operations, total, seen, seen_by_fault_only: byFault } = coverage
  const statuses = [...new Set(operations.flatMap((one) => one.statuses.map((p) => p.status)))]
  statuses.sort((a, b) => a - b)
  const cell = (pair) =>
    pair === undefined ? '' : pair.hits > 0 ? '✓' : pair.fault_hits > 0 ? 'fault' : '–'
  const rows = operations.map(({ key, statuses: pairs }) => [
    code(key),
    ...statuses.map((status) => cell(pairs.find((pair) => pair.status === status))),
  ])
  return page(
    'What the bundled scenarios reach',
    `${seen} of the ${total} pairs of operation and status come about naturally (✓); ${byFault} need a fault, because the sandbox has no outages of its own.`,
    table(['operation', ...statuses], rows),
    '## The scenarios',
    table(
      ['file', 'what it tells'],
      scenarios.map(({ file, name }) => [
        `[${basename(file)}](../scenarios/${basename(file)})`,
        name,
      ]),
    ),
  )
}

function print() {
  const cli = join(root, 'bin', 'kirim-sandbox.js')
  const printed = execFileSync(process.execPath, [cli, 'run', 'scenarios', '--json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const report = JSON.parse(printed)
  writeFileSync(join(root, 'docs', 'scenario-coverage.md'), coveragePage(report))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) print()
