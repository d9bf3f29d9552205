// Operations of the tag Conversations: the inbox, its assignments and its labels.
import { accountOf } from '../../../domain/messaging/accounts.ts'
import { findConversation, updateConversation } from '../../../domain/messaging/conversations.ts'
import { attach, checkSameTeam, detach, findLabel } from '../../../domain/messaging/labels.ts'
import { conversationResource } from '../../../wire/v1/resources.ts'
import type { OperationTable } from '../../operation.ts'
import { listReply } from '../listing.ts'

export const CONVERSATION_OPERATIONS: OperationTable<
  | 'GET /conversations'
  | 'GET /conversations/{id}'
  | 'PATCH /conversations/{id}'
  | 'POST /conversations/{id}/labels'
  | 'DELETE /conversations/{id}/labels/{label_id}'
> = {
  'GET /conversations': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) => {
      const { status, contact_id: contactId } = query
      return listReply(world, {
        operation: 'GET /conversations',
        query,
        filters: ['status', 'contact_id'],
        table: world.conversations,
        through:
          contactId !== undefined
            ? [['byContact', contactId]]
            : [status === undefined ? ['byActivity', ''] : ['byStatus', status]],
        where: (row) => status === undefined || row.status === status,
        show: (row) => conversationResource(world, row),
        dependsOnOthers: () => true,
      })
    },
  },
  'GET /conversations/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => ({
      data: conversationResource(world, findConversation(world, params.id)),
    }),
  },
  'PATCH /conversations/{id}': {
    failures: ['resource_not_found', 'missing_required_field', 'invalid_field_value'],
    run: (world, { params, body }) => {
      const { status, assigned_to: assignedTo } = body
      const after = updateConversation(world, params.id, {
        ...(status !== undefined && { status }),
        ...(assignedTo !== undefined && { assignedTo }),
      })
      return { data: conversationResource(world, after) }
    },
  },
  'POST /conversations/{id}/labels': {
    failures: ['resource_not_found', 'invalid_field_value'],
    run: (world, { params, body }) => {
      const conversation = findConversation(world, params.id)
      const label = findLabel(world, body.label_id)
      checkSameTeam(label, accountOf(world, conversation).teamId)
      attach(world, world.conversationLabels, conversation.id, label)
      return { data: { conversation_id: conversation.id, label_id: label.id, attached: true } }
    },
  },
  'DELETE /conversations/{id}/labels/{label_id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      const conversation = findConversation(world, params.id)
      const label = findLabel(world, params.label_id)
      detach(world.conversationLabels, conversation.id, label)
      return { data: { conversation_id: conversation.id, label_id: label.id, attached: false } }
    },
  },
}
