// DUP: the provider delivers at least once; what comes twice is handled once.
import { rest, until } from '../checking/bench.ts'
import { handlingOf, repliesSent } from '../checking/effects.ts'
import { type Mail, post, postAll, type Scene, sendingCalls, writes } from '../checking/scene.ts'
import {
  answerText,
  type Check,
  failed,
  isAccepted,
  mustHandle,
  mustHandleAll,
  OVERVIEW,
  passed,
  RETRIES,
  type Result,
  unseen,
} from './check.ts'

const CONSEQUENCE =
  'The provider delivers at least once: whenever your 2xx is late or lost, the same event comes again, with the same X-Kirim-Event-Id, up to eight times in 31 h. Customers get two replies, orders are booked twice.'
const CURE =
  'Keep the id of the event (for a status: id and status) in the same transaction as the work, under a unique index, and answer 200 without doing anything when it is there already.'

type Part = Pick<Check, 'what' | 'play'> & Partial<Check>

function row(part: Part): Check {
  return {
    group: 'DUP',
    severity: 'must',
    source: OVERVIEW,
    needs: ['effects'],
    consequence: CONSEQUENCE,
    cure: CURE,
    ...part,
  }
}

/** The same delivery, tried again. */
function again(attempt: number): { headers: Record<string, string> } {
  return { headers: { 'x-kirim-attempt': String(attempt) } }
}

/** The delivery as it would be 31 hours after its event: only its signature is new. */
function aged({ body, ...mail }: Mail): Mail {
  const seconds = 31 * 3_600
  const older = body.replace(
    /("timestamp":")(\d+)"/g,
    (_, name: string, at: string) => `${name}${Number(at) - seconds}"`,
  )
  return { ...mail, body: older }
}

export const DUPLICATE_CHECKS = {
  'DUP-01': row({
    what: 'The same delivery, tried again after it was answered, is handled once',
    play: async (scene) => {
      const mail = await writes(scene)
      await post(scene, mail)
      await post(scene, mail, again(2))
      return mustHandle(scene, mail, 1)
    },
  }),
  'DUP-02': row({
    what: 'The same delivery, three times at once, is handled once',
    cure: `${CURE} A look first and a write later is not enough: two requests look at the same time.`,
    play: async (scene) => {
      const mail = await writes(scene)
      await postAll(scene, mail, { copies: 3 })
      return mustHandle(scene, mail, 1)
    },
  }),
  'DUP-03': row({
    what: 'A delivery that comes again while the first one is still at work is handled once',
    needs: ['effects', 'api'],
    cure: `${CURE} Mark the event as begun before the work, and as done after it.`,
    play: async (scene) => {
      const { bench, customer } = scene
      const mail = await writes(scene)
      const match = { operation: 'POST /messages', to: customer }
      await bench.client.act('arm-fault', { fault: 'reply.latency', ms: 1_500, match, times: 1 })
      const first = post(scene, mail)
      await until(3_000, async () => sendingCalls(scene)[0])
      await post(scene, mail, again(2))
      await first
      return mustHandle(scene, mail, 1, 4_000)
    },
  }),
  'DUP-04': row({
    what: 'A delivery that comes again 31 h later, because its answer was lost, is handled once',
    source: RETRIES,
    cure: `${CURE} Keep the ids for longer than 32 h.`,
    play: async (scene) => {
      const mail = aged(await writes(scene))
      await post(scene, mail)
      await post(scene, mail, again(8))
      return mustHandle(scene, mail, 1)
    },
  }),
  'DUP-05': row({
    what: 'A delivery that comes again after the program was restarted is handled once',
    needs: ['effects', 'start'],
    alone: true,
    cure: `${CURE} Memory forgets at every deploy.`,
    play: async (scene) => {
      const mail = await writes(scene)
      await post(scene, mail)
      const first = await mustHandle(scene, mail, 1)
      if (first.verdict !== 'passed') return unseen(`It was not handled before. ${first.came}`)
      await scene.bench.program.stop()
      await scene.bench.program.start()
      await post(scene, mail, again(2))
      return mustHandle(scene, mail, 1)
    },
  }),
  'DUP-06': row({
    what: 'A replay, which has another X-Kirim-Delivery-Id, is handled once',
    source: 'Kirim, OpenAPI document: POST /webhook_deliveries/{id}/replay',
    cure: `${CURE} The id of the delivery is new in a replay; the id of the event is not.`,
    play: async (scene) => {
      const mail = await writes(scene)
      await post(scene, mail)
      await post(scene, mail, {
        headers: { 'x-kirim-delivery-id': `wbd_${'0'.repeat(25)}${scene.customer.at(-1)}` },
      })
      return mustHandle(scene, mail, 1)
    },
  }),
  'DUP-07': row({
    what: 'An event that first gets through at its eighth attempt, 31 h late, is handled',
    source: RETRIES,
    consequence: 'The eighth attempt was the last one. The event is lost without a trace.',
    cure: 'Judge the age of a request by t in its signature only: that is new at each attempt. The timestamp of the message is that of the customer.',
    play: async (scene) => {
      const mail = aged(await writes(scene))
      const answer = await post(scene, mail, again(8))
      const isKept = isAccepted(answer)
      const result: Result = await mustHandle(scene, mail, 1)
      if (result.verdict === 'passed' || isKept) return result
      return { ...result, came: `${answerText(answer)}. ${result.came}` }
    },
  }),
  'DUP-08': row({
    what: 'Two different messages of one customer with the same text are both handled',
    severity: 'must',
    consequence: 'Both are real. The second one is lost, and nobody is told.',
    cure: 'Tell duplicates by the id of the event, not by customer, text or time.',
    play: async (scene) => {
      const [first, second] = [await writes(scene), await writes(scene)]
      await post(scene, first)
      await rest(20)
      await post(scene, second)
      const result = await mustHandleAll(scene, [first, second])
      const isSure = result.verdict === 'passed' || !(await answersOnlyOnce(scene))
      return isSure ? result : judgeByMemory(scene, [first, second])
    },
  }),
} satisfies Record<string, Check>

/** Whether a customer who has written gets no reply to a further message, whatever it says. */
async function answersOnlyOnce(scene: Scene): Promise<boolean> {
  const { normal, options } = scene.bench
  if (normal.replies === 0) return false
  const before = repliesSent(scene).size
  await post(scene, await writes(scene, { text: `${options.text ?? 'Halo'} lagi` }))
  const isAnswered = async () => repliesSent(scene).size > before || undefined
  return (await until(4_000 + 4 * normal.effectMs, isAnswered)) === undefined
}

/** Of a program that answers a customer only once, its replies tell nothing. */
async function judgeByMemory(scene: Scene, mails: readonly Mail[]): Promise<Result> {
  const handlings = await Promise.all(mails.map((mail) => handlingOf(scene, mail)))
  const seen = handlings.flatMap((one) => (one.seen === null ? [] : [one.seen]))
  if (seen.length === 0) {
    return unseen('It answers a customer only once, so replies tell nothing; --observe does.')
  }
  if (seen.every((times) => times === 1)) return passed()
  return failed(
    `Expected each of ${mails.length} to be handled once; seen ${seen.join(', ')} times.`,
  )
}
