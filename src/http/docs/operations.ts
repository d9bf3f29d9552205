// The operations of the control API as its document describes them, made from the tables it runs by.
import type { Api } from '../../api/api.ts'
import type { ActionName } from '../../contract/input-types.ts'
import { ACTION_INPUTS, ACTIONS } from '../../control/actions/index.ts'
import { INBOX_PARAMS } from '../../control/reads/inbox-script.ts'
import { CONTROL_READS } from '../../control/reads/index.ts'
import type { AnyReadRow } from '../../control/reads/read.ts'
import type { FailureCode } from '../../domain/failures/failures.ts'
import { PHONE } from '../../schema/formats.ts'
import { STOP_DOOR } from '../control/stop-route.ts'
import {
  camelCase,
  type Described,
  fastifyPath,
  parametersOf,
  readFailures,
  told,
} from './described.ts'
import { describeInbox, describeStream, EVENT_SCHEMAS } from './receiving.ts'
import { DOOR_FAILURES, dataOr, ERROR_ENVELOPE, failuresOf, pageOr, wholeOr } from './replies.ts'

export const TAGS = [
  { name: 'Actions', description: 'What can be done to a sandbox. The body is the input.' },
  { name: 'Reads', description: 'What can be seen of a sandbox.' },
  { name: 'Events', description: 'What happens, as it happens.' },
  { name: 'Inboxes', description: 'Built-in webhook receivers.' },
  { name: 'Document', description: 'This document.' },
]

/** What several operations speak of, by the name it has in the document. */
export const SHARED_SCHEMAS = [ERROR_ENVELOPE, ...EVENT_SCHEMAS]

export function describedRoutes(api: Api): Described[] {
  const names = Object.keys(ACTIONS) as ActionName[]
  return [
    ...names.map((name) => describeAction(api, name)),
    ...CONTROL_READS.map((row) => describeRead(api, row)),
    describeStop(api),
    describeStream(api),
    ...describeInbox(api),
    describeDocument(api),
  ]
}

function describeAction(api: Api, name: ActionName): Described {
  const { what, example, failures } = ACTIONS[name]
  return {
    method: 'POST',
    url: `/actions/${name}`,
    schema: {
      operationId: camelCase(name),
      tags: ['Actions'],
      summary: what,
      body: { ...ACTION_INPUTS[name], examples: [example] },
      response: dataOr(api, { description: 'What was done.' }, [
        ...inputFailures(name),
        ...failures,
      ]),
    },
  }
}

/** What an input may be refused for before its action looks at it. */
function inputFailures(name: ActionName): FailureCode[] {
  const text = JSON.stringify(ACTION_INPUTS[name])
  return [
    'invalid_request',
    'invalid_field_value',
    ...(text.includes('"required"') ? (['missing_required_field'] as const) : []),
    ...(text.includes(JSON.stringify(PHONE.rules.pattern))
      ? (['invalid_phone_number'] as const)
      : []),
  ]
}

function describeRead(
  api: Api,
  { path, what, params, query, reply, isWholeText, page }: AnyReadRow,
): Described {
  const form = isWholeText ? wholeOr : page === undefined ? dataOr : pageOr
  const isOfInboxes = path === '/inboxes' || params === INBOX_PARAMS
  return {
    method: 'GET',
    url: fastifyPath(path),
    schema: {
      operationId: camelCase(`read${path}`),
      tags: [isOfInboxes ? 'Inboxes' : 'Reads'],
      ...told(what),
      ...parametersOf(params, query),
      response: form(api, reply, readFailures(params, query)),
    },
  }
}

function describeStop(api: Api): Described {
  const { path, what, input, reply, failures } = STOP_DOOR
  return {
    method: 'POST',
    url: path,
    schema: {
      operationId: 'stop',
      tags: ['Actions'],
      ...told(what),
      body: { ...input, examples: [{}] },
      response: dataOr(api, reply, ['invalid_request', 'invalid_field_value', ...failures]),
    },
  }
}

function describeDocument(api: Api): Described {
  const schema = { type: 'object', description: 'An OpenAPI 3.1 document.' }
  return {
    method: 'GET',
    url: '/openapi.json',
    schema: {
      operationId: 'readDocument',
      tags: ['Document'],
      summary: 'This document.',
      response: {
        200: { description: 'The document.', content: { 'application/json': { schema } } },
        ...failuresOf(api, DOOR_FAILURES),
      },
    },
  }
}
