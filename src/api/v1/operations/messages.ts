// Operations of the tag Messages: sending, reading, and the way to a message's media.

import { fail } from '../../../domain/failures/failures.ts'
import { isServedHere, mediaUrlOf } from '../../../domain/messaging/media-links.ts'
import { readContent } from '../../../domain/messaging/message-content.ts'
import { acceptMessage, findMessage } from '../../../domain/messaging/messages.ts'
import { messageListItem, messageResource } from '../../../wire/v1/resources.ts'
import type { OperationTable } from '../../operation.ts'
import { instantOf, listReply } from '../listing.ts'

export const MESSAGE_OPERATIONS: OperationTable<
  'POST /messages' | 'GET /messages' | 'GET /messages/{id}' | 'GET /messages/{id}/media'
> = {
  'POST /messages': {
    failures: [
      'invalid_template_name',
      'missing_required_field',
      'whatsapp_number_not_verified',
      'outside_24h_window',
    ],
    run: (world, { body }) => {
      const wish = { from: body.from, to: body.to, ...readContent(body) }
      return { data: messageResource(world, acceptMessage(world, wish)) }
    },
  },
  'GET /messages': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) => {
      const { conversation_id: conversationId, direction, status } = query
      return listReply(world, {
        operation: 'GET /messages',
        query,
        filters: ['conversation_id', 'direction', 'status', 'created_after', 'created_before'],
        table: world.messages,
        through: [
          ['all', ''],
          ...(conversationId === undefined ? [] : [['byConversation', conversationId] as const]),
          ...(direction === 'inbound' ? [['inbound', ''] as const] : []),
          ...(status === undefined ? [] : [['byStatus', status] as const]),
        ],
        where: (row) =>
          (conversationId === undefined || row.conversationId === conversationId) &&
          (direction === undefined || row.direction === direction) &&
          (status === undefined || row.status === status),
        createdAfter: instantOf(query.created_after),
        createdBefore: instantOf(query.created_before),
        show: (row) => messageListItem(world, row),
        dependsOnOthers: isServedHere,
      })
    },
  },
  'GET /messages/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => ({ data: messageResource(world, findMessage(world, params.id)) }),
  },
  'GET /messages/{id}/media': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      const message = findMessage(world, params.id)
      const location = mediaUrlOf(world, message)
      if (location !== null) return { location: headerText(location) }
      const reason =
        message.mediaUrl === null
          ? `Message ${message.id} is of type ${message.type} and has no media.`
          : `The media of message ${message.id} is still being downloaded.`
      fail('resource_not_found', undefined, reason)
    },
  },
}

/** A URL as a header can carry it: what is not ASCII is percent-encoded. */
function headerText(url: string): string {
  return URL.canParse(url) ? new URL(url).href : encodeURI(url)
}
