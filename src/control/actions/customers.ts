// Control actions of customers and their phones: what happens at the other end.

import { fail, failNotFound } from '../../domain/failures/failures.ts'
import { digitsOf } from '../../domain/messaging/accounts.ts'
import { setRecipient } from '../../domain/messaging/directory.ts'
import type { InboundInput } from '../../domain/messaging/inbound/inbound-input.ts'
import { forceStatus, readAll } from '../../domain/messaging/message-progress.ts'
import { messageWithId, receiveMessage } from '../../domain/messaging/messages.ts'
import { newestFirst } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import { metaCode, status } from '../../schema/choices.ts'
import { MESSAGE_ID, PHONE } from '../../schema/formats.ts'
import { flag, optional, words } from '../../schema/shapes.ts'
import { type ActionTable, change } from './action.ts'
import { takes } from './input.ts'
import { withMedia } from './media.ts'
import { CUSTOMER_WRITES_MEMBERS } from './message-inputs.ts'

export const CUSTOMER_ACTIONS = {
  'customer-writes': {
    what: 'Lets a customer write to the business: opens the window and tells the receivers.',
    input: takes({
      from: PHONE.shape("The customer's number, E.164."),
      to: optional(PHONE.shape('The business number; may be left out when there is only one.')),
      name: optional(words("The name in the customer's WhatsApp profile.")),
      ...CUSTOMER_WRITES_MEMBERS,
    }),
    example: { from: '+6281234567890', name: 'Budi', text: 'Halo, masih buka?' },
    failures: ['whatsapp_number_not_verified', 'missing_required_field', 'invalid_field_value'],
    run: (stage, input) => {
      const { from, to, name } = input
      const written = withMedia(stage.sandbox, input as InboundInput)
      const message = change(stage, (world) =>
        receiveMessage(world, { from, to, name, input: written }),
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
    input: takes({
      from: optional(PHONE.shape("The customer's number: reads every message that has arrived.")),
      message_id: optional(MESSAGE_ID.shape('Only this message.')),
    }),
    example: { from: '+6281234567890' },
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
    input: takes({
      from: PHONE.shape("The customer's number."),
      blocked: optional(flag('false takes the block back. Default true.')),
    }),
    example: { from: '+6281234567890' },
    failures: [],
    run: (stage, { from, blocked = true }) => {
      change(stage, (world) => setRecipient(world, from, blocked ? 'blocked' : 'ordinary'))
      return { from, blocked }
    },
  },
  'set-recipient': {
    what: 'Tells how a phone behaves from the next message on.',
    input: takes({
      phone_number: PHONE.shape('The number of the phone.'),
      behaviour: words(
        'A behaviour of the table of recipients (see `list recipients`), or `fails:<Meta code>`; `ordinary` forgets it.',
        60,
      ),
    }),
    example: { phone_number: '+6281234567890', behaviour: 'fails:131026' },
    failures: ['invalid_field_value'],
    run: (stage, { phone_number: phoneNumber, behaviour }) => {
      change(stage, (world) => setRecipient(world, phoneNumber, behaviour))
      return { phone_number: phoneNumber, behaviour }
    },
  },
  'set-message-status': {
    what: 'Moves the status of a message at once, ahead of its plan; an older status arrives late.',
    input: takes({
      message_id: MESSAGE_ID.shape('The message.'),
      status: status('The status that arrives.'),
      meta_code: optional(metaCode('With failed: the Meta code; 131000 when left out.')),
      force: optional(
        flag('true takes a step that never happens by itself, such as read after failed.'),
      ),
    }),
    example: { message_id: 'msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3', status: 'read' },
    failures: ['resource_not_found', 'invalid_field_value'],
    run: (stage, { message_id: id, status, meta_code: metaCode, force: isForced }) => {
      const how = { ...(metaCode !== undefined && { metaCode }), isForced: isForced === true }
      const message = change(stage, (world) =>
        forceStatus(world, messageWithId(world, id), status, how),
      )
      return { message_id: message.id, wamid: message.wamid, status: message.status }
    },
  },
} satisfies ActionTable<
  'customer-writes' | 'customer-reads' | 'customer-blocks' | 'set-recipient' | 'set-message-status'
>
