// The command `exec`: runs a command against a sandbox of its own, and says what was covered.
import { type Command, Option } from 'commander'

import type { App } from '../app.ts'
import { type CoverageReport, coverageReport } from '../control/reads/coverage-report.ts'
import { neverStruck, whyNeverStruck } from '../domain/faults/striking.ts'
import type { Entry } from '../domain/world/journal.ts'
import { coverageOfAll } from '../engine/organizations.ts'
import { formatEntry } from '../wire/log-lines.ts'
import { readConfig } from './config-file.ts'
import {
  barOption,
  breachLines,
  unknownMemberLines,
  verdicts,
  writeJson,
  writePage,
} from './coverage-report/report.ts'
import { coverageLines } from './coverage-report/table.ts'
import { type ChildEnd, runChild } from './exec/child.ts'
import { execUnder } from './exec/under.ts'
import { addStartFlags, givenFlags } from './option-flags.ts'
import {
  type OptionName,
  resolveOptions,
  type StartOptions,
  UsageError,
  variableOf,
} from './options.ts'
import { startOrExplain } from './start.ts'
import { EXIT, type Terminal, takesColor, talk, widthOf } from './terminal.ts'
import { VARIABLES_HELP, valuesOf } from './variables.ts'

/** The options of `start` that make sense here: it is always on a free port, and keeps nothing. */
const SANDBOX_OPTIONS: readonly OptionName[] = [
  'seed',
  'clock',
  'tier',
  'world',
  'worldDir',
  'strictUrls',
  'strictMembers',
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
  readonly under?: string
  readonly failOn?: 'broke'
  readonly json?: true
}

const AFTER_HELP = `
${VARIABLES_HELP}

The exit code is that of the command; 128 and the number of the signal when one ended it, 127 when
there is no such command, and 3 when the command went well but --min-coverage or --fail-on-breach
did not.

With --under, the suite runs once without a fault, and must pass; then once for each fault that is
armed by itself in every organisation. survived: it struck, and the suite passed. broke: it struck,
and the suite failed. never met: it struck nothing. Then the exit code is 0 unless --fail-on is given.

Examples:
  kirim-sandbox exec -- npm test
  kirim-sandbox exec --clock virtual --seed 7 -- pytest -q
  kirim-sandbox exec --min-coverage 25 --coverage-html coverage.html -- go test ./...
  kirim-sandbox exec --under all --fail-on broke -- npm test
  kirim-sandbox exec --shell -- 'npm run build && npm test'`

export function describeExec(command: Command, terminal: Terminal): void {
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
    .addOption(ofUnder('--under <faults>', UNDER))
    .addOption(ofUnder('--fail-on <verdict>', FAIL_ON).choices(['broke']))
    .addOption(ofUnder('--json', 'print the verdicts as JSON, on stdout'))
    .addHelpText('after', AFTER_HELP)
    .action((words: string[], flags: ExecFlags, self: Command) =>
      exec(words, flags, givenFlags(self), terminal),
    )
  addStartFlags(command, SANDBOX_OPTIONS)
}

function grouped(flag: string, what: string): Option {
  return new Option(flag, what).helpGroup('Coverage:')
}

const UNDER =
  'run a test suite once for each of these faults: all, a site (reply, fate, delivery), or names with commas between'
const FAIL_ON = 'exit with 1 when the suite broke under a fault; with 4 when that is unclear'

function ofUnder(flag: string, what: string): Option {
  return new Option(flag, what).helpGroup('Under faults:')
}

/** Coverage is of a single run, and verdicts are of several. @throws UsageError */
function refuseForeign({ under, ...flags }: ExecFlags): void {
  const { minCoverage, failOnBreach, coverageJson, coverageHtml, failOn, json } = flags
  const ofOne = {
    '--min-coverage': minCoverage,
    '--fail-on-breach': failOnBreach,
    '--coverage-json': coverageJson,
    '--coverage-html': coverageHtml,
  }
  const ofSeveral = { '--fail-on': failOn, '--json': json }
  const foreign = Object.entries(under === undefined ? ofSeveral : ofOne)
  const [flag] = foreign.find(([, value]) => value !== undefined) ?? []
  if (flag === undefined) return
  throw new UsageError(
    under === undefined
      ? `${flag} is about the verdicts of --under: add --under all, or leave it out.`
      : `${flag} is about a single run, and --under makes several: run exec once without --under for it.`,
  )
}

const NOTHING_TO_RUN =
  'exec has nothing to run. Put the command behind two dashes: kirim-sandbox exec -- npm test'

/** Sets the exit code. */
async function exec(
  words: readonly string[],
  flags: ExecFlags,
  given: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<void> {
  if (words.length === 0) throw new UsageError(NOTHING_TO_RUN)
  refuseForeign(flags)
  const options = {
    ...resolveOptions(given, terminal.env, readConfig(terminal)),
    host: '127.0.0.1',
    port: 0,
    memory: true,
  }
  const { under } = flags
  if (under !== undefined)
    return execUnder({ words, flags: { ...flags, under }, options, terminal })
  const app = await startOrExplain(options, entryTeller(options, terminal), terminal)
  if (app === undefined) return
  if (!options.quiet) talk(terminal, `kirim-sandbox  ${app.url}  seed ${app.seed}`)
  const end = await runAgainst(app, words, flags.shell === true, terminal)
  const { report, idle, exitCode, problem } = end
  if (problem !== undefined) {
    talk(terminal, `kirim-sandbox: ${problem}`)
    terminal.setExitCode(exitCode)
    return
  }
  for (const line of idle) talk(terminal, line)
  const verdict = conclude(report, flags, options, terminal)
  // A command that failed has more to say than its coverage.
  terminal.setExitCode(exitCode === EXIT.well ? verdict : exitCode)
}

/** Runs the command while the sandbox is there; whatever happens, it is closed afterwards. */
async function runAgainst(
  app: App,
  words: readonly string[],
  shell: boolean,
  terminal: Terminal,
): Promise<ChildEnd & { readonly report: CoverageReport; readonly idle: readonly string[] }> {
  try {
    const webhookSecret = app.receivers[0]?.secret
    const place = { apiUrl: app.url, controlUrl: app.controlUrl, apiKey: app.apiKey, webhookSecret }
    const env = { ...terminal.env, ...valuesOf(place) }
    const end = await runChild({ words, shell, env, terminal })
    const worlds = [...app.sandbox.organizations.values()].map(({ world }) => world)
    const idle = worlds.flatMap(neverStruck).map(whyNeverStruck)
    return { ...end, report: coverageReport(coverageOfAll(app.sandbox)), idle }
  } finally {
    await app.close()
  }
}

/** What happens in the sandbox would be lost in the command's own output: it is told on request. */
function entryTeller({ verbose }: StartOptions, terminal: Terminal): (entry: Entry) => void {
  const style = { color: takesColor(terminal.stderr, terminal), level: 'verbose' } as const
  return (entry) => {
    if (verbose) for (const line of formatEntry(entry, style)) talk(terminal, line)
  }
}

/** Shows and writes the coverage; gives back the exit code that it deserves. */
function conclude(
  report: CoverageReport,
  flags: ExecFlags,
  { quiet }: StartOptions,
  terminal: Terminal,
): number {
  const { stderr } = terminal
  const style = { color: takesColor(stderr, terminal), width: widthOf(stderr), onlyUsed: true }
  const shown = quiet ? [] : ['', ...coverageLines(report, style)]
  const bars = { min: flags.minCoverage, failOnBreach: flags.failOnBreach === true }
  const said = verdicts(report, bars)
  const noted = [...unknownMemberLines(report), ...breachLines(report)]
  for (const line of [...shown, ...noted, ...said]) talk(terminal, line)
  const isWritten = writeFiles(report, flags, terminal)
  if (said.length > 0) return EXIT.breach
  return isWritten ? EXIT.well : EXIT.usage
}

/** Whether all could be written: the exit code of the command must not get lost over a file. */
function writeFiles(
  report: CoverageReport,
  { coverageJson, coverageHtml }: ExecFlags,
  terminal: Terminal,
): boolean {
  try {
    if (coverageJson !== undefined) writeJson(terminal, coverageJson, report)
    if (coverageHtml !== undefined) writePage(terminal, coverageHtml, report)
    return true
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    talk(terminal, `kirim-sandbox: ${error.message}`)
    return false
  }
}
