// Reading the templates: what can be sent, each with a message of it that is ready to be sent.
import { templateExample } from '../../domain/messaging/templates/template-example.ts'
import { apiTemplateStatus, templateContent } from '../../domain/messaging/templates/templates.ts'
import { anyObject, choice, object, orNull, rows, said } from '../../schema/shapes.ts'
import { AFTER_ID, newestPage, pageSize } from './lists.ts'
import { read } from './read.ts'

export const TEMPLATES_READ = read({
  path: '/templates',
  what: 'The templates, each with a message of it that can be sent as it is.',
  params: {},
  query: { after: AFTER_ID, limit: pageSize(100, 25) },
  reply: object('A page of templates.', {
    templates: rows(
      'Newest first.',
      object('A template.', {
        id: said('Its id.'),
        name: said('Its name.'),
        language: said('Its language.'),
        category: said("Meta's category."),
        status: choice('As the API says it.', ['approved', 'pending', 'rejected']),
        meta_status: said("Meta's status."),
        text: said('Its body, with its placeholders.'),
        example: anyObject('The member `template` of a message, with the parameters it asks for.'),
      }),
    ),
    next: orNull(said('Give this as `after` to go on; null at the end.')),
  }),
  run: ({ organization: { world } }, { query }) => {
    const { rows, next } = newestPage(world.templates, ['all', ''], query)
    const templates = rows.map((row) => ({
      id: row.id,
      name: row.name,
      language: row.language,
      category: row.category,
      status: apiTemplateStatus(row.metaStatus),
      meta_status: row.metaStatus,
      text: templateContent(row),
      example: templateExample(row),
    }))
    return { templates, next }
  },
})
