// The command `explore`: random traffic and trouble against programs, and the shortest story of each bug.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Command } from 'commander'

import { machineClock, startApp } from '../app.ts'
import { controlClient } from '../client/control-client.ts'
import { type Explored, explore, type Progress } from '../judge/exploring/explore.ts'
import { type ExploreFile, ExploreFileError, readPlan } from '../judge/exploring/plan.ts'
import { exploredJson, exploredLines, exploredReport } from '../judge/exploring/report.ts'
import { closeScene, openScene } from '../judge/exploring/scene.ts'
import { storyFile } from '../judge/exploring/story.ts'
import { readSource } from '../scenario/format/source.ts'
import { ObserveError } from '../scenario/programs/observation.ts'
import { ProgramError } from '../scenario/programs/program.ts'
import { count, seed } from '../schema/choices.ts'
import { parseDuration } from '../schema/durations.ts'
import { DURATION } from '../schema/formats.ts'
import { addReportFlags, type OutputFlags, writeReportFiles } from './check/outputs.ts'
import { shapedFlag } from './option-flags.ts'
import { UsageError } from './options.ts'
import { EXIT, endingPrograms, pathIn, print, type Terminal, takesColor, talk } from './terminal.ts'

type ExploreFlags = OutputFlags & {
  readonly runs: number
  readonly for?: number
  readonly seed?: number
  readonly save?: string
}

const RUNS = 200
const RUNS_MAX = 1_000_000

const AFTER_HELP = `
The file says which programs are explored and how they are looked at; see docs/explore.md. Each play
has an organisation of its own. What a play breaks is shortened to the fewest moves, played three
more times, and told once.

Exit codes: 0 nothing was found, 1 something was, 2 a wrong file, 5 a program did not start.

Examples:
  kirim-sandbox explore init http://127.0.0.1:4000/hook > explore.yaml
  kirim-sandbox explore explore.yaml
  kirim-sandbox explore explore.yaml --for 60s --save findings
  kirim-sandbox explore explore.yaml --seed 7 --runs 2000 --json
  kirim-sandbox explore explore.yaml --save findings --sarif explore.sarif --summary`

export function describeExplore(command: Command, terminal: Terminal): void {
  command
    .argument('<file>', 'the explore file; `init` and a URL print a first one')
    .argument('[url]', 'with init: where the program takes webhooks')
    .addOption(
      shapedFlag('--runs <n>', count('how many plays', RUNS_MAX)).default(RUNS, String(RUNS)),
    )
    .addOption(
      shapedFlag(
        '--for <duration>',
        DURATION.shape('how long instead, in real time'),
        parseDuration,
      ),
    )
    .addOption(
      shapedFlag(
        '--seed <n>',
        seed('the same seed plays the same moves (default: drawn and said)'),
      ),
    )
    .option('--save <dir>', 'write each finding there, as a scenario')
  addReportFlags(command, 'print one JSON object')
    .addHelpText('after', AFTER_HELP)
    .action(async (file: string, url: string | undefined, flags: ExploreFlags) => {
      if (file === 'init') print(terminal, firstFile(url))
      else await endingPrograms(terminal, () => run(terminal, file, flags))
    })
}

function firstFile(url: string | undefined): string {
  if (url === undefined || !/^https?:\/\//.test(url)) {
    throw new UsageError(
      'Say where the program takes webhooks: explore init http://127.0.0.1:4000/hook',
    )
  }
  const { origin } = new URL(url)
  return `# What kirim-sandbox explores. Every member is described in docs/explore.md.
receivers:
  app:
    url: ${url}
    # A GET that gives JSON of what the program has done: ids of messages, statuses beside them.
    # observe: ${origin}/state
    # With a command, the program is started, crashed and restarted in the middle of its work. It
    # finds the sandbox by KIRIM_BASE_URL, KIRIM_API_KEY and KIRIM_WEBHOOK_SECRET.
    # start: node app.js
trouble: all`
}

async function run(terminal: Terminal, file: string, flags: ExploreFlags): Promise<void> {
  const plan = readFile(terminal, file)
  const { seed = drawn(), runs, for: forMs } = flags
  const app = await startApp({
    host: '127.0.0.1',
    port: 0,
    seed,
    world: 'empty',
    tier: 'unlimited',
    rate: 0,
    strictUrls: false,
    allowTargets: [],
  })
  const { stopwatch, now } = machineClock()
  const startedAt = now()
  const client = controlClient({ url: app.controlUrl, apiKey: app.apiKey })
  try {
    const scene = await openScene({ client, apiKey: app.apiKey, stopwatch }, plan)
    try {
      const limits = {
        seed,
        runs: forMs === undefined ? runs : RUNS_MAX,
        forMs,
        tell: teller(terminal, flags),
      }
      const explored = await explore(scene, limits)
      report(terminal, { file, plan, seed, flags, startedAt, endedAt: now() }, explored)
    } finally {
      await closeScene(scene)
    }
  } catch (error) {
    if (!(error instanceof ProgramError || error instanceof ObserveError)) throw error
    talk(terminal, `kirim-sandbox: ${error.message}`)
    terminal.setExitCode(EXIT.couldNotStart)
  } finally {
    await app.close()
  }
}

/** @throws UsageError when it cannot be read. */
function readFile(terminal: Terminal, file: string): ExploreFile {
  let text: string
  try {
    text = readFileSync(pathIn(terminal, file), 'utf8')
  } catch (error) {
    throw new UsageError(`${file} could not be read: ${(error as Error).message}`)
  }
  const { value, problems } = readSource(text)
  const [problem] = problems
  if (problem !== undefined) {
    const { line, column } = problem.position
    throw new UsageError(`${file}:${line}:${column}: ${problem.message}`)
  }
  try {
    return readPlan(value, file)
  } catch (error) {
    if (!(error instanceof ExploreFileError)) throw error
    throw new UsageError(error.message)
  }
}

function drawn(): number {
  return machineClock().now() % 2 ** 31
}

/** Progress on stderr, where somebody watches. */
function teller({ stderr }: Terminal, { json }: ExploreFlags) {
  if (json === true || stderr.isTTY !== true) return () => {}
  return ({ plays, moves, findings, kinds, pairs }: Progress) => {
    stderr.write(
      `\r${plays} plays, ${moves} moves of ${kinds} kinds in ${pairs} pairs, ${findings} findings`,
    )
  }
}

type Asked = {
  readonly file: string
  readonly plan: ExploreFile
  readonly seed: number
  readonly flags: ExploreFlags
  readonly startedAt: number
  readonly endedAt: number
}

function report(terminal: Terminal, asked: Asked, explored: Explored): void {
  const { file, plan, seed, flags } = asked
  const { save, json } = flags
  const files = explored.findings.map((finding, index) => {
    if (save === undefined) return null
    const path = join(save, `${index + 1}-${finding.violation.invariant}.yaml`)
    mkdirSync(pathIn(terminal, save), { recursive: true })
    writeFileSync(pathIn(terminal, path), storyFile(plan, finding))
    return path
  })
  const { stdout, stderr } = terminal
  if (stderr.isTTY === true && json !== true) stderr.write('\r\u001B[K')
  if (json === true) print(terminal, JSON.stringify(exploredJson(explored, files, seed)))
  else {
    const shown = { file, files, seed, color: takesColor(stdout, terminal) }
    print(terminal, exploredLines(explored, shown).join('\n'))
  }
  writeReportFiles(terminal, exploredReport(explored, { ...asked, files }), flags)
  const isWell = explored.findings.length === 0
  terminal.setExitCode(isWell ? EXIT.well : EXIT.expectationFailed)
}
