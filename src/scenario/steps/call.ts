// The step `call`: calls the API as a client would.
import { V1_PREFIX } from '../../api/v1/generations.ts'
import { OPERATION_KEYS, OPERATIONS, type OperationKey } from '../../contract/spec.ts'
import { API_PATH } from '../../schema/formats.ts'
import {
  allOptional,
  anything,
  byName,
  choice,
  flag,
  object,
  orNull,
  text,
  type ValueOf,
} from '../../schema/shapes.ts'
import { listWords } from '../../schema/words.ts'
import type { Flaw, Input } from '../format/scenario.ts'
import { plain } from '../format/shapes.ts'
import { type Reply, requestOf, send } from '../play/api-call.ts'
import { firstKey, organizationFor, StepError } from '../play/play-state.ts'
import { doing, refuseUnexamined, type Turn } from '../play/step.ts'
import { writeCall } from '../play/transcript.ts'

const KEY_MAX = 200
const TEXT_MAX = 2 ** 21

const INPUT = object(
  'A request: an operation, or a method and a path.',
  allOptional({
    operation: choice('The operation, as the document writes it.', OPERATION_KEYS),
    params: byName('Fills the {…} of the path.', plain('A value.')),
    query: byName('The query.', anything('A value, or a list of values.')),
    method: choice('Instead of an operation.', ['GET', 'POST', 'PATCH', 'DELETE']),
    path: API_PATH.shape(`The path below ${V1_PREFIX}, with its query.`),
    headers: byName('Further headers.', plain('A value.')),
    api_key: orNull(
      text('The API key; null sends none. Default: the first key of the organisation.', {
        maxLength: KEY_MAX,
      }),
    ),
    body: anything('The body, sent as JSON.'),
    text: text('The body as it is, in place of `body`.', { maxLength: TEXT_MAX }),
    background: flag('Goes on without waiting for the reply: see `await`. Default false.'),
  }),
)

export const call = doing({
  what: 'Calls the API as a client would.',
  input: INPUT,
  example: `- call:
    operation: POST /messages
    headers: { Idempotency-Key: order-17 }
    body: { to: '+628000000003', type: text, text: { body: Halo } }
  as: sent`,
  givesReply: true,
  check: (input, path) => [...targetFlaws(input, path), ...paramFlaws(input, path)],
  act: callApi,
})

function targetFlaws(
  { operation, method, path: written, body, text }: Input,
  path: readonly string[],
) {
  const flaws: Flaw[] = []
  const isByPath = method !== undefined || written !== undefined
  if ((operation === undefined) === !isByPath) {
    const got = isByPath ? 'got both' : 'got neither'
    const message = `A call needs an operation, or a method and a path; ${got}.`
    flaws.push({ path, message, ofName: true })
  } else if (isByPath && (method === undefined || written === undefined)) {
    flaws.push({ path, message: 'A call by path needs both method and path.', ofName: true })
  }
  if (body !== undefined && text !== undefined) {
    flaws.push({ path, message: 'A call has a body or a text; got both.', ofName: true })
  }
  return flaws
}

/** The parameters must be those of the operation's path. */
function paramFlaws({ operation, params = {} }: Input, path: readonly string[]): Flaw[] {
  if (typeof operation !== 'string' || !Object.hasOwn(OPERATIONS, operation)) return []
  if (typeof params !== 'object' || params === null) return []
  const template = OPERATIONS[operation as OperationKey].path
  const needed = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const given = Object.keys(params)
  const missing = needed
    .filter((one) => !given.includes(one))
    .map((name) => ({ path, message: `${operation} needs params.${name}.`, ofName: true }))
  const known = needed.length === 0 ? 'none' : listWords(needed)
  const surplus = given
    .filter((one) => !needed.includes(one))
    .map((name) => ({
      path: [...path, 'params', name],
      message: `${name} is not in the path of ${operation}; expected ${known}.`,
      ofName: true,
    }))
  return [...missing, ...surplus]
}

async function callApi({
  play,
  step,
  input,
  organization: where,
}: Turn<ValueOf<typeof INPUT>>): Promise<Reply | undefined> {
  const organization = organizationFor(play, where)
  const request = requestOf(play.opened.api, input, firstKey(organization))
  const reply = send(play.opened, request, play.ownRequests)
  const { now } = organization.world
  if (input.background === true) {
    if (step.as === undefined) throw new StepError('A call in the background needs a name: as.')
    writeCall(play.transcript, now, request, null)
    play.background.set(step.as, { request, reply })
    return undefined
  }
  const seen = await play.machine.wait(reply)
  writeCall(play.transcript, now, request, seen)
  return refuseUnexamined(step, seen, `${request.method} ${request.path}`)
}
