// DEAD: after an outage the subscription is disabled; what was missed is brought back, once each.
import { rest, until } from '../checking/bench.ts'
import { handlingOf, settledHandling } from '../checking/effects.ts'
import { anotherCustomer, type Mail, type Scene, writes } from '../checking/scene.ts'
import type { TappedCall } from '../tap.ts'
import { type Check, failed, passed, RETRIES, type Result, skipped, unseen } from './check.ts'

/** So many deliveries that were given up in a row disable a subscription. Source: prose /webhooks/retry/. */
const FAILURES = 20
/** Programs look at their subscription now and then; nobody waits here for longer than this. */
const NOTICED_WITHIN_MS = 2_500

type Part = Pick<Check, 'what' | 'play' | 'cure'> & Partial<Check>

function row(part: Part): Check {
  return {
    group: 'DEAD',
    severity: 'may',
    source: RETRIES,
    needs: ['subscription', 'start'],
    alone: true,
    consequence:
      'A disabled subscription gets nothing at all, and nobody is told. What is dead is purged after 30 days.',
    ...part,
  }
}

/** Twenty events for a program that is down, which is started again when all are dead. */
async function outage(scene: Scene): Promise<Mail[]> {
  const { client, program, subscriptionId } = scene.bench
  // From here on the customers are known, so that each message is one event.
  const customers = Array.from({ length: FAILURES }, () => anotherCustomer(scene))
  for (const customer of customers) await writes(scene, {}, customer)
  await client.call('PATCH', `/webhook_subscriptions/${subscriptionId}`, { status: 'active' })
  const fault = (await client.act('arm-fault', {
    fault: 'delivery.outcome',
    status: 410,
    match: { subscription_id: subscriptionId as string },
  })) as { readonly id: string }
  await program.stop()
  const mails: Mail[] = []
  for (const customer of customers) mails.push(await writes(scene, {}, customer))
  await until(5_000, async () => (await isDisabled(scene)) || undefined)
  await client.act('disarm-faults', { fault_id: fault.id })
  await program.start()
  return mails
}

async function isDisabled({ bench: { client, subscriptionId } }: Scene): Promise<boolean> {
  const { data } = await client.call('GET', `/webhook_subscriptions/${subscriptionId}`)
  return (data as { readonly status: string }).status === 'disabled'
}

/** Puts the subscription back to rest, whatever became of it. */
async function calm({ bench: { client, subscriptionId } }: Scene): Promise<void> {
  await client.call('PATCH', `/webhook_subscriptions/${subscriptionId}`, { status: 'active' })
  await client.call('PATCH', `/webhook_subscriptions/${subscriptionId}`, { status: 'paused' })
}

/** Whether the program makes such a call by itself after an outage. */
async function callsAfterOutage(
  scene: Scene,
  fits: (call: TappedCall) => boolean,
): Promise<boolean> {
  const { calls } = scene.bench.tap
  const before = calls.length
  await outage(scene)
  const found = await until(NOTICED_WITHIN_MS, async () => calls.slice(before).find(fits))
  await rest(200)
  await calm(scene)
  return found !== undefined
}

function looksAtSubscription({ method, path }: TappedCall): boolean {
  return method === 'GET' && path.includes('/webhook_subscriptions')
}

const NEVER_LOOKS = 'The program never looks at its subscription, so this is left to people.'

async function judged(scene: Scene, fits: (call: TappedCall) => boolean, came: string) {
  // It was started several times by now: whoever looks at start has looked.
  if (!scene.bench.tap.calls.some(looksAtSubscription)) return skipped(NEVER_LOOKS)
  return (await callsAfterOutage(scene, fits)) ? passed() : failed(came)
}

export const DEAD_LETTER_CHECKS = {
  'DEAD-01': row({
    what: 'A program that looks after its subscription activates it again when it was disabled',
    cure: 'At start and every few minutes: GET /webhook_subscriptions/{id}; when its status is disabled, raise an alarm and PATCH it to active.',
    play: (scene) =>
      judged(
        scene,
        ({ method, path, body }) =>
          method === 'PATCH' && path.includes('/webhook_subscriptions/') && body.includes('active'),
        'It looked at the subscription, which was disabled, and did not activate it.',
      ),
  }),
  'DEAD-02': row({
    what: 'A program that looks after its subscription has dead deliveries replayed',
    cure: 'After activating it: POST /webhook_deliveries/bulk_replay with the subscription_id, until enqueued is 0.',
    play: (scene) =>
      judged(
        scene,
        ({ method, path }) => method === 'POST' && /\/(bulk_replay|replay)$/.test(path),
        'It looked at the subscription, which was disabled, and had nothing replayed.',
      ),
  }),
  'DEAD-03': row({
    what: 'Twenty deliveries that are replayed after an outage are each handled once',
    severity: 'must',
    needs: ['subscription', 'start', 'effects'],
    consequence:
      'After an outage all that was missed comes at once, by bulk replay, with new delivery ids; a second replay brings it again.',
    cure: 'Tell duplicates by X-Kirim-Event-Id (a replay keeps it), and take bursts: keep the event, answer, work later.',
    play: async (scene) => {
      const mails = await outage(scene)
      await replayAll(scene)
      const [last] = mails.slice(-1)
      await settledHandling(scene, last as Mail, mails.length)
      // Whoever was in doubt replays once more: now everything comes a second time.
      await calm(scene)
      return judgeReplays(scene, mails)
    },
  }),
} satisfies Record<string, Check>

async function replayAll({ bench: { client, subscriptionId } }: Scene): Promise<void> {
  await client.call('PATCH', `/webhook_subscriptions/${subscriptionId}`, { status: 'active' })
  const body = { subscription_id: subscriptionId, status: 'dead' }
  await client.call('POST', '/webhook_deliveries/bulk_replay', body)
}

async function judgeReplays(scene: Scene, mails: readonly Mail[]): Promise<Result> {
  const handlings = await Promise.all(mails.map((mail) => handlingOf(scene, mail)))
  const [{ replied } = { replied: null }] = handlings
  const seen = handlings.flatMap((one) => (one.seen === null ? [] : [one.seen]))
  if (replied === null && seen.length === 0) return unseen('Nothing of it could be seen.')
  const isRight = (replied === null || replied === mails.length) && seen.every((one) => one === 1)
  if (isRight) return passed()
  const sum = seen.length === 0 ? replied : seen.reduce((all, one) => all + one, 0)
  return failed(`${mails.length} deliveries were replayed; ${sum} were handled.`)
}
