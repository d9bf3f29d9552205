// The bench a program is checked on: the sandbox, the program, and what can be seen of it.
import type { ControlClient } from '../../client/control-client.ts'
import { pause } from '../../client/waiting.ts'
import type { Clock } from '../../engine/ports.ts'
import {
  type ObserveMapping,
  type Observer,
  observe,
  observeSource,
} from '../../scenario/programs/observation.ts'
import { newProgram, type Program, type ProgramCommand } from '../../scenario/programs/program.ts'
import { openTap, type Tap } from '../tap.ts'

/** A sandbox that nobody else uses, as it is reached over HTTP. */
export type BenchStage = {
  readonly client: ControlClient
  readonly apiKey: string
  readonly clock: Pick<Clock, 'now' | 'stopwatch'>
  readonly seed: number
}

export type BenchOptions = {
  /** Where the program takes webhooks. */
  readonly url: string
  readonly command?: ProgramCommand | undefined
  /** What it verifies signatures with, when it runs already. */
  readonly secret?: string | undefined
  /** A URL or a command that tells what it has done. */
  readonly observe?: string | undefined
  readonly mapping?: ObserveMapping | undefined
  /** What customers write. */
  readonly text?: string | undefined
  /** Whether it is meant to call the API. */
  readonly expectsApi?: boolean | undefined
  /** Where a program that runs already finds the API; 0 takes any free port. */
  readonly port?: number | undefined
}

/** What a single webhook leads to when nothing goes wrong. */
export type Normal = {
  /** Messages that it sends to a customer who has written once. */
  readonly replies: number
  /** How often the message's id is seen in what is observed. */
  readonly seen: number
  /** Whether the status of a message is seen beside its id. */
  readonly showsStatus: boolean
  /** Real milliseconds until the first of it can be seen. */
  readonly effectMs: number
}

export type Bench = BenchStage & {
  readonly options: BenchOptions
  readonly program: Program
  readonly tap: Tap
  readonly observer: Observer | null
  /** What is signed with; known to the program if it was started here, or the secret was given. */
  readonly secret: string
  readonly knowsSecret: boolean
  /** The program's subscription, paused; null when its secret was given. */
  readonly subscriptionId: string | null
  normal: Normal
  readonly mailbox: Mailbox
  /** What was observed last, and the look that is under way. */
  observed: { at: number; json: unknown }
  looking: Promise<void> | null
}

/** A webhook as it came to the judge's own receiver. */
export type Received = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Mailbox = { readonly received: Received[]; next: number; reading: Promise<void> | null }

/** The built-in receiver at which genuine webhooks are picked up, to be posted by hand. */
const INBOX = 'judge'
/** No status comes by itself: each is brought about when a check wants it. */
const NEVER_MS = 86_400_000
/** More than a page, so that whoever lists must follow the cursor. */
const CONTACTS = 30
/** A fresh look within so many milliseconds serves all who ask. */
const FRESH_MS = 25
const LOOK_AGAIN_MS = 20
const MAIL_WITHIN_MS = 5_000

const EVENTS = [
  'message.received',
  'message.status',
  'conversation.assigned',
  'conversation.closed',
  'contact.created',
  'contact.updated',
]

/**
 * Prepares the sandbox, opens the tap, and starts the program. Close it in any case.
 *
 * @throws ProgramError when the program does not come up.
 */
export async function openBench(stage: BenchStage, options: BenchOptions): Promise<Bench> {
  const { client, apiKey, clock } = stage
  await client.act('change-settings', { settings: QUIET_SETTINGS })
  await subscribe(client, `${client.controlUrl}/inbox/${INBOX}`)
  await addContacts(client)
  const own = options.secret === undefined ? await subscribeProgram(client, options.url) : null
  const { port = 0 } = options
  const tap = await openTap({ apiUrl: client.apiUrl, stopwatch: clock.stopwatch, port })
  const secret = options.secret ?? own?.secret ?? ''
  const program = newProgram({
    url: options.url,
    command: options.command,
    env: {
      KIRIM_BASE_URL: tap.url,
      KIRIM_API_KEY: apiKey,
      KIRIM_WEBHOOK_SECRET: secret,
      KIRIM_CONTROL_URL: client.controlUrl,
    },
  })
  const { observe: where, mapping = {} } = options
  const bench: Bench = {
    ...stage,
    options,
    program,
    tap,
    observer: where === undefined ? null : { source: observeSource(where), mapping },
    secret,
    knowsSecret: options.secret !== undefined || program.isOurs,
    subscriptionId: own?.id ?? null,
    normal: { replies: 0, seen: 0, showsStatus: false, effectMs: 0 },
    mailbox: { received: [], next: 0, reading: null },
    observed: { at: Number.NEGATIVE_INFINITY, json: null },
    looking: null,
  }
  try {
    await program.start()
  } catch (error) {
    await closeBench(bench)
    throw error
  }
  return bench
}

export async function closeBench({ program, tap }: Bench): Promise<void> {
  await program.stop()
  await tap.close()
}

const QUIET_SETTINGS = {
  sentAfterMinMs: NEVER_MS,
  sentAfterMaxMs: NEVER_MS,
  failedAfterMinMs: NEVER_MS,
  failedAfterMaxMs: NEVER_MS,
}

async function subscribe(client: ControlClient, url: string) {
  const { data } = await client.call('POST', '/webhook_subscriptions', { url, events: EVENTS })
  return data as { readonly id: string; readonly initial_secret: string }
}

/** It hears nothing until a check activates it. */
async function subscribeProgram(client: ControlClient, url: string) {
  const { id, initial_secret: secret } = await subscribe(client, url)
  await client.call('PATCH', `/webhook_subscriptions/${id}`, { status: 'paused' })
  return { id, secret }
}

async function addContacts(client: ControlClient): Promise<void> {
  for (let number = 0; number < CONTACTS; number++) {
    await client.call('POST', '/contacts', { phone_number: `+6285500${1_000_000 + number}` })
  }
}

/** The webhook that fits, as soon as it has come. */
export async function mailLike(
  bench: Bench,
  fits: (received: Received) => boolean,
): Promise<Received> {
  const found = await until(MAIL_WITHIN_MS, async () => {
    await readMailbox(bench)
    return bench.mailbox.received.findLast(fits)
  })
  if (found === undefined)
    throw new Error('The sandbox did not make the webhook that was asked for.')
  return found
}

function readMailbox({ client, mailbox }: Bench): Promise<void> {
  const read = async () => {
    const query = { after: mailbox.next, limit: 1_000 }
    const { data } = await client.read(`inboxes/${INBOX}`, query)
    mailbox.received.push(...data.requests)
    mailbox.next = data.next
  }
  mailbox.reading ??= read().finally(() => {
    mailbox.reading = null
  })
  return mailbox.reading
}

/** What the program tells of itself; everybody who asks at the same time shares a look. */
export async function lookAt(bench: Bench): Promise<unknown> {
  const { observer, clock } = bench
  if (observer === null) return null
  if (clock.stopwatch() - bench.observed.at > FRESH_MS) {
    const look = async () => {
      const at = clock.stopwatch()
      bench.observed = { at, json: await observe(observer) }
    }
    bench.looking ??= look().finally(() => {
      bench.looking = null
    })
    await bench.looking
  }
  return bench.observed.json
}

/**
 * Looks again and again until there is something, or it has taken too long. Time is counted in slices,
 * each of which is late when the machine is busy: then nobody is judged for being slow.
 */
export async function until<Value>(
  ms: number,
  look: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  for (let left = ms; ; left -= LOOK_AGAIN_MS) {
    const value = await look()
    if (value !== undefined || left <= 0) return value
    await slice(LOOK_AGAIN_MS)
  }
}

/** So many real milliseconds in which this process was free to run. */
export async function rest(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= LOOK_AGAIN_MS) await slice(Math.min(left, LOOK_AGAIN_MS))
}

function slice(ms: number): Promise<void> {
  return pause(ms, new AbortController().signal)
}
