// The event stream and the inboxes as the control API's document describes them.
import type { Api } from '../../api/api.ts'
import { EVENT_STREAM } from '../../control/reads/events.ts'
import { INBOX_DOOR } from '../../control/reads/inbox-script.ts'
import { INBOX_READ } from '../../control/reads/inboxes.ts'
import { ENTRY } from '../../control/reads/journal-entries.ts'
import { integer, object, said } from '../../schema/shapes.ts'
import {
  type Described,
  fastifyPath,
  objectOf,
  parametersOf,
  readFailures,
  told,
} from './described.ts'
import { DOOR_FAILURES, dataOr, failuresOf, KEY_FAILURES } from './replies.ts'

/** The data of the stream's events, by the name it has in the document. */
export const EVENT_SCHEMAS = [
  { $id: 'JournalEntry', ...ENTRY },
  { $id: 'Gap', ...EVENT_STREAM.events.gap },
]

export function describeStream(api: Api): Described {
  const { path, what, query, events } = EVENT_STREAM
  const { summary, description } = told(what)
  const kinds = Object.keys(events).join(', ')
  return {
    method: 'GET',
    url: path,
    schema: {
      operationId: 'followEvents',
      tags: ['Events'],
      summary,
      description: `${description} Events: ${kinds}. The stream does not end, so what waits for the whole answer shows nothing: use \`curl -N\`.`,
      ...parametersOf({}, query),
      headers: objectOf({
        'Last-Event-ID': {
          ...query.after,
          description: 'The `id` of the last event that was seen; wins over `after`.',
        },
      }),
      response: {
        200: {
          description: 'Server-sent events, each with `id`, `event` and, as `data`, this.',
          content: {
            'text/event-stream': {
              schema: { oneOf: EVENT_SCHEMAS.map(({ $id }) => ({ $ref: `${$id}#` })) },
            },
          },
        },
        ...failuresOf(api, [
          'invalid_field_value',
          'service_unavailable',
          ...KEY_FAILURES,
          ...DOOR_FAILURES,
        ]),
      },
    },
  }
}

/** An inbox has one path for all it does. */
export function describeInbox(api: Api): Described[] {
  const url = fastifyPath(INBOX_DOOR.path)
  const tags = ['Inboxes']
  return [
    { method: 'POST', url, schema: { operationId: 'sendToInbox', tags, ...receiving(api) } },
    { method: 'GET', url, schema: { operationId: 'readInbox', tags, ...reading(api) } },
    { method: 'DELETE', url, schema: { operationId: 'emptyInbox', tags, ...emptying(api) } },
  ]
}

/** Whoever sends something needs no key: one that is not known is no reason to refuse. */
function receiving(api: Api) {
  const { summary, description } = told(INBOX_DOOR.what)
  return {
    summary,
    description: `${description} Requests of every other method are received as those of POST.`,
    ...parametersOf(INBOX_DOOR.params, INBOX_DOOR.query),
    body: { content: { '*/*': { schema: { description: 'Anything, up to 1 MiB.' } } } },
    response: {
      default: {
        type: 'null',
        description: 'The status and the body that the query asks for; 200 and none without.',
      },
      ...failuresOf(api, ['invalid_field_value', 'invalid_request', ...DOOR_FAILURES]),
    },
  }
}

function reading(api: Api) {
  const { path, what, params, query, reply } = INBOX_READ
  const { summary, description } = told(what)
  return {
    summary,
    description: `${description} The same as \`${path}\`.`,
    ...parametersOf(params, query),
    response: dataOr(api, reply, readFailures(params, query)),
  }
}

function emptying(api: Api) {
  const { params } = INBOX_DOOR
  const emptied = object('What was in it is gone.', {
    name: said('The name of the inbox.'),
    removed: integer('How many requests were removed.'),
  })
  return {
    summary: 'Empties an inbox and begins its scripts anew.',
    ...parametersOf(params, {}),
    response: dataOr(api, emptied, readFailures(params, {})),
  }
}
