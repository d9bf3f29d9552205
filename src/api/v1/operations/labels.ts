// Operations of the tag Labels: the labels of all teams.
import {
  createLabel,
  deleteLabel,
  findLabel,
  updateLabel,
} from '../../../domain/messaging/labels.ts'
import { labelResource } from '../../../wire/v1/resources.ts'
import type { OperationTable } from '../../operation.ts'
import { listReply } from '../listing.ts'

export const LABEL_OPERATIONS: OperationTable<
  'GET /labels' | 'POST /labels' | 'GET /labels/{id}' | 'PATCH /labels/{id}' | 'DELETE /labels/{id}'
> = {
  'GET /labels': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) =>
      listReply(world, {
        operation: 'GET /labels',
        query,
        filters: [],
        table: world.labels,
        through: [['all', '']],
        show: labelResource,
      }),
  },
  'POST /labels': {
    failures: ['missing_required_field', 'invalid_field_value'],
    run: (world, { body }) => {
      const { team_id: teamId, name, color = 'gray' } = body
      return { data: labelResource(createLabel(world, { teamId, name, color })) }
    },
  },
  'GET /labels/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => ({ data: labelResource(findLabel(world, params.id)) }),
  },
  'PATCH /labels/{id}': {
    failures: ['resource_not_found', 'invalid_field_value'],
    run: (world, { params, body }) => {
      const { name, color } = body
      const label = updateLabel(world, params.id, {
        ...(name !== undefined && { name }),
        ...(color !== undefined && { color }),
      })
      return { data: labelResource(label) }
    },
  },
  'DELETE /labels/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      deleteLabel(world, params.id)
      return { data: { id: params.id, object: 'label', deleted: true } }
    },
  },
}
