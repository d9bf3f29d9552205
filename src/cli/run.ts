// The command `run`: plays scenarios, says how it went, and earns an exit code.
import type { Command } from 'commander'

import { WorldFileError } from '../adapters/world-files.ts'
import { machineClock } from '../app.ts'
import type { Scenario } from '../scenario/format/scenario.ts'
import { playAll } from '../scenario/play-all.ts'
import type { Wiring } from '../scenario/play-scenario.ts'
import {
  prettyProblems,
  prettyResult,
  prettySummary,
  type Style,
} from '../scenario/reports/pretty.ts'
import {
  type CassetteFinding,
  countsOf,
  newReport,
  type Report,
} from '../scenario/reports/report.ts'
import { rateOf } from '../schema/clocks.ts'
import { breachLines, unknownMemberLines, verdicts } from './coverage-report/report.ts'
import { UsageError } from './options.ts'
import { bundledFolder } from './run/bundled.ts'
import { findFiles, readFiles, stateOfFiles } from './run/files.ts'
import { addRunFlags, type RunFlags } from './run/flags.ts'
import { cassetteKeeper, writeReports } from './run/outputs.ts'
import { STAGE_VARIABLES, stageOpener } from './run/stage.ts'
import { watchFiles } from './run/watch.ts'
import {
  EXIT,
  endingPrograms,
  type Output,
  pathIn,
  print as printText,
  type Terminal,
  takesColor,
  talk,
} from './terminal.ts'

const AFTER_HELP = `
Each scenario is played in a sandbox of its own. Without real programs, time is simulated and every
run gives the same bytes. A receiver with a url is a real program: then the sandbox listens, and
\${env.KIRIM_BASE_URL} and its like say where.

Exit codes: 0 well, 1 an expectation failed, 2 a wrong scenario file, 3 a broken contract or too
little coverage, 4 a scenario did not end.

Examples:
  kirim-sandbox run scenarios
  kirim-sandbox run my-flow.yaml --watch
  kirim-sandbox run scenarios --check
  kirim-sandbox run --bundled --filter retry
  kirim-sandbox run scenarios --junit junit.xml --min-coverage 60
  kirim-sandbox run scenarios --filter retry --bail
  WEBHOOK_URL=http://127.0.0.1:8080/hook kirim-sandbox run handler.yaml --port 3000`

export function describeRun(command: Command, terminal: Terminal): void {
  command.argument('[path...]', 'scenario files, or folders of them (default: scenarios)')
  addRunFlags(command)
    .addHelpText('after', AFTER_HELP)
    .action(async (paths: string[], flags: RunFlags) => run(paths, flags, terminal))
}

/** Sets the exit code. */
async function run(paths: readonly string[], flags: RunFlags, terminal: Terminal): Promise<void> {
  if (flags.record !== undefined && flags.replay !== undefined) {
    throw new UsageError('--record and --replay cannot be given together.')
  }
  const named = paths.map((path) => pathIn(terminal, path))
  const bundled = flags.bundled === true ? [bundledFolder()] : []
  const asked = [...named, ...bundled]
  const wanted = asked.length > 0 ? asked : [pathIn(terminal, 'scenarios')]
  const playOnce = () => endingPrograms(terminal, () => runOnce(wanted, flags, terminal))
  terminal.setExitCode(await playOnce())
  if (flags.watch !== true) return
  const again = async () => {
    terminal.stdout.write(terminal.stdout.isTTY ? '\u001B[2J\u001B[H' : '\n')
    try {
      terminal.setExitCode(await playOnce())
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      talk(terminal, error.message)
    }
  }
  await watchFiles(wanted, machineClock(), () => stateOfFiles(wanted), again, terminal)
}

async function runOnce(
  paths: readonly string[],
  flags: RunFlags,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr } = terminal
  const env = new Set([...Object.keys(terminal.env), ...STAGE_VARIABLES])
  const { scenarios: all, problems, texts } = readFiles(findFiles(paths), env)
  if (problems.length > 0) {
    const textOf = (file: string) => texts.get(file) ?? ''
    const style = styleOf(stderr, terminal)
    for (const line of prettyProblems(problems, textOf, style)) talk(terminal, line)
    const places = problems.length === 1 ? 'One place' : `${problems.length} places`
    talk(terminal, `${places} to mend; nothing was played.`)
    return EXIT.usage
  }
  const scenarios = all
    .filter((one) => isMeant(one, flags.filter))
    .map((one) => adjusted(one, flags))
  if (scenarios.length === 0) {
    throw new UsageError(`No scenario has "${flags.filter}" in its name or file.`)
  }
  if (flags.check === true) {
    const count = scenarios.length === 1 ? 'One scenario' : `${scenarios.length} scenarios`
    printText(terminal, `${count} read, nothing to mend; nothing was played.`)
    return EXIT.well
  }
  const report = await play(scenarios, flags, terminal)
  await writeReports(report, flags, terminal)
  if (flags.json !== true) print(prettySummary(report, styleOf(stdout, terminal)), terminal)
  return exitCodeOf(report, flags, terminal)
}

function isMeant({ name, file }: Scenario, filter: string | undefined): boolean {
  if (filter === undefined) return true
  const wanted = filter.toLowerCase()
  return name.toLowerCase().includes(wanted) || file.toLowerCase().includes(wanted)
}

function adjusted(scenario: Scenario, { clock, seed = scenario.seed }: RunFlags): Scenario {
  return { ...scenario, seed, rate: clock === undefined ? scenario.rate : (rateOf(clock) ?? 0) }
}

async function play(
  scenarios: readonly Scenario[],
  flags: RunFlags,
  terminal: Terminal,
): Promise<Report> {
  const clock = machineClock()
  const startedAt = clock.now()
  const wiring: Wiring = {
    clock,
    open: stageOpener({
      port: flags.port,
      allowTargets: flags.allowTarget ?? [],
      allowHosts: flags.allowHost ?? [],
    }),
    env: terminal.env,
    timeoutMs: flags.timeout,
    isReal: ({ rate, receivers }) =>
      rate !== 0 || Object.values(receivers).some(({ url }) => url !== undefined),
  }
  const cassettes = new Map<Scenario, CassetteFinding>()
  const keep = cassetteKeeper(flags, wiring.isReal, terminal)
  const results = await playAll(scenarios, {
    wiring,
    bail: flags.bail === true,
    isGood: (played) => {
      const finding = keep(played)
      if (finding !== undefined) cassettes.set(played.scenario, finding)
      return (finding?.difference ?? null) === null
    },
    tell: (result) => {
      if (flags.json === true) return
      const style = styleOf(terminal.stdout, terminal)
      print(prettyResult(result, cassettes.get(result.scenario), style), terminal)
    },
  }).catch(explainStart)
  return newReport(results, cassettes, startedAt, clock.now())
}

/** What keeps a stage from opening is told without a stack. */
function explainStart(error: unknown): never {
  if (error instanceof WorldFileError) throw new UsageError(error.message)
  const { code } = error as { code?: string }
  if (code !== 'EADDRINUSE') throw error
  throw new UsageError(
    'The port is taken. Choose another one with --port, or none for any free one.',
  )
}

/** Narrower than this, nothing can be laid out. */
const WIDTH_MIN = 40
const WIDTH_MAX = 100

function styleOf(stream: Output, terminal: Terminal): Style {
  const columns = stream.columns ?? WIDTH_MAX
  return {
    color: takesColor(stream, terminal),
    width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, columns)),
  }
}

function print(lines: readonly string[], terminal: Terminal): void {
  printText(terminal, lines.join('\n'))
}

function exitCodeOf(
  report: Report,
  { failOnBreach, minCoverage }: RunFlags,
  terminal: Terminal,
): number {
  const { failed, incomplete } = countsOf(report)
  const { coverage } = report
  for (const line of [...unknownMemberLines(coverage), ...breachLines(coverage)])
    talk(terminal, line)
  if (failed > 0) return EXIT.expectationFailed
  if (failOnBreach && coverage.breaches.count > 0) return EXIT.breach
  if (incomplete > 0) return EXIT.incomplete
  const said = verdicts(coverage, { min: minCoverage, failOnBreach })
  for (const line of said) talk(terminal, line)
  return said.length > 0 ? EXIT.breach : EXIT.well
}
