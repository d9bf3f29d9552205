// The control API as an OpenAPI document: @fastify/swagger writes it from routes that nobody asks.
import Fastify from 'fastify'

import type { Api } from '../../api/api.ts'
import { packageVersion } from '../../package.ts'
import { describedRoutes, SHARED_SCHEMAS, TAGS } from '../docs/operations.ts'
import { NO_SCHEMAS } from '../no-schemas.ts'

const DESCRIPTION = `The controls of this sandbox: time, customers, faults, and a look behind the scenes.

Replies are \`{"data": …}\`; every failure has the envelope of the Kirim API. An API key in \`Authorization\`
picks the organisation; without one it is the default organisation. Only programs of this machine
and pages of this server are let in; a sandbox that was started with a control token also asks for
that.`

/**
 * The document's text. It is made on a server of its own that never listens: so the running one
 * neither loads the plug-in at its start nor carries a schema in its routes. Only the plug-in is
 * imported late: what else is here stands in the bundle of the start anyway, and would be torn out
 * of it into more files if it were imported late, too.
 */
export async function controlDocument(api: Api, prefix: string): Promise<string> {
  const { default: swagger } = await import('@fastify/swagger')
  const app = Fastify({ schemaController: NO_SCHEMAS })
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema)
  await app.register(swagger, {
    convertConstToEnum: false,
    refResolver: { buildLocalReference: ({ $id }, _uri, _fragment, i) => `${$id ?? `def-${i}`}` },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'kirim-sandbox control API',
        version: packageVersion(),
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: prefix, description: 'This sandbox' }],
      tags: TAGS,
      components: { securitySchemes: { bearerAuth: BEARER, controlToken: TOKEN } },
      // With a key or without one, and with the token where the sandbox asks for it.
      security: [
        { bearerAuth: [] },
        {},
        { bearerAuth: [], controlToken: [] },
        { controlToken: [] },
      ],
    },
  })
  for (const route of describedRoutes(api)) app.route({ ...route, handler: () => undefined })
  await app.ready()
  return JSON.stringify(app.swagger())
}

const BEARER = {
  type: 'http',
  scheme: 'bearer',
  description: 'An API key of the organisation that is meant.',
} as const

const TOKEN = {
  type: 'apiKey',
  in: 'header',
  name: 'X-Kirim-Sandbox-Token',
  description: 'The control token, if the sandbox was started with one.',
} as const
