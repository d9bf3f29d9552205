// Operations of the tag Contacts: the customers, what is known of them, and their labels.
import { accountOf, digitsOf } from '../../../domain/messaging/accounts.ts'
import {
  createContact,
  deleteContact,
  findContact,
  updateContact,
} from '../../../domain/messaging/contacts.ts'
import {
  attach,
  bulkLabel,
  checkSameTeam,
  detach,
  findLabel,
} from '../../../domain/messaging/labels.ts'
import type { ContactRow, JsonObject } from '../../../domain/world/rows.ts'
import type { World } from '../../../domain/world/world.ts'
import { contactResource } from '../../../wire/v1/resources.ts'
import type { OperationTable } from '../../operation.ts'
import { listReply } from '../listing.ts'

export const CONTACT_OPERATIONS: OperationTable<
  | 'GET /contacts'
  | 'POST /contacts'
  | 'GET /contacts/{id}'
  | 'PATCH /contacts/{id}'
  | 'DELETE /contacts/{id}'
  | 'POST /contacts/{id}/labels'
  | 'DELETE /contacts/{id}/labels/{label_id}'
  | 'POST /contacts/bulk_label'
> = {
  'GET /contacts': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) => {
      const { phone, search } = query
      const sought = search?.toLowerCase()
      return listReply(world, {
        operation: 'GET /contacts',
        query,
        filters: ['phone', 'search'],
        table: world.contacts,
        through: [phone === undefined ? ['all', ''] : ['byPhone', digitsOf(phone)]],
        where: (row) => sought === undefined || mentions(row, sought),
        show: (row) => show(world, row),
      })
    },
  },
  'POST /contacts': {
    failures: ['missing_required_field', 'invalid_field_value', 'whatsapp_number_not_verified'],
    run: (world, { body }) => {
      const contact = createContact(world, {
        from: body.from,
        phoneNumber: body.phone_number,
        name: body.name ?? null,
        email: body.email ?? null,
        metadata: (body.metadata as JsonObject | undefined) ?? null,
      })
      return { data: show(world, contact) }
    },
  },
  'GET /contacts/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => ({ data: show(world, findContact(world, params.id)) }),
  },
  'PATCH /contacts/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params, body }) => {
      const { name, email, metadata } = body
      const contact = updateContact(world, params.id, {
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        ...(metadata !== undefined && { metadata: metadata as JsonObject | null }),
      })
      return { data: show(world, contact) }
    },
  },
  'DELETE /contacts/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      deleteContact(world, params.id)
      return { data: { id: params.id, object: 'contact', deleted: true } }
    },
  },
  'POST /contacts/{id}/labels': {
    failures: ['resource_not_found', 'invalid_field_value'],
    run: (world, { params, body }) => {
      const contact = findContact(world, params.id)
      const label = findLabel(world, body.label_id)
      checkSameTeam(label, accountOf(world, contact).teamId)
      attach(world, world.contactLabels, contact.id, label)
      return { data: { contact_id: contact.id, label_id: label.id, attached: true } }
    },
  },
  'DELETE /contacts/{id}/labels/{label_id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      const contact = findContact(world, params.id)
      const label = findLabel(world, params.label_id)
      detach(world.contactLabels, contact.id, label)
      return { data: { contact_id: contact.id, label_id: label.id, attached: false } }
    },
  },
  'POST /contacts/bulk_label': {
    failures: ['resource_not_found'],
    run: (world, { body }) => {
      const counts = bulkLabel(world, {
        contactIds: body.contact_ids,
        labelId: body.label_id,
        operation: body.operation,
      })
      return {
        data: {
          applied: counts.applied,
          skipped_cross_org: counts.skippedCrossOrg,
          skipped_team_mismatch: counts.skippedTeamMismatch,
        },
      }
    },
  },
}

function show(world: World, row: ContactRow): ReturnType<typeof contactResource> {
  return contactResource(accountOf(world, row).displayPhone, row)
}

function mentions(row: ContactRow, sought: string): boolean {
  return (
    row.name?.toLowerCase().includes(sought) === true ||
    row.email?.toLowerCase().includes(sought) === true
  )
}
