// The command `exec`: runs a command against a sandbox of its own, and says what was covered.
import { type Command, Option } from 'commander'

import type { App } from '../app.ts'
import { type CoverageReport, coverageReport } from '../control/reads/coverage.ts'
import type { Entry } from '../domain/world/journal.ts'
import { coverageOfAll } from '../engine/organizations.ts'
import { formatEntry } from '../wire/log-lines.ts'
import { readConfig } from './config-file.ts'
import { barOption, breachLines, verdicts, writeJson, writePage } from './coverage-report/report.ts'
import { coverageLines } from './coverage-report/table.ts'
import { type ChildEnd, runChild } from './exec/child.ts'
import { addStartFlags, givenFlags } from './option-flags.ts'
import {
  type OptionName,
  resolveOptions,
  type StartOptions,
  UsageError,
  variableOf,
} from './options.ts'
import { startOrExplain } from './start.ts'
import { EXIT, takesColor, talk } from './terminal.ts'
import { VARIABLES_HELP, valuesOf } from './variables.ts'

/** The options of `start` that make sense here: it is always on a free port, and keeps nothing. */
const SANDBOX_OPTIONS: readonly OptionName[] = [
  'seed',
  'clock',
  'tier',
  'world',
  'strictUrls',
  'allowTarget',
  'webhooks',
  'webhookSecret',
  'allowHost',
]

type ExecFlags = {
  readonly shell?: true
  readonly minCoverage?: number
  readonly failOnBreach?: true
  readonly coverageJson?: string
  readonly coverageHtml?: string
}

const AFTER_HELP = `
${VARIABLES_HELP}

The exit code is that of the command; 128 and the number of the signal when one ended it, 127 when
there is no such command, and 3 when the command went well but --min-coverage or --fail-on-breach
did not.

Examples:
  kirim-sandbox exec -- npm test
  kirim-sandbox exec --clock virtual --seed 7 -- pytest -q
  kirim-sandbox exec --min-coverage 25 --coverage-html coverage.html -- go test ./...
  kirim-sandbox exec --shell -- 'npm run build && npm test'`

export function describeExec(command: Command): void {
  command
    .usage('[options] -- <command> [arguments…]')
    .argument('[command...]', 'what to run, with its arguments')
    .passThroughOptions()
    .option('--shell', 'have a shell read the command: for &&, pipes and variables')
    .option('-q, --quiet', `say only what is wrong (${variableOf('quiet')})`)
    .option('-v, --verbose', `tell what happens in the sandbox (${variableOf('verbose')})`)
    .addOption(barOption('--min-coverage').helpGroup('Coverage:'))
    .addOption(grouped('--fail-on-breach', 'exit with 3 when the sandbox broke the contract'))
    .addOption(grouped('--coverage-json <file>', 'write the coverage as JSON'))
    .addOption(grouped('--coverage-html <file>', 'write the coverage as a page'))
    .addHelpText('after', AFTER_HELP)
    .action((words: string[], flags: ExecFlags, self: Command) =>
      exec(words, flags, givenFlags(self)),
    )
  addStartFlags(command, SANDBOX_OPTIONS)
}

function grouped(flag: string, what: string): Option {
  return new Option(flag, what).helpGroup('Coverage:')
}

const NOTHING_TO_RUN =
  'exec has nothing to run. Put the command behind two dashes: kirim-sandbox exec -- npm test'

/** Sets the exit code. */
async function exec(
  words: readonly string[],
  flags: ExecFlags,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (words.length === 0) throw new UsageError(NOTHING_TO_RUN)
  const options = {
    ...resolveOptions(given, process.env, readConfig()),
    host: '127.0.0.1',
    port: 0,
    memory: true,
  }
  const app = await startOrExplain(options, entryTeller(options))
  if (app === undefined) return
  if (!options.quiet) talk(`kirim-sandbox  ${app.url}  seed ${app.seed}`)
  const { report, exitCode, problem } = await runAgainst(app, words, flags.shell === true)
  if (problem !== undefined) {
    talk(`kirim-sandbox: ${problem}`)
    process.exitCode = exitCode
    return
  }
  const verdict = conclude(report, flags, options)
  // A command that failed has more to say than its coverage.
  process.exitCode = exitCode === EXIT.well ? verdict : exitCode
}

/** Runs the command while the sandbox is there; whatever happens, it is closed afterwards. */
async function runAgainst(
  app: App,
  words: readonly string[],
  shell: boolean,
): Promise<ChildEnd & { readonly report: CoverageReport }> {
  try {
    const webhookSecret = app.receivers[0]?.secret
    const place = { apiUrl: app.url, controlUrl: app.controlUrl, apiKey: app.apiKey, webhookSecret }
    const env = { ...process.env, ...valuesOf(place) }
    const end = await runChild({ words, shell, env })
    return { ...end, report: coverageReport(coverageOfAll(app.sandbox)) }
  } finally {
    await app.close()
  }
}

/** What happens in the sandbox would be lost in the command's own output: it is told on request. */
function entryTeller({ verbose }: StartOptions): (entry: Entry) => void {
  const style = { color: takesColor(process.stderr), level: 'verbose' } as const
  return (entry) => {
    if (verbose) for (const line of formatEntry(entry, style)) talk(line)
  }
}

/** Shows and writes the coverage; gives back the exit code that it deserves. */
function conclude(report: CoverageReport, flags: ExecFlags, { quiet }: StartOptions): number {
  const { stderr } = process
  const width = stderr.isTTY ? stderr.columns || undefined : undefined
  const style = { color: takesColor(stderr), width, onlyUsed: true }
  const shown = quiet ? [] : ['', ...coverageLines(report, style)]
  const bars = { min: flags.minCoverage, failOnBreach: flags.failOnBreach === true }
  const said = verdicts(report, bars)
  for (const line of [...shown, ...breachLines(report), ...said]) talk(line)
  const isWritten = writeFiles(report, flags)
  if (said.length > 0) return EXIT.breach
  return isWritten ? EXIT.well : EXIT.usage
}

/** Whether all could be written: the exit code of the command must not get lost over a file. */
function writeFiles(report: CoverageReport, { coverageJson, coverageHtml }: ExecFlags): boolean {
  try {
    if (coverageJson !== undefined) writeJson(coverageJson, report)
    if (coverageHtml !== undefined) writePage(coverageHtml, report)
    return true
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    talk(`kirim-sandbox: ${error.message}`)
    return false
  }
}
