// Deeds: what a step does, from calling the API to moving the clock.
import { runAction } from '../../control/actions/index.ts'
import { FAILURES, Failure } from '../../domain/failures/failures.ts'
import type { ScriptedAnswer, Step } from '../format/format.ts'
import { type Call, type Reply, requestOf, send } from './calling.ts'
import { firstKey, followAll, organizationFor, type Play, StepError } from './play.ts'
import { writeAction, writeCall, writeLateReply } from './transcript.ts'

type Input = Readonly<Record<string, unknown>>

/** Does what a step says; gives its reply, if it has one by now. @throws StepError. */
export async function doStep(
  play: Play,
  step: Step,
  input: Input,
  organization: unknown,
): Promise<Reply | undefined> {
  switch (step.verb) {
    case 'call':
      return callApi(play, step, input as Call, organization)
    case 'await':
      return awaitCall(play, String(input.of))
    case 'set-receiver':
      return setReceiver(play, input)
    default:
      return act(play, step, input, organization)
  }
}

async function callApi(
  play: Play,
  step: Step,
  call: Call,
  where: unknown,
): Promise<Reply | undefined> {
  const organization = organizationFor(play, where)
  const { sandbox } = play.opened
  const request = requestOf(call, firstKey(organization))
  const reply = send(sandbox, request)
  const { now } = organization.world
  if (call.background === true) {
    if (step.as === undefined) throw new StepError('A call in the background needs a name: as.')
    writeCall(play.transcript, now, request, null)
    play.background.set(step.as, { request, reply })
    return undefined
  }
  const seen = await play.machine.wait(reply)
  writeCall(play.transcript, now, request, seen)
  return refusedUnseen(step, seen, `${request.method} ${request.path}`)
}

async function awaitCall(play: Play, name: string): Promise<Reply | undefined> {
  const background = play.background.get(name)
  if (background === undefined) throw new StepError(`${name} is no call in the background.`)
  const reply = await play.machine.wait(background.reply)
  play.background.delete(name)
  writeLateReply(play.transcript, play.opened.organization.world.now, name, reply)
  play.scope[name] = reply
  return reply
}

async function setReceiver(play: Play, input: Input): Promise<undefined> {
  const receiver = play.receivers.get(String(input.receiver))
  if (receiver === undefined) throw new StepError(`No receiver is called ${input.receiver}.`)
  if (Array.isArray(input.answers)) {
    receiver.script = input.answers as readonly ScriptedAnswer[]
    receiver.given = 0
  }
  if (typeof input.verify === 'boolean') receiver.verify = input.verify
  if (typeof input.secret === 'string') receiver.secret = input.secret
  return undefined
}

/** These end when a file has been read, which no jump of a simulated machine's time brings nearer. */
const READS_FILES: ReadonlySet<string> = new Set([
  'create-organization',
  'reset',
  'save-snapshot',
  'load-snapshot',
])

async function act(play: Play, step: Step, input: Input, where: unknown): Promise<Reply> {
  const organization = organizationFor(play, where)
  const { sandbox } = play.opened
  const { now } = organization.world
  const done = runAction({ sandbox, organization }, step.verb, input).then(
    (data) => ({ status: 200, body: { data } }),
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error
      const { code, param, message } = error
      const told = { code, ...(param !== undefined && { param }), message }
      return { status: FAILURES[code].status, body: { error: told } }
    },
  )
  const { status, body } = await (READS_FILES.has(step.verb) ? done : play.machine.wait(done))
  followAll(play)
  const text = JSON.stringify(body)
  const reply = { ...body, status, headers: {}, body, text, connection: 'whole' } as const
  writeAction(play.transcript, now, step.verb, input, shortened(step, body))
  return refusedUnseen(step, reply, step.verb)
}

/** What happened in an advance stands in the cassette by itself. */
function shortened({ verb }: Step, body: object): unknown {
  if (verb !== 'advance-clock' || !('data' in body)) return body
  const { happened: _, more: __, ...rest } = body.data as Record<string, unknown>
  return { data: rest }
}

/** A refusal that nobody expects is a mistake in the scenario, or in what it tests. */
function refusedUnseen({ isExamined }: Step, reply: Reply, what: string): Reply {
  if (isExamined) return reply
  if (reply.status !== null && reply.status < 400) return reply
  const error = reply.error as { code?: string; param?: string; message?: string } | undefined
  const answer = reply.status === null ? 'no answer' : `${reply.status} ${error?.code ?? ''}`.trim()
  const param = error?.param === undefined ? '' : ` (${error.param})`
  const why = error?.message === undefined ? '' : `: ${error.message}`
  throw new StepError(
    `${what} got ${answer}${param}${why} If that is meant, say so with expect-reply.`,
  )
}
