// The command `wait`: until the sandbox answers, or until a message or a delivery has got so far.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { type ControlClient, controlClient } from '../client/control-client.ts'
import { NoSandboxError } from '../client/control-errors.ts'
import { pause, within } from '../client/patience.ts'
import { parseDuration } from '../engine/duration.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { UsageError } from './options.ts'
import { EXIT, talk } from './terminal.ts'

/** How often is looked whether the sandbox answers yet. */
const POLL_MS = 100
/** The stream says when to look again; looking anyway finds what happened before it was open. */
const LOOK_AGAIN_MS = 1_000

type Ladder = {
  /** Below the control API: `messages/msg_…`. */
  readonly place: string
  /** What is waited for when nothing is said. */
  readonly standard: string
  /** For each status that can be waited for: those that have it behind them, and those that never get it. */
  readonly statuses: Readonly<
    Record<string, { readonly reached: readonly string[]; readonly lost: readonly string[] }>
  >
}

/** How far things get. */
export const LADDERS = {
  message: {
    place: 'messages',
    standard: 'delivered',
    statuses: {
      sent: { reached: ['sent', 'delivered', 'read'], lost: ['failed'] },
      delivered: { reached: ['delivered', 'read'], lost: ['failed'] },
      read: { reached: ['read'], lost: ['failed'] },
      failed: { reached: ['failed'], lost: ['delivered', 'read'] },
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
  },
} as const satisfies Record<string, Ladder>

type WaitFlags = ConnectionFlags & {
  readonly timeout: number
  readonly message?: string
  readonly delivery?: string
  readonly status?: string
}

const AFTER_HELP = `
Messages: sent, delivered (what is meant when nothing is said), read, failed.
Deliveries: succeeded (what is meant when nothing is said), failed (tried in vain), dead.
With a virtual clock nothing happens until it is advanced: kirim-sandbox do advance-clock.

Exit codes: 0 it happened · 1 it cannot happen any more · 4 the time was up.

Examples:
  kirim-sandbox wait && npm test
  kirim-sandbox wait --message msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3 --status read --timeout 2m
  kirim-sandbox wait --delivery wbd_01J9Z3K4M5N6P7Q8R9S0T1V2W3 --status succeeded`

export function describeWait(command: Command): void {
  command
    .addOption(
      new Option('--timeout <duration>', 'how long at most: 500ms, 10s, 2m')
        .argParser(readTimeout)
        .default(10_000, '10s'),
    )
    .addOption(new Option('--message <id>', 'for this message').conflicts('delivery'))
    .option('--delivery <id>', 'for this delivery of a webhook')
    .option('--status <status>', 'until it has got at least so far')
    .addHelpText('after', AFTER_HELP)
    .action(wait)
  addConnectionFlags(command)
}

function readTimeout(text: string): number {
  const ms = parseDuration(text)
  if (ms === null) throw new InvalidArgumentError('Expected a duration such as 500ms, 10s or 2m.')
  if (ms > TIMEOUT_MAX_MS) throw new InvalidArgumentError('Expected at most 24d.')
  return ms
}

/** Timers take no more. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1

/** What is waited for; null is the sandbox itself. */
type Wish = {
  readonly id: string
  readonly place: string
  readonly status: string
  readonly reached: readonly string[]
  readonly lost: readonly string[]
}

async function wait({ url, apiKey, timeout, ...flags }: WaitFlags): Promise<void> {
  const wish = wishOf(flags)
  const client = controlClient({ url, apiKey })
  const outcome = await within(timeout, async (deadline) => {
    const answer = await untilItAnswers(client, deadline)
    if (answer !== null || wish === null) return answer
    return untilItIs(client, wish, deadline)
  })
  if (outcome === null) return
  talk(`kirim-sandbox: ${outcome.text}`)
  process.exitCode = outcome.exitCode
}

function wishOf({ message, delivery, status }: Partial<WaitFlags>): Wish | null {
  const id = message ?? delivery
  if (id === undefined) {
    if (status === undefined) return null
    throw new UsageError('--status needs --message or --delivery: whose status is meant?')
  }
  const { place, standard, statuses }: Ladder =
    LADDERS[message === undefined ? 'delivery' : 'message']
  const wished = status ?? standard
  const row = Object.hasOwn(statuses, wished) ? statuses[wished] : undefined
  if (row !== undefined) return { id, place, status: wished, ...row }
  const known = Object.keys(statuses).join(', ')
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
      await client.read('/v1/health', {}, deadline)
      return null
    } catch (error) {
      if (deadline.aborted) break
      if (!(error instanceof NoSandboxError)) throw error
      reason = error.message
    }
    await pause(POLL_MS, deadline)
  }
  return { text: `the time is up. ${reason}`, exitCode: EXIT.incomplete }
}

async function untilItIs(
  client: ControlClient,
  wish: Wish,
  deadline: AbortSignal,
): Promise<Disappointment> {
  const { id, place, status, reached, lost } = wish
  const news = client.events({ signal: deadline })
  let next = news.next()
  let seen = 'unknown'
  while (!deadline.aborted) {
    seen = (await statusOf(client, `${place}/${encodeURIComponent(id)}`, deadline)) ?? seen
    if (reached.includes(seen)) return null
    if (lost.includes(seen)) {
      return {
        text: `${id} is ${seen}; it will never be ${status}.`,
        exitCode: EXIT.expectationFailed,
      }
    }
    const heard = await Promise.race([next, pause(LOOK_AGAIN_MS, deadline)])
    if (heard !== undefined) next = news.next()
  }
  return { text: `the time is up: ${id} is ${seen}, not yet ${status}.`, exitCode: EXIT.incomplete }
}
