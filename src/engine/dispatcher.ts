// The dispatcher: makes one attempt of one delivery, from its beginning to its written-down outcome.
import { checkWebhookBody } from '../contract/validators.ts'
import { type AttemptOrder, beginAttempt, finishAttempt } from '../domain/webhooks/deliveries.ts'
import type { Outcome } from '../domain/webhooks/retry.ts'
import { find } from '../domain/world/tables.ts'
import { unixSeconds } from '../domain/world/time.ts'
import { signPayload } from '../wire/signature.ts'
import { webhookBody } from '../wire/webhook-bodies.ts'
import { webhookHeaders } from '../wire/webhook-request.ts'
import {
  commit,
  note,
  type Organization,
  type ReceiverQueue,
  type Sandbox,
  syncNow,
} from './sandbox.ts'

/** Attempts on their way to one receiver at the same time; further ones wait in line. */
export const ATTEMPTS_AT_ONCE = 64

/** Makes the attempt as soon as its receiver has a free place. Receivers do not wait for each other. */
export function attemptInTurn(
  sandbox: Sandbox,
  organization: Organization,
  deliveryId: string,
): void {
  const queue = queueOf(sandbox, receiverOf(organization, deliveryId))
  const run = () => attemptNow(sandbox, organization, deliveryId)
  if (queue.active >= ATTEMPTS_AT_ONCE) queue.waiting.push(run)
  else void occupy(sandbox, queue, run)
}

async function occupy(
  sandbox: Sandbox,
  queue: ReceiverQueue,
  run: () => Promise<void>,
): Promise<void> {
  queue.active++
  try {
    await run()
    for (let next = queue.waiting.shift(); next !== undefined; next = queue.waiting.shift()) {
      if (sandbox.closing) return
      await next()
    }
  } finally {
    queue.active--
  }
}

/** A receiver is whoever answers at an origin: the program, not the path. */
function receiverOf({ world }: Organization, deliveryId: string): string {
  const delivery = find(world.deliveries, deliveryId)
  const subscription = delivery && find(world.subscriptions, delivery.subscriptionId)
  if (subscription === undefined) return ''
  const { url } = subscription
  const pathAt = url.indexOf('/', url.indexOf('//') + 2)
  return pathAt === -1 ? url : url.slice(0, pathAt)
}

function queueOf(sandbox: Sandbox, receiver: string): ReceiverQueue {
  let queue = sandbox.receivers.get(receiver)
  if (queue === undefined) {
    queue = { active: 0, waiting: [] }
    sandbox.receivers.set(receiver, queue)
  }
  return queue
}

/** Begins, signs, posts and finishes one attempt. Does nothing when there is none to make. */
export async function attemptNow(
  sandbox: Sandbox,
  organization: Organization,
  deliveryId: string,
): Promise<void> {
  const { world } = organization
  syncNow(sandbox, organization)
  const { result: order } = commit(sandbox, organization, () => beginAttempt(world, deliveryId))
  if (order === null) return
  const startedAt = world.now
  const { signature, outcome } = await send(sandbox, organization, order)
  syncNow(sandbox, organization)
  const { result } = commit(sandbox, organization, () =>
    finishAttempt(world, order, { startedAt, signature }, outcome),
  )
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
  })
  if (result.disabled) {
    const message = `Subscription ${order.delivery.subscriptionId} was disabled: too many deliveries in a row failed. PATCH its status to active to go on.`
    note(organization, { kind: 'notice', message })
  }
}

async function send(
  sandbox: Sandbox,
  organization: Organization,
  order: AttemptOrder,
): Promise<{ readonly signature: string; readonly outcome: Outcome }> {
  const { world, pace } = organization
  const { clock, transport } = sandbox.ports
  const facts = webhookBody(order.event)
  const breach = checkWebhookBody(order.event.facts.type, facts)
  if (breach !== null) {
    const message = `Webhook ${order.event.facts.type} breaks the contract: ${breach.message}`
    note(organization, { kind: 'breach', message })
    return { signature: '', outcome: { kind: 'refused', error: message, durationMs: 0 } }
  }
  const body = JSON.stringify(facts)
  // Receivers compare `t` with their own clock, so the machine's time is signed unless told otherwise.
  const at = world.settings.signatureTime === 'world' ? world.now : clock.now()
  const signature = signPayload({ secrets: order.secrets, body, t: unixSeconds(at) })
  const outcome = await transport.post({
    url: order.url,
    headers: webhookHeaders({
      event: order.event,
      deliveryId: order.delivery.id,
      attempt: order.number,
      signature,
    }),
    body,
    timeoutMs: world.settings.receiverTimeoutMs,
  })
  // In virtual time the world stood still meanwhile.
  return { signature, outcome: pace.rate === 0 ? { ...outcome, durationMs: 0 } : outcome }
}
