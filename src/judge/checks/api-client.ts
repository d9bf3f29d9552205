// API: a client that meets lost replies, outages and refusals sends each message once, and no more.
import { rest, until } from '../checking/bench.ts'
import { post, type Scene, sendingCalls, writes } from '../checking/scene.ts'
import type { TappedCall } from '../tap.ts'
import {
  type Check,
  expectReplies,
  failed,
  IDEMPOTENCY,
  passed,
  RATE_LIMITS,
  type Result,
  skipped,
  unseen,
} from './check.ts'

const TWICE =
  'The first call did its work; the second one is another message. The customer gets it twice, and you pay twice.'
const KEY =
  'Draw an Idempotency-Key for each message (not for each try), keep it with the message, and send it with every try.'

type Part = Pick<Check, 'what' | 'play' | 'consequence' | 'cure'> & Partial<Check>

function row(part: Part): Check {
  return { group: 'API', severity: 'must', source: IDEMPOTENCY, needs: ['api'], ...part }
}

type Fault = Readonly<Record<string, unknown>> & { readonly fault: string }

/** The customer writes while calls for them go wrong. The webhook may be answered much later. */
async function underFault(scene: Scene, fault: Fault): Promise<void> {
  const { bench, customer } = scene
  const input = { ...fault, match: { operation: 'POST /messages', to: customer } }
  await bench.client.act('arm-fault', input)
  scene.steps.push({ verb: 'arm-fault', input })
  const mail = await writes(scene)
  void post(scene, mail).catch(() => undefined)
}

/** Messages that the customer really gets. */
async function messagesTo({ bench, customer }: Scene): Promise<number> {
  let [count, after] = [0, undefined as string | undefined]
  do {
    const { data } = await bench.client.read('messages', { limit: 100, after })
    const own = data.messages.filter((one) => one.customer === customer)
    count += own.filter(({ direction }) => direction === 'outbound').length
    after = data.next ?? undefined
  } while (after !== undefined)
  return count
}

/** A client may try again after 1 and 4 s, as the provider's own plugin does. */
const RETRIED_WITHIN_MS = 7_000
/** Whoever need not try again is not waited for that long. */
const SURPLUS_WITHIN_MS = 5_000

/** Waits for the call that meets the fault, then for further ones; judges the messages that came of it. */
async function mustSendOnce(scene: Scene, fault: Fault, mayGiveUp: boolean): Promise<Result> {
  await underFault(scene, fault)
  const { replies } = scene.bench.normal
  const met = await until(4_000, async () => sendingCalls(scene)[0])
  if (met === undefined) return unseen('It did not call the API for this customer.')
  await until(mayGiveUp ? SURPLUS_WITHIN_MS : RETRIED_WITHIN_MS, async () => {
    const calls = sendingCalls(scene)
    const tries = calls.filter(({ isOver }) => isOver)
    return (tries.length > replies && tries.at(-1)?.status === 200) || undefined
  })
  await rest(300)
  const sent = await messagesTo(scene)
  expectReplies(scene, 1)
  if (sent === replies || (mayGiveUp && sent < replies)) return passed()
  const tries = sendingCalls(scene)
  const keys = new Set(tries.map(({ headers }) => headers['idempotency-key'] ?? 'no key'))
  return failed(
    `The customer got ${sent} messages in place of ${replies}; it called ${tries.length} times, with ${keys.has('no key') ? 'no Idempotency-Key' : `${keys.size} Idempotency-Keys`}.`,
  )
}

/** A refusal that no second try can change is tried once. */
async function mustNotRetry(scene: Scene, status: number): Promise<Result> {
  await underFault(scene, { fault: 'reply.status', status })
  const met = await until(4_000, async () => sendingCalls(scene).find(({ isOver }) => isOver))
  if (met === undefined) return unseen('It did not call the API for this customer.')
  const bodies = () => sendingCalls(scene).filter(({ body }) => body === met.body)
  await until(3_000, async () => bodies().length > 1 || undefined)
  const tries = bodies().length
  return tries === 1
    ? passed()
    : failed(`${status} was answered, and it sent the same ${tries} times.`)
}

const USELESS =
  'The same request is refused the same way each time. It costs your rate limit, and fills the log while other messages wait.'
const NO_RETRY =
  'Try again on 429, 500, 502, 503, 504 and when no answer came. Give up on 400, 401, 404 and 422, and tell somebody.'
/** In real seconds: long enough to see whether a client waits, short enough to wait for. */
const RETRY_AFTER_S = 3

export const API_CHECKS = {
  'API-01': row({
    what: 'A reply that is lost after the message was accepted leads to one message',
    consequence: TWICE,
    cure: KEY,
    play: (scene) => mustSendOnce(scene, { fault: 'reply.drop-after-accept', times: 1 }, true),
  }),
  'API-02': row({
    what: 'A reply that breaks off in the middle leads to one message',
    consequence: TWICE,
    cure: KEY,
    play: (scene) => mustSendOnce(scene, { fault: 'reply.truncate', times: 1 }, true),
  }),
  'API-03': row({
    what: 'After 503 twice, the message is sent once',
    severity: 'should',
    source: 'Kirim, /concepts/errors/: back off and try again',
    consequence: 'An outage of seconds costs messages that nobody sends again.',
    cure: `Try again on 5xx with growing waits (1, 4, 16 s). ${KEY}`,
    play: (scene) => mustSendOnce(scene, { fault: 'reply.status', status: 503, times: 2 }, false),
  }),
  'API-04': row({
    what: `A Retry-After of ${RETRY_AFTER_S} s is waited for`,
    source: RATE_LIMITS,
    consequence:
      'Tries before that are refused as well, and keep the bucket empty: nobody gets through.',
    cure: 'On a 429, wait as many seconds as Retry-After says, then try again.',
    play: async (scene) => {
      const fault = { fault: 'reply.status', status: 429, retry_after: RETRY_AFTER_S, times: 1 }
      await underFault(scene, fault)
      const refused = await until(4_000, async () =>
        sendingCalls(scene).find(({ status, isOver }) => isOver && status === 429),
      )
      if (refused === undefined) return unseen('It did not call the API for this customer.')
      await rest(RETRY_AFTER_S * 1_000 - 200)
      const soonest = refused.at + RETRY_AFTER_S * 1_000 - 200
      const early = sendingCalls(scene).filter(
        ({ number, at }) => number > refused.number && at < soonest,
      )
      const [first] = early.filter(({ body }) => body === refused.body)
      if (first === undefined) return passed()
      const waited = ((first.at - refused.at) / 1_000).toFixed(1)
      return failed(`It was told to wait ${RETRY_AFTER_S} s, and tried again after ${waited} s.`)
    },
  }),
  'API-05': row({
    what: 'A reply that takes 4 s leads to one message',
    consequence: TWICE,
    cure: `${KEY} Wait for a reply for 10 s at least.`,
    play: (scene) => mustSendOnce(scene, { fault: 'reply.latency', ms: 4_000, times: 1 }, true),
  }),
  'API-06': row({
    what: 'A 400 is not tried again',
    severity: 'should',
    source: 'Kirim, /concepts/errors/',
    consequence: USELESS,
    cure: NO_RETRY,
    play: (scene) => mustNotRetry(scene, 400),
  }),
  'API-07': row({
    what: 'A 422 is not tried again',
    severity: 'should',
    source: 'Kirim, /concepts/errors/',
    consequence: USELESS,
    cure: NO_RETRY,
    play: (scene) => mustNotRetry(scene, 422),
  }),
  'API-08': row({
    what: 'A 401 is not tried again',
    severity: 'should',
    source: 'Kirim, /authentication/',
    consequence: USELESS,
    cure: NO_RETRY,
    play: (scene) => mustNotRetry(scene, 401),
  }),
  'API-09': row({
    what: 'Every message is sent with an Idempotency-Key of its own',
    severity: 'should',
    consequence: TWICE,
    cure: KEY,
    play: async (scene) => {
      for (const mail of [await writes(scene), await writes(scene)]) await post(scene, mail)
      const wanted = 2 * scene.bench.normal.replies
      await until(4_000, async () => sendingCalls(scene).length >= wanted || undefined)
      const calls = sendingCalls(scene)
      if (calls.length === 0) return unseen('It did not call the API for this customer.')
      const keys = calls.map(({ headers }) => headers['idempotency-key'])
      if (keys.includes(undefined)) return failed('It sends POST /messages without a key.')
      const isShared = new Set(keys).size < calls.length
      return isShared ? failed('It sends two messages with one key.') : passed()
    },
  }),
  'API-10': row({
    what: 'A closed customer service window is answered with a template',
    severity: 'may',
    source: 'Kirim, /guides/failed-sends/: outside_24h_window',
    consequence: 'Outside of the window only templates get through. The customer gets nothing.',
    cure: 'On outside_24h_window, send an approved template in place of the text.',
    play: async (scene) => {
      const fault = { fault: 'reply.status', status: 422, code: 'outside_24h_window' }
      await underFault(scene, { ...fault, times: scene.bench.normal.replies })
      const isTemplate = ({ body }: TappedCall) => /"type"\s*:\s*"template"/.test(body)
      const met = await until(4_000, async () => sendingCalls(scene)[0])
      if (met === undefined) return unseen('It did not call the API for this customer.')
      if (isTemplate(met)) return skipped('It answers with templates anyway.')
      const found = await until(4_000, async () => sendingCalls(scene).find(isTemplate))
      return found === undefined ? failed('No template followed.') : passed()
    },
  }),
  'API-11': row({
    what: 'A list is read to its end: next_cursor is followed while has_more is true',
    severity: 'should',
    needs: [],
    source: 'Kirim, /concepts/pagination/',
    consequence: 'A page has 25 rows when nobody asks for more. The rest is not there for you.',
    cure: 'Ask again with cursor=<next_cursor> and the same filters while has_more is true.',
    play: async ({ bench: { tap } }) => {
      const lists = tap.calls.filter(({ method, reply }) => {
        return method === 'GET' && /"has_more":true/.test(reply)
      })
      if (lists.length === 0) return skipped('It was not seen reading a list that has a next page.')
      const lost = lists.find(({ reply, number }) => {
        const cursor = /"next_cursor":"([^"]+)"/.exec(reply)?.[1] ?? ''
        const follows = tap.calls.slice(number).map(({ path }) => decodeURIComponent(path))
        return !follows.some((path) => path.includes(cursor))
      })
      return lost === undefined ? passed() : failed(`Nothing followed ${lost.path}.`)
    },
  }),
} satisfies Record<string, Check>
