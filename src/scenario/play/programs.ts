// The receivers before the first step and after the last: subscribed, started where that is asked for, and ended.
import { change } from '../../control/actions/action.ts'
import { Failure } from '../../domain/failures/failures.ts'
import { declareReceiver } from '../../domain/webhooks/declared-receivers.ts'
import type { EventType } from '../../domain/world/webhook-rows.ts'
import type { Receiver } from '../format/receiver-schema.ts'
import { newProgram, ProgramError } from '../programs/program.ts'
import { requestOf, send } from './api-call.ts'
import { firstKey, type Play, StepError } from './play-state.ts'
import type { ReceiverState } from './receivers.ts'
import { writeCall } from './transcript.ts'

/**
 * Receivers that say which events they want are subscribed: through the API, as a client would, or
 * under the secret that they name.
 */
export async function subscribeReceivers(play: Play): Promise<void> {
  for (const [name, { events }] of Object.entries(play.scenario.receivers)) {
    const receiver = play.receivers.get(name)
    if (events === undefined || receiver === undefined) continue
    const id =
      receiver.secret === undefined
        ? await subscribe(play, receiver, events)
        : declare(play, receiver, receiver.secret, events)
    play.scope[name] = { url: receiver.url, subscription_id: id, secret: receiver.secret }
  }
}

/** @throws StepError when the API refuses. */
async function subscribe(
  { opened, machine, transcript, ownRequests }: Play,
  receiver: ReceiverState,
  events: readonly string[],
): Promise<string | undefined> {
  const body = { url: receiver.url, events }
  const key = firstKey(opened.organization)
  const call = { operation: 'POST /webhook_subscriptions', body } as const
  const request = requestOf(opened.api, call, key)
  const reply = await machine.wait(send(opened, request, ownRequests))
  writeCall(transcript, opened.organization.world.now, request, reply)
  const { data } = reply as { data?: { id?: string; initial_secret?: string } }
  if (data === undefined) throw new StepError(`${receiver.name} could not subscribe: ${reply.text}`)
  receiver.secret = data.initial_secret
  return data.id
}

/** @throws StepError for a URL that no webhook may go to. */
function declare(
  { opened }: Play,
  { name, url }: ReceiverState,
  secret: string,
  events: readonly string[],
): string {
  try {
    return change(opened, (world) =>
      declareReceiver(world, { url, secret, events: events as readonly EventType[] }),
    ).id
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new StepError(`${name} could not be subscribed: ${error.message}`)
  }
}

/** Starts every program that has a command. @throws StepError when one does not come up. */
export async function startPrograms(play: Play): Promise<void> {
  const { receivers, scenario } = play
  for (const receiver of receivers.values()) {
    const { start, restart } = scenario.receivers[receiver.name] as Receiver
    if (start === undefined) continue
    const line = (text: string) => ({ words: [text], shell: true })
    receiver.program = newProgram({
      url: receiver.url,
      command: line(start),
      restart: restart === undefined ? undefined : line(restart),
      env: surroundings(play, receiver),
    })
    await starting(receiver)
  }
}

function surroundings({ opened }: Play, { secret = '' }: ReceiverState) {
  const { KIRIM_BASE_URL = '', KIRIM_CONTROL_URL = '' } = opened.env
  return {
    KIRIM_BASE_URL,
    KIRIM_CONTROL_URL,
    KIRIM_API_KEY: firstKey(opened.organization),
    KIRIM_WEBHOOK_SECRET: secret,
  }
}

/** Ends a program, at once as a crash does or as it is asked to, and starts it again. @throws StepError. */
export async function restart(receiver: ReceiverState, by: 'crash' | 'stop'): Promise<void> {
  const { program, name } = receiver
  if (program === undefined) {
    throw new StepError(
      `${name} was not started here, so it cannot be restarted. Say how, with \`start\` of the receiver.`,
    )
  }
  await (by === 'crash' ? program.kill() : program.stop())
  await starting(receiver)
}

async function starting({ program, name }: ReceiverState): Promise<void> {
  try {
    await program?.start()
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw new StepError(`${name} did not start. ${error.message}`)
  }
}

export async function stopPrograms({ receivers }: Play): Promise<void> {
  await Promise.all([...receivers.values()].map(({ program }) => program?.stop()))
}
