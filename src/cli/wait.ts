// The command `wait`: until the sandbox answers, or until a message or a delivery has got so far.
import { type Command, Option } from 'commander'

import { API_PREFIX } from '../client/addresses.ts'
import { type ControlClient, controlClient, type Entry } from '../client/control-client.ts'
import { atMost, pause, within } from '../client/waiting.ts'
import { parseDuration } from '../schema/durations.ts'
import { DURATION } from '../schema/formats.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { shapedFlag } from './option-flags.ts'
import { UsageError } from './options.ts'
import { EXIT, type Terminal, talk } from './terminal.ts'

/** How often is looked whether the sandbox answers yet. */
const POLL_MS = 100
/** The stream says when to look again; looking anyway finds what happened before it was open. */
const LOOK_AGAIN_MS = 1_000

/** What is known of something that is waited for. */
type Progress = {
  readonly id: string
  readonly status: string
  /** What comes next, or why nothing does. */
  readonly prospect: string
}

export type Subject = {
  /** Where it is read, below the control API. */
  readonly place: string
  /** The status that is meant when none is said. */
  readonly standard: string
  /** For each status: those that have it behind them, and those that never come to it. */
  readonly statuses: Readonly<
    Record<string, { readonly reached: readonly string[]; readonly lost: readonly string[] }>
  >
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the read of this place.
  readonly progressOf: (data: any) => Progress
}

/** What can be waited for, and how far it gets. */
export const SUBJECTS = {
  message: {
    place: 'messages',
    standard: 'delivered',
    statuses: {
      sent: { reached: ['sent', 'delivered', 'read'], lost: ['failed'] },
      delivered: { reached: ['delivered', 'read'], lost: ['failed'] },
      read: { reached: ['read'], lost: ['failed'] },
      failed: { reached: ['failed'], lost: ['delivered', 'read'] },
    },
    progressOf: ({ id, status, plan, failure }) => {
      if (status === 'failed')
        return { id, status, prospect: `${failure?.code}: ${failure?.details}` }
      const next = plan.find(({ taken }: { readonly taken: boolean }) => !taken)
      return { id, status, prospect: prospectOf(next?.status, next?.due_at) }
    },
  },
  delivery: {
    place: 'deliveries',
    standard: 'succeeded',
    statuses: {
      succeeded: { reached: ['succeeded'], lost: ['dead'] },
      failed: { reached: ['failed', 'dead'], lost: ['succeeded'] },
      dead: { reached: ['dead'], lost: ['succeeded'] },
    },
    progressOf: ({ delivery, attempts }) => {
      const { id, status, next_attempt_at: dueAt } = delivery
      if (status !== 'dead') return { id, status, prospect: prospectOf('the next attempt', dueAt) }
      const { outcome, response_status: answer } = attempts.at(-1) ?? {}
      return {
        id,
        status,
        prospect: `attempt ${attempts.length} was ${outcome} ${answer ?? ''}`.trim(),
      }
    },
  },
} as const satisfies Record<string, Subject>

function prospectOf(what: string | undefined, dueAt: string | null | undefined): string {
  if (what === undefined || dueAt == null) return 'nothing more is planned'
  return `${what} is due at ${dueAt}, world time; a virtual clock must be advanced`
}

type WaitFlags = ConnectionFlags & {
  readonly timeout: number
  readonly message?: string
  readonly delivery?: string
  readonly status?: string
}

const AFTER_HELP = `
Messages: sent, delivered (what is meant when nothing is said), read, failed.
Deliveries: succeeded (what is meant when nothing is said), failed (tried and failed so far), dead.
With a virtual clock nothing happens until it is advanced: kirim-sandbox do advance-clock.

Exit codes: 0 it happened · 1 it cannot happen any more · 4 the time was up.

Examples:
  kirim-sandbox wait && npm test
  kirim-sandbox wait --message msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3 --status read --timeout 2m
  kirim-sandbox wait --delivery wbd_01J9Z3K4M5N6P7Q8R9S0T1V2W3 --status succeeded`

export function describeWait(command: Command, terminal: Terminal): void {
  command
    .addOption(
      shapedFlag(
        '--timeout <duration>',
        DURATION.shape('how long at most: 500ms, 10s, 2m'),
        readTimeout,
      ).default(10_000, '10s'),
    )
    .addOption(new Option('--message <id>', 'for this message').conflicts('delivery'))
    .option('--delivery <id>', 'for this delivery of a webhook')
    .option('--status <status>', 'until it has got at least so far')
    .addHelpText('after', AFTER_HELP)
    .action((flags: WaitFlags) => wait(flags, terminal))
  addConnectionFlags(command, terminal)
}

/** How long a command waits. @throws UsageError for longer than timers take. */
export function readTimeout(text: string, flag: string): number {
  const ms = parseDuration(text) ?? 0
  if (ms <= TIMEOUT_MAX_MS) return ms
  throw new UsageError(`${flag} must be at most 24d; got ${JSON.stringify(text)}.`)
}

/** Timers take no more. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1

/** What is waited for. */
type Target = Subject & {
  readonly id: string
  readonly status: string
}

async function wait(
  { url, apiKey, controlToken, timeout, ...flags }: WaitFlags,
  terminal: Terminal,
): Promise<void> {
  const target = targetOf(flags)
  const client = controlClient({ url, apiKey, controlToken })
  const outcome = await within(timeout, async (deadline) => {
    const answer = await untilItAnswers(client, deadline)
    if (answer !== null || target === null) return answer
    return untilItIs(client, target, deadline)
  })
  if (outcome === null) return
  talk(terminal, `kirim-sandbox: ${outcome.text}`)
  terminal.setExitCode(outcome.exitCode)
}

/** null when it is the sandbox itself that is waited for. */
function targetOf({ message, delivery, status }: Partial<WaitFlags>): Target | null {
  const id = message ?? delivery
  if (id === undefined) {
    if (status === undefined) return null
    throw new UsageError('--status needs --message or --delivery: whose status is meant?')
  }
  // An empty variable of a script, most likely.
  if (id === '') throw new UsageError('--message and --delivery need an id; got an empty one.')
  const subject: Subject = message === undefined ? SUBJECTS.delivery : SUBJECTS.message
  const wished = status ?? subject.standard
  if (Object.hasOwn(subject.statuses, wished)) return { ...subject, id, status: wished }
  const known = Object.keys(subject.statuses).join(', ')
  throw new UsageError(`--status must be one of ${known}; got ${JSON.stringify(wished)}.`)
}

/** Why it did not happen; null when it did. */
type Disappointment = { readonly text: string; readonly exitCode: number } | null

async function untilItAnswers(
  client: ControlClient,
  deadline: AbortSignal,
): Promise<Disappointment> {
  let reason = `${client.apiUrl} took the request and did not answer.`
  while (!deadline.aborted) {
    try {
      await client.read(`${API_PREFIX}/health`, {}, deadline)
      return null
    } catch (error) {
      if (deadline.aborted) break
      reason = (error as Error).message
    }
    await pause(POLL_MS, deadline)
  }
  return { text: `the time is up. ${reason}`, exitCode: EXIT.incomplete }
}

async function untilItIs(
  client: ControlClient,
  target: Target,
  deadline: AbortSignal,
): Promise<Disappointment> {
  const { reached, lost } = target.statuses[target.status] as Subject['statuses'][string]
  const news = client.events({ signal: deadline })
  let seen = await progress(client, target, deadline)
  let mention = nextMention(news, seen.id)
  while (!deadline.aborted) {
    if (reached.includes(seen.status)) return null
    if (lost.includes(seen.status)) {
      const text = `${seen.id} is ${seen.status} and will not be ${target.status} (${seen.prospect}).`
      return { text, exitCode: EXIT.expectationFailed }
    }
    const entry = await atMost(LOOK_AGAIN_MS, mention, deadline)
    if (entry !== undefined) mention = nextMention(news, seen.id)
    if (!deadline.aborted) seen = await progress(client, target, deadline, seen)
  }
  const text = `the time is up: ${seen.id} is ${seen.status}, not ${target.status} (${seen.prospect}).`
  return { text, exitCode: EXIT.incomplete }
}

/** Where it stands; where it stood before when there is no time left to look. */
async function progress(
  client: ControlClient,
  { id, place, progressOf }: Target,
  deadline: AbortSignal,
  before: Progress = { id, status: 'unknown', prospect: 'the sandbox did not answer in time' },
): Promise<Progress> {
  try {
    const { data } = await client.read(`${place}/${encodeURIComponent(id)}`, {}, deadline)
    return progressOf(data)
  } catch (error) {
    if (deadline.aborted) return before
    throw error
  }
}

/** The next thing that happens to this one. Where no stream can be had, it never comes. */
async function nextMention(news: AsyncGenerator<Entry, void>, id: string): Promise<Entry> {
  try {
    for (;;) {
      const { done, value } = await news.next()
      if (done === true) break
      if (Object.values(value).includes(id)) return value
    }
  } catch {
    // Looking from time to time finds it as well, and finds out when the sandbox is gone.
  }
  return new Promise(() => {})
}
