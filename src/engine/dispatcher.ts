// The dispatcher: makes one attempt of one delivery, from its beginning to its written-down outcome.
import { countAttempt } from '../contract/coverage.ts'
import { checkWebhookBody } from '../contract/validators.ts'
import { type AttemptOrder, beginAttempt, finishAttempt } from '../domain/webhooks/attempts.ts'
import type { Outcome } from '../domain/webhooks/retry.ts'
import { find } from '../domain/world/tables.ts'
import { textOf } from '../domain/world/text-cache.ts'
import { fromHttpDate, type Instant, SECOND_MS } from '../domain/world/time.ts'
import { webhookBody } from '../wire/v1/webhook-bodies.ts'
import { webhookHeaders } from '../wire/v1/webhook-request.ts'
import { NotKept } from './not-kept.ts'
import { watched } from './posting.ts'
import {
  commit,
  note,
  type Organization,
  type ReceiverQueue,
  type Sandbox,
  syncNow,
} from './sandbox.ts'
import { changed, formerRequest, pretendedOutcome, severally, signed, wayOf } from './sending.ts'

/** Attempts on their way to one receiver at the same time; further ones wait in line. */
export const ATTEMPTS_AT_ONCE = 64

/** Makes the attempt as soon as its receiver has a free place. Receivers do not wait for each other. */
export function attemptInTurn(
  sandbox: Sandbox,
  organization: Organization,
  deliveryId: string,
): void {
  const { world } = organization
  const receiver = receiverOf(organization, deliveryId)
  const queue = queueOf(sandbox, receiver)
  const { loop } = organization
  loop.underway.add(deliveryId)
  const run = async () => {
    // After a reset, the same id may be another delivery.
    if (organization.world === world) await attemptNow(sandbox, organization, deliveryId)
    loop.underway.delete(deliveryId)
    if (loop.underway.size === 0) loop.onLanded?.()
  }
  if (queue.active >= ATTEMPTS_AT_ONCE) queue.waiting.push(run)
  else void occupy(sandbox, receiver, queue, run)
}

async function occupy(
  sandbox: Sandbox,
  receiver: string,
  queue: ReceiverQueue,
  run: () => Promise<void>,
): Promise<void> {
  queue.active++
  try {
    await run()
    for (let next = takeNext(queue); next !== undefined; next = takeNext(queue)) {
      if (sandbox.closing) return
      await next()
    }
  } finally {
    queue.active--
    if (queue.active === 0) sandbox.receivers.delete(receiver)
  }
}

function takeNext(queue: ReceiverQueue): (() => Promise<void>) | undefined {
  if (queue.next.length === 0) {
    queue.next = queue.waiting.reverse()
    queue.waiting = []
  }
  return queue.next.pop()
}

/** A receiver is whoever answers at an origin: the program, not the path. */
function receiverOf({ world }: Organization, deliveryId: string): string {
  const delivery = find(world.deliveries, deliveryId)
  const subscription = delivery && find(world.subscriptions, delivery.subscriptionId)
  if (subscription === undefined) return ''
  const { url } = subscription
  return textOf(world.texts, url, () => new URL(url).origin)
}

function queueOf(sandbox: Sandbox, receiver: string): ReceiverQueue {
  let queue = sandbox.receivers.get(receiver)
  if (queue === undefined) {
    queue = { active: 0, waiting: [], next: [] }
    sandbox.receivers.set(receiver, queue)
  }
  return queue
}

/**
 * Begins, signs, posts and finishes one attempt. Does nothing when there is none to make. It never
 * rejects: what the store cannot keep is made again later, and any other error is our bug, and told.
 */
export async function attemptNow(
  sandbox: Sandbox,
  organization: Organization,
  deliveryId: string,
): Promise<void> {
  const { loop } = organization
  try {
    await attempt(sandbox, organization, deliveryId)
  } catch (error) {
    if (error instanceof NotKept) {
      loop.interruptedBy = error
      sandbox.changed(organization)
      return
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    note(organization, { kind: 'breach', message: `Attempt of ${deliveryId} failed: ${reason}` })
  }
}

async function attempt(
  sandbox: Sandbox,
  organization: Organization,
  deliveryId: string,
): Promise<void> {
  const { world } = organization
  syncNow(sandbox, organization)
  const { result: order, kept } = commit(sandbox, organization, () =>
    beginAttempt(world, deliveryId),
  )
  if (order === null) return
  // What the event tells of must not be lost when its receiver knows it.
  if (kept !== undefined) await kept
  const startedAt = world.now
  const { signature, outcome } = await send(sandbox, organization, order)
  // A reset in the meantime: nobody is left who would want to know.
  if (organization.world !== world) return
  // Our own stop cut it off, which is no failure of the receiver: the next start makes it again.
  if (sandbox.closing && outcome.kind !== 'answered') return
  syncNow(sandbox, organization)
  const { result } = commit(sandbox, organization, () =>
    finishAttempt(world, order, { startedAt, signature }, outcome),
  )
  countAttempt(organization.coverage, order.event.facts.type, {
    isDelivered: result.result === 'succeeded',
    byFault: order.fault !== undefined,
  })
  note(organization, {
    kind: 'attempt',
    deliveryId,
    subscriptionId: order.delivery.subscriptionId,
    event: order.event.facts.type,
    attempt: order.number,
    url: order.url,
    outcome: outcome.kind === 'answered' ? `HTTP ${outcome.status}` : outcome.error,
    status: outcome.kind === 'answered' ? outcome.status : null,
    durationMs: outcome.durationMs,
    result: result.result,
    nextAttemptAt: result.nextAttemptAt,
    ...(order.fault && { fault: order.fault.fault }),
  })
  if (result.disabled) {
    const message = `Subscription ${order.delivery.subscriptionId} was disabled: too many deliveries in a row failed. PATCH its status to active to go on.`
    note(organization, { kind: 'notice', message })
  }
}

/** A date in Retry-After is of the machine's clock, which a world that was moved does not share. */
function byMachineTime(outcome: Outcome, now: Instant): Outcome {
  if (outcome.kind !== 'answered' || outcome.retryAfter === null) return outcome
  const at = fromHttpDate(outcome.retryAfter)
  if (at === null) return outcome
  return { ...outcome, retryAfter: String(Math.max(0, Math.ceil((at - now) / SECOND_MS))) }
}

async function send(
  sandbox: Sandbox,
  organization: Organization,
  order: AttemptOrder,
): Promise<{ readonly signature: string | null; readonly outcome: Outcome }> {
  const { world, pace } = organization
  const { clock, transport } = sandbox.ports
  const facts = webhookBody(order.event)
  const breach = checkWebhookBody(order.event.facts.type, facts)
  if (breach !== null) {
    const message = `Webhook ${order.event.facts.type} breaks the contract: ${breach.message}`
    note(organization, { kind: 'breach', message })
    return { signature: null, outcome: { kind: 'refused', error: message, durationMs: 0 } }
  }
  const { verdict } = order
  const body = JSON.stringify(facts)
  // Receivers compare `t` with their own clock, so the machine's time is signed unless told otherwise.
  const at = world.settings.signatureTime === 'world' ? world.now : clock.wall()
  const signature = signed(order, body, at)
  if (verdict?.kind === 'pretend') return { signature, outcome: pretendedOutcome(verdict.outcome) }
  const { url, number: attempt, event } = order
  const headers = webhookHeaders({ event, deliveryId: order.delivery.id, attempt, signature })
  const timeoutMs = world.settings.receiverTimeoutMs
  const way = wayOf(verdict)
  const sent = way.isChangedAfterwards === true ? changed(body) : body
  const request = { url, headers, body: sent, timeoutMs }
  const answered = await severally(way, () => watched(organization, () => transport.post(request)))
  const outcome = pace.machineAt === pace.worldAt ? answered : byMachineTime(answered, clock.now())
  const { again } = order
  if (again !== undefined) {
    const old = { ...formerRequest(again), timeoutMs }
    await watched(organization, () => transport.post(old))
  }
  // In virtual time the world stood still meanwhile.
  return { signature, outcome: pace.rate === 0 ? { ...outcome, durationMs: 0 } : outcome }
}
