// What a row of the table of checks is, and the words in which its play gives a verdict.
import { type Bench, until } from '../checking/bench.ts'
import { handlingOf, handlingText, repliesSent, settledHandling } from '../checking/effects.ts'
import { type Answer, lastAnswer, type Mail, type Scene } from '../checking/scene.ts'
import type { Severity } from '../verdict.ts'

export type Group = 'SIG' | 'DUP' | 'ORD' | 'ROB' | 'TIM' | 'ANS' | 'ROT' | 'DEAD' | 'API'

/**
 * What a check cannot do without. secret: what the program verifies with · effects: what it does with a
 * webhook can be seen · statuses: it shows the status of a message · api: it answers customers through
 * the API · start: it was started here · subscription: its subscription is the sandbox's own.
 */
export type Need = 'secret' | 'effects' | 'statuses' | 'api' | 'start' | 'subscription'

export type Result = {
  readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'skipped'
  readonly came: string
}

export type Check = {
  readonly group: Group
  readonly what: string
  readonly severity: Severity
  /** Where it is said: a page of the provider, or another named source. */
  readonly source: string
  readonly needs: readonly Need[]
  /** Plays by itself: it restarts the program, or loads it. */
  readonly alone?: true
  readonly play: (scene: Scene) => Promise<Result>
  /** What the provider would do with a program that fails. */
  readonly consequence: string
  readonly cure: string
}

export const SIGNING = 'Kirim, /webhooks/signing/'
export const OVERVIEW = 'Kirim, /webhooks/overview/'
export const RETRIES = 'Kirim, /webhooks/retry/'
export const IDEMPOTENCY = 'Kirim, /concepts/idempotency/'
export const RATE_LIMITS = 'Kirim, /concepts/rate-limits/'

export function passed(came = ''): Result {
  return { verdict: 'passed', came }
}

export function failed(came: string): Result {
  return { verdict: 'failed', came }
}

export function unseen(came: string): Result {
  return { verdict: 'inconclusive', came }
}

export function skipped(came: string): Result {
  return { verdict: 'skipped', came }
}

export function isAccepted({ status }: Answer): boolean {
  return status !== null && status >= 200 && status < 300
}

export function answerText({ status, outcome, body, error }: Answer): string {
  if (status === null) return `no answer (${outcome}: ${error})`
  const said = (body ?? '').trim().slice(0, 200).replace(/\.$/, '')
  return said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`
}

const ACCEPTED = { $at_least: 200, $less: 300 }

/** Passes on a 2xx. */
export function mustAccept(scene: Scene, answer: Answer): Result {
  expectAnswer(scene, ACCEPTED)
  return isAccepted(answer) ? passed() : failed(`Expected a 2xx; got ${answerText(answer)}.`)
}

/** What may be the whole reason of a refusal: nobody has told which secret the program verifies with. */
export function otherSecret({ knowsSecret }: Bench): string {
  if (knowsSecret) return ''
  return ' It was signed with a secret that the program may not have: say with --secret which one it verifies with, or start it behind two dashes.'
}

/** Passes on a clear refusal: 4xx or 5xx. */
export function mustRefuse(scene: Scene, answer: Answer): Result {
  expectAnswer(scene, { $at_least: 400 })
  const { status } = answer
  if (status === null) return failed(`Expected a refusal; got ${answerText(answer)}.`)
  return status >= 400 ? passed() : failed(`Expected a 4xx or 5xx; got ${answerText(answer)}.`)
}

/** Passes on any answer: what matters is that the program lives and says something. */
export function mustAnswer(scene: Scene, answer: Answer): Result {
  expectAnswer(scene, { $type: 'integer' })
  if (answer.status !== null) return passed()
  return failed(`Expected an answer, whatever it says; got ${answerText(answer)}.`)
}

function expectAnswer(scene: Scene, status: unknown): void {
  const of = lastAnswer(scene)
  scene.steps.push({ verb: 'expect-reply', input: { of, data: { status } } })
}

/** Passes when everything that can be seen says that it was handled so often. */
export async function mustHandle(
  scene: Scene,
  mail: Mail,
  times: number,
  patience?: number,
): Promise<Result> {
  const handling = await settledHandling(scene, mail, times, patience)
  expectReplies(scene, times)
  const isRight = [handling.replied, handling.seen].every((one) => one === null || one === times)
  if (isRight) return passed()
  const wanted = times === 1 ? 'once' : `${times} times`
  return failed(`Expected it to be handled ${wanted}. ${handlingText(handling)}`)
}

/** Messages to the customer are what a scenario can count of a program's effects. */
export function expectReplies(
  { bench, steps, ...scene }: Scene,
  times: number,
  customer: string = scene.customer,
): void {
  const { replies } = bench.normal
  if (replies === 0) return
  const where = { direction: 'outbound', to: customer }
  const count = times * replies
  steps.push({
    verb: 'expect-count',
    input: { of: 'messages', where, count, within: '5s', steady: '2s' },
  })
}

/** Passes when each of several webhooks was handled once. */
export async function mustHandleAll(
  scene: Scene,
  mails: readonly Mail[],
  patience?: number,
): Promise<Result> {
  const [last] = mails.slice(-1)
  const { replied } = await settledHandling(scene, last as Mail, 1, patience)
  const { replies } = scene.bench.normal
  await until(2_000, async () => repliesSent(scene).size >= mails.length * replies || undefined)
  for (const customer of new Set(mails.map(({ from }) => from))) {
    expectReplies(scene, mails.filter(({ from }) => from === customer).length, customer)
  }
  const all = await Promise.all(mails.map((mail) => handlingOf(scene, mail)))
  const seen = all.map((one) => one.seen).filter((one) => one !== null)
  const sent = replied === null ? mails.length : repliesSent(scene).size / replies
  if (sent === mails.length && seen.every((one) => one === 1)) return passed()
  const told = [
    replied === null ? [] : `replies for ${sent} of ${mails.length} came`,
    seen.length === 0 ? [] : `they are remembered ${seen.join(', ')} times`,
  ].flat()
  return failed(`Expected each of ${mails.length} to be handled once; ${told.join(', and ')}.`)
}
