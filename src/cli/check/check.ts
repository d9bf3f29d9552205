// The command `check`: is a receiver of webhooks, and a client of the API, right?
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Command } from 'commander'

import { type App, machineClock, startApp } from '../../app.ts'
import { controlClient } from '../../client/control-client.ts'
import { againstBaseline, type Baseline, baselineText, readBaseline } from '../../judge/baseline.ts'
import { closeBench, openBench } from '../../judge/checking/bench.ts'
import { type Checked, runChecks } from '../../judge/checking/run-checks.ts'
import { type JudgeReport, overallOf } from '../../judge/verdict.ts'
import { ObserveError } from '../../scenario/programs/observation.ts'
import { ProgramError } from '../../scenario/programs/program.ts'
import { UsageError } from '../options.ts'
import { EXIT, endingPrograms, pathIn, type Terminal, talk } from '../terminal.ts'
import { writeText } from '../written-files.ts'
import { addCheckFlags, type CheckFlags, checksNamed } from './flags.ts'
import { writeReports } from './outputs.ts'

const AFTER_HELP = `
What is started behind two dashes gets KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_WEBHOOK_SECRET,
KIRIM_CONTROL_URL and PORT, is ready when <url> answers anything, and is ended and started again by
checks that want it. A program that runs already needs --secret; it finds the API at --port, with the
key kdv_test_kirimsandboxkirimsandbox.

What a program does with a webhook is seen by the messages that it sends through the API, and by
--observe. Without either, it is inconclusive.

Exit codes: 0 well, 1 a must or a should failed, or the baseline is stale, 2 wrong usage,
4 a must or a should could not be judged, 5 the program did not come up.

Examples:
  kirim-sandbox check http://127.0.0.1:4000/webhooks -- node app.js
  kirim-sandbox check http://127.0.0.1:4000/webhooks --secret whsec_… --only SIG
  kirim-sandbox check http://127.0.0.1:4000/hook --observe http://127.0.0.1:4000/orders -- python app.py
  kirim-sandbox check http://127.0.0.1:4000/hook --baseline known.json --sarif check.sarif -- node app.js
  kirim-sandbox explain SIG-05`

export function describeCheck(command: Command, terminal: Terminal): void {
  command
    .usage('<url> [options] [-- <command> [arguments…]]')
    .argument('<url>', 'where the program takes webhooks')
    .argument('[command...]', 'how it is started')
  addCheckFlags(command)
    .addHelpText('after', AFTER_HELP)
    .action((url: string, words: string[], flags: CheckFlags) =>
      endingPrograms(terminal, () => check(url, words, flags, terminal)),
    )
}

/** Sets the exit code. */
async function check(
  url: string,
  words: readonly string[],
  flags: CheckFlags,
  terminal: Terminal,
): Promise<void> {
  checkUrl(url)
  const ids = checksNamed(flags.only)
  const baseline = flags.baseline === undefined ? {} : baselineAt(terminal, flags.baseline)
  const clock = machineClock()
  const startedAt = clock.now()
  const app = await openStage(url, flags)
  try {
    const client = controlClient({ url: app.controlUrl, apiKey: app.apiKey })
    const stage = { client, apiKey: app.apiKey, clock, seed: app.seed }
    const command = words.length === 0 ? undefined : { words, shell: flags.shell === true }
    const { secret, observe, observeMap: mapping, text, api: expectsApi, port } = flags
    const options = { url, command, secret, observe, mapping, text, expectsApi, port }
    if (flags.json !== true) talk(terminal, `kirim-sandbox check  ${url}  ${ids.length} checks`)
    const bench = await openBench(stage, options)
    try {
      if (!bench.program.isOurs)
        talk(terminal, `The API is at ${bench.tap.url}, the key ${app.apiKey}`)
      const judgements = againstBaseline(await runChecks(bench, ids), baseline)
      const report = {
        command: 'check',
        receiver: url,
        judgements,
        startedAt,
        endedAt: clock.now(),
      }
      conclude(
        terminal,
        { ...report, judgements: saved(terminal, judgements, flags) },
        flags,
        baseline,
      )
    } finally {
      await closeBench(bench)
    }
  } catch (error) {
    const isTold = error instanceof ProgramError || error instanceof ObserveError
    if (!isTold) throw error
    talk(terminal, `kirim-sandbox: ${error.message}`)
    terminal.setExitCode(EXIT.couldNotStart)
  } finally {
    await app.close()
  }
}

function checkUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return
  throw new UsageError(`${url} is no URL; expected one such as http://127.0.0.1:4000/webhooks.`)
}

/** A sandbox in which nothing else happens, in real time: programs judge by their own clock. */
function openStage(url: string, { seed }: CheckFlags): Promise<App> {
  const { hostname } = new URL(url)
  const isNear = /^(localhost|127\.|\[::1\])/.test(hostname)
  return startApp({
    host: '127.0.0.1',
    port: 0,
    seed,
    world: 'empty',
    tier: 'unlimited',
    rate: 1,
    strictUrls: false,
    // Whoever names a URL means it.
    allowTargets: isNear ? [] : [hostname],
  })
}

function baselineAt(terminal: Terminal, file: string): Baseline {
  const path = pathIn(terminal, file)
  if (!existsSync(path)) {
    throw new UsageError(`There is no baseline ${file}. Make it with --write-baseline ${file}.`)
  }
  const baseline = readBaseline(readFileSync(path, 'utf8'))
  if (baseline !== null) return baseline
  throw new UsageError(`${file} is no baseline; expected { "known": { "SIG-05": "why" } }.`)
}

/** Writes the scenario of each failure, where that is wanted. */
function saved(
  terminal: Terminal,
  judgements: readonly Checked[],
  { save }: CheckFlags,
): Checked[] {
  return judgements.map(({ scenario, ...one }) => {
    if (save === undefined || scenario === undefined) return one
    const file = join(save, `${one.id}.yaml`)
    writeText(terminal, file, scenario)
    return { ...one, file }
  })
}

function conclude(
  terminal: Terminal,
  report: JudgeReport,
  flags: CheckFlags,
  baseline: Baseline,
): void {
  writeReports(terminal, report, flags)
  if (flags.writeBaseline !== undefined) {
    writeText(terminal, flags.writeBaseline, baselineText(report.judgements, baseline))
    talk(terminal, `Written: ${flags.writeBaseline}`)
    terminal.setExitCode(EXIT.well)
    return
  }
  terminal.setExitCode(EXIT_OF[overallOf(report)])
}

const EXIT_OF = {
  passed: EXIT.well,
  failed: EXIT.expectationFailed,
  inconclusive: EXIT.incomplete,
} as const
