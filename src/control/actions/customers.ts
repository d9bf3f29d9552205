// Control actions of customers and their phones: what happens at the other end.

import { fail, failNotFound } from '../../domain/failures/failures.ts'
import { digitsOf } from '../../domain/messaging/accounts.ts'
import { setRecipient } from '../../domain/messaging/directory.ts'
import { forceStatus, readAll } from '../../domain/messaging/message-progress.ts'
import { messageWithId, receiveMessage } from '../../domain/messaging/messages.ts'
import { newestFirst } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import { type ActionTable, change } from './action.ts'

export const CUSTOMER_ACTIONS = {
  'customer-writes': {
    what: 'Lets a customer write to the business: opens the window and tells the receivers.',
    failures: ['whatsapp_number_not_verified', 'missing_required_field', 'invalid_field_value'],
    run: (stage, input) => {
      const { from, to, name } = input
      const message = change(stage, (world) =>
        receiveMessage(world, { from, to, name, input: input as never }),
      )
      return {
        message_id: message.id,
        wamid: message.wamid,
        conversation_id: message.conversationId,
        contact_id: message.contactId,
        type: message.type,
        created_at: toIso(message.createdAt),
      }
    },
  },
  'customer-reads': {
    what: 'Lets a customer read what has arrived: all of it, or one message.',
    failures: ['missing_required_field', 'resource_not_found', 'invalid_field_value'],
    run: (stage, { from, message_id: messageId }) => {
      const read = change(stage, (world) => {
        if (messageId !== undefined) {
          return [forceStatus(world, messageWithId(world, messageId), 'read')]
        }
        if (from === undefined) {
          fail('missing_required_field', 'from', 'Say who reads (from) or what (message_id).')
        }
        const phone = digitsOf(from)
        const contacts = [...newestFirst(world.contacts, 'byPhone', phone)]
        if (contacts.length === 0) failNotFound('contact with the number', from)
        return contacts.flatMap(({ id }) => readAll(world, id))
      })
      return { read: read.map(({ id }) => id) }
    },
  },
  'customer-blocks': {
    what: 'Lets a customer block the business; messages to them fail until the block is taken back.',
    failures: [],
    run: (stage, { from, blocked = true }) => {
      change(stage, (world) => setRecipient(world, from, blocked ? 'blocked' : 'ordinary'))
      return { from, blocked }
    },
  },
  'set-recipient': {
    what: 'Tells how a phone behaves from the next message on.',
    failures: ['invalid_field_value'],
    run: (stage, { phone_number: phoneNumber, behaviour }) => {
      change(stage, (world) => setRecipient(world, phoneNumber, behaviour))
      return { phone_number: phoneNumber, behaviour }
    },
  },
  'set-message-status': {
    what: 'Moves the status of a message at once, ahead of its plan; an older status arrives late.',
    failures: ['resource_not_found', 'invalid_field_value'],
    run: (stage, { message_id: id, status, meta_code: metaCode, force: isForced }) => {
      const how = { ...(metaCode !== undefined && { metaCode }), isForced: isForced === true }
      const message = change(stage, (world) =>
        forceStatus(world, messageWithId(world, id), status as 'sent', how),
      )
      return { message_id: message.id, wamid: message.wamid, status: message.status }
    },
  },
} satisfies ActionTable<
  'customer-writes' | 'customer-reads' | 'customer-blocks' | 'set-recipient' | 'set-message-status'
>
