// Running checks: those that do not disturb each other at the same time, the others one by one.

import { API_PREFIX } from '../../client/addresses.ts'
import { ObserveError } from '../../scenario/programs/observation.ts'
import {
  answerText,
  type Check,
  isAccepted,
  type Need,
  otherSecret,
  type Result,
} from '../checks/check.ts'
import { CHECKS, NEEDS } from '../checks/index.ts'
import { findingText } from '../finding.ts'
import type { Judgement } from '../verdict.ts'
import { type Bench, rest } from './bench.ts'
import { probe } from './probe.ts'
import { newScene, type Scene } from './scene.ts'

/** A verdict with the scenario that plays it again, for one that failed. */
export type Checked = Judgement & { readonly scenario?: string }

/** Checks that are played at the same time: each has a customer of its own. */
const TOGETHER_MAX = 24
/** Customers of the probe come before those of the checks. */
const FIRST_SCENE = 10
/** After a death, the program is given so many chances before the rest is left. */
const REVIVALS_MAX = 40

const DYING_MS = 200

type Run = {
  readonly bench: Bench
  readonly tell: (checked: Checked) => void
  readonly results: Map<string, Checked>
  scenes: number
  revivals: number
  reviving: Promise<void> | null
  /** Why nothing more can be played. */
  gone: string | null
}

/** Plays checks by id, in the order of the table; tells each verdict as soon as there is one. */
export async function runChecks(
  bench: Bench,
  ids: readonly string[],
  tell: (checked: Checked) => void = () => {},
): Promise<Checked[]> {
  const run: Run = {
    bench,
    tell,
    results: new Map(),
    scenes: FIRST_SCENE,
    revivals: 0,
    reviving: null,
    gone: null,
  }
  const { normal, answer } = await probe(bench)
  bench.normal = normal
  if (answer.outcome === 'timed-out') run.gone = NEVER_IN_TIME
  const isRefused = answer.status !== null && !isAccepted(answer)
  // What refuses everything refuses forgeries as well, which proves nothing.
  if (isRefused && ids.includes(FIRST)) await playAlone(run, FIRST)
  if (isRefused) run.gone = `${REFUSED} It answered ${answerText(answer)}.${otherSecret(bench)}`
  const open = ids.filter((id) => !run.results.has(id))
  const playable = open.filter((id) => !judgeNeeds(run, id)).sort(longFirst)
  const calls = playable.filter((id) => id === PASSIVE)
  const together = playable.filter((id) => !rowOf(id).alone && id !== PASSIVE)
  const alone = playable.filter((id) => rowOf(id).alone)
  const suspects = await playTogether(run, together)
  for (const id of [...suspects, ...alone, ...calls]) await playAlone(run, id)
  return ids.flatMap((id) => run.results.get(id) ?? [])
}

const NEVER_IN_TIME =
  'A simple webhook was not answered within 10 s, so nothing else could be tried in good time.'

const REFUSED = 'A good webhook is not accepted, so nothing else can be tried.'

/** Whether anything is accepted at all. */
const FIRST = 'SIG-01'

/** Those that wait for tries of the program take longest. */
function longFirst(a: string, b: string): number {
  return Number(rowOf(b).needs.includes('api')) - Number(rowOf(a).needs.includes('api'))
}

/** Looks at all calls that there were, so it comes last. */
const PASSIVE = 'API-11'

function rowOf(id: string): Check {
  const row = CHECKS[id]
  if (row === undefined) throw new Error(`There is no check ${id}.`)
  return row
}

/** Whether a check cannot be played; then it has its verdict. */
function judgeNeeds(run: Run, id: string): boolean {
  const missing = rowOf(id).needs.find((need) => !isOffered(run.bench, need))
  if (missing === undefined) return false
  const isSkipped = !['effects', 'statuses'].includes(missing) && !isDemanded(run.bench, missing)
  const verdict = isSkipped ? 'skipped' : 'inconclusive'
  settle(run, id, { verdict, came: `Needs ${NEEDS[missing]}.` }, undefined, 0)
  return true
}

/** A program that is said to call the API, and is not seen doing so, is not simply let off. */
function isDemanded({ options }: Bench, need: Need): boolean {
  return need === 'api' && options.expectsApi === true
}

function isOffered({ normal, program, subscriptionId, knowsSecret }: Bench, need: Need): boolean {
  const offered: Readonly<Record<Need, boolean>> = {
    secret: knowsSecret,
    effects: normal.replies > 0 || normal.seen > 0,
    statuses: normal.showsStatus,
    api: normal.replies > 0,
    start: program.isOurs,
    subscription: subscriptionId !== null,
  }
  return offered[need]
}

/** Those during which the program ended, and which have to be played by themselves to know why. */
async function playTogether(run: Run, ids: readonly string[]): Promise<string[]> {
  const suspects: string[] = []
  const queue = ids[Symbol.iterator]()
  const work = async () => {
    for (const id of queue) {
      await run.reviving
      const { deaths } = run.bench.program
      const attempt = await attemptOf(run, id)
      if (run.bench.program.deaths === deaths) settle(run, id, ...attempt)
      else {
        suspects.push(id)
        await revive(run)
      }
    }
  }
  await Promise.all(Array.from({ length: TOGETHER_MAX }, work))
  return suspects
}

async function playAlone(run: Run, id: string): Promise<void> {
  const { program } = run.bench
  const { deaths } = program
  const [result, scene, durationMs] = await attemptOf(run, id)
  if (program.deaths === deaths) return settle(run, id, result, scene, durationMs)
  const { exitCode = null, signal = null } = program.end ?? {}
  const how = signal === null ? `with exit code ${exitCode}` : `by ${signal}`
  const wrote = program.output().trim().split('\n').slice(-6).join('\n')
  const came = `The program ended ${how}. It wrote last:\n${wrote}`
  settle(run, id, { verdict: 'failed', came }, scene, durationMs)
  await revive(run)
}

type Attempt = readonly [result: Result, scene: Scene | undefined, durationMs: number]

async function attemptOf(run: Run, id: string): Promise<Attempt> {
  const { bench } = run
  if (run.gone !== null) return [{ verdict: 'inconclusive', came: run.gone }, undefined, 0]
  const scene = newScene(bench, run.scenes++)
  const startedAt = bench.clock.stopwatch()
  const took = () => bench.clock.stopwatch() - startedAt
  try {
    const result = await rowOf(id).play(scene)
    // A process that dies breaks its connections first, and is gone a moment later.
    if (scene.answers.some(({ outcome }) => outcome === 'unreachable')) await rest(DYING_MS)
    return [result, scene, took()]
  } catch (error) {
    if (!(error instanceof ObserveError)) throw error
    return [{ verdict: 'inconclusive', came: error.message }, scene, took()]
  }
}

/** Starts a program that has ended; one that is not ours gets the time to come back by itself. */
function revive(run: Run): Promise<void> {
  const { program } = run.bench
  const start = async () => {
    if (await program.isUp()) return
    if (++run.revivals > REVIVALS_MAX) run.gone = 'The program ends again and again.'
    else await program.start().catch((error: Error) => (run.gone = error.message))
  }
  run.reviving ??= start().finally(() => {
    run.reviving = null
  })
  return run.reviving
}

function settle(
  run: Run,
  id: string,
  { verdict, came }: Result,
  scene: Scene | undefined,
  durationMs: number,
): void {
  const { group, severity, what, consequence, cure, source } = rowOf(id)
  const isFailed = verdict === 'failed'
  const checked: Checked = {
    id,
    group,
    severity,
    verdict,
    what,
    sent: scene === undefined || !isFailed ? '' : scene.sent.join('\n\n'),
    came,
    consequence,
    cure,
    source,
    durationMs,
    ...(isFailed &&
      scene !== undefined &&
      canBePlayed(id, scene) && { scenario: scenarioOf(run.bench, id, scene, came) }),
  }
  run.results.set(id, checked)
  run.tell(checked)
}

/** A scenario cannot restart a program or ask what it remembers: then it would pass, and prove nothing. */
function canBePlayed(id: string, { steps }: Scene): boolean {
  const isBeyond = (need: Need) => ['start', 'statuses', 'subscription'].includes(need)
  const { group, needs } = rowOf(id)
  const isWhole = !['ANS', 'TIM'].includes(group) && !needs.some(isBeyond)
  return isWhole && steps.some(({ verb }) => verb.startsWith('expect-'))
}

function scenarioOf(bench: Bench, id: string, { steps }: Scene, came: string): string {
  const { url } = bench.program
  return findingText({
    name: `${id}: ${rowOf(id).what}`,
    found: `Found by check: ${came}\n${HOW_TO_PLAY}`,
    seed: bench.seed,
    clock: 'real',
    world: 'empty',
    receivers: { program: { url: `\${env.WEBHOOK_URL:-${url}}` } },
    steps,
  })
}

const HOW_TO_PLAY = [
  `Play it again: start the program with KIRIM_BASE_URL=http://127.0.0.1:3999${API_PREFIX},`,
  'KIRIM_API_KEY=kdv_test_kirimsandboxkirimsandbox and the KIRIM_WEBHOOK_SECRET below, then',
  'kirim-sandbox run <this file> --port 3999 (WEBHOOK_URL says where the program listens).',
].join('\n')
