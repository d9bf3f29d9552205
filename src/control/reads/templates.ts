// Reading the templates: what can be sent, each with a message of it that is ready to be sent.
import { templateExample } from '../../domain/messaging/templates/template-example.ts'
import { apiTemplateStatus, templateContent } from '../../domain/messaging/templates/templates.ts'
import { AFTER_ID, newestPage } from './lists.ts'
import { read } from './read.ts'
import { foreign, list, orNull, pageSize, shape, text } from './shapes.ts'

export const TEMPLATES_READ = read({
  path: '/templates',
  what: 'The templates, each with a message of it that can be sent as it is.',
  params: {},
  query: { after: AFTER_ID, limit: pageSize(100, 25) },
  reply: shape('A page of templates.', {
    templates: list(
      'Newest first.',
      shape('A template.', {
        id: text('Its id.'),
        name: text('Its name.'),
        language: text('Its language.'),
        category: text("Meta's category."),
        status: text('As the API says it.', { enum: ['approved', 'pending', 'rejected'] }),
        meta_status: text("Meta's status."),
        text: text('Its body, with its placeholders.'),
        example: foreign('The member `template` of a message, with the parameters it asks for.'),
      }),
    ),
    next: orNull(text('Give this as `after` to go on; null at the end.')),
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
