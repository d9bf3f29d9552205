// Operations of the tag Templates: what has been synced from Meta, read only.

import { fail } from '../../../domain/failures/failures.ts'
import { apiTemplateStatus, pickTemplate } from '../../../domain/messaging/templates/templates.ts'
import { templateResource } from '../../../wire/v1/resources.ts'
import type { OperationTable } from '../../operation.ts'
import { listReply } from '../listing.ts'

export const TEMPLATE_OPERATIONS: OperationTable<'GET /templates' | 'GET /templates/{name}'> = {
  'GET /templates': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) => {
      const { status = 'approved', language } = query
      return listReply(world, {
        operation: 'GET /templates',
        query: { ...query, status },
        filters: ['status', 'language'],
        table: world.templates,
        through: [['all', '']],
        where: (row) =>
          (status === 'all' || apiTemplateStatus(row.metaStatus) === status) &&
          (language === undefined || row.language === language),
        show: (row) => templateResource(world, row),
      })
    },
  },
  'GET /templates/{name}': {
    failures: ['resource_not_found'],
    run: (world, { params, query }) => {
      const template = pickTemplate(world, params.name, query.language)
      if (template !== undefined) return { data: templateResource(world, template) }
      const inLanguage = query.language === undefined ? '' : ` in ${query.language}`
      fail('resource_not_found', undefined, `No template ${params.name}${inLanguage}.`)
    },
  },
}
