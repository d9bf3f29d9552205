// The files that the page of the documentation loads: Swagger UI from disk, and what is made here.
import { readFileSync } from 'node:fs'

import type { Api } from '../../api/api.ts'
import { packagePath } from '../../package.ts'
import { operationExamples } from './examples.ts'
import { START_SCRIPT } from './generated/start.ts'

export type DocsFile = { readonly type: string; readonly content: string | Buffer }

const JAVASCRIPT = 'text/javascript; charset=utf-8'
const CSS = 'text/css; charset=utf-8'

/** What the build copies from @fastify/swagger-ui, by its media type. */
const SWAGGER_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': CSS,
  'index.css': CSS,
  'swagger-ui-bundle.js': JAVASCRIPT,
  'swagger-ui-standalone-preset.js': JAVASCRIPT,
  'favicon-32x32.png': 'image/png',
}

/**
 * A file below `/docs/`, for who found the server at this origin and is to write to this customer
 * first; null when there is none of that name. Files are read anew: few ask twice.
 */
export function docsFile(
  api: Api,
  name: string,
  origin: string,
  customer: string,
): DocsFile | null {
  if (name === 'start.js') return { type: JAVASCRIPT, content: START_SCRIPT }
  if (name === 'kirim-openapi.json') {
    return {
      type: 'application/json',
      content: JSON.stringify(kirimDocument(api, origin, customer)),
    }
  }
  const type = Object.hasOwn(SWAGGER_FILES, name) ? SWAGGER_FILES[name] : undefined
  if (type === undefined) return null
  return { type, content: readFileSync(packagePath('dist', 'swagger-ui', name)) }
}

type Document = {
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

type Operation = {
  readonly requestBody?: { readonly content: Record<string, { examples?: object }> }
}

/**
 * The vendor's document with this server as its only one, for whoever tries something out on the
 * page must not reach production; and with bodies that work, where a made-up one would not.
 */
function kirimDocument(api: Api, origin: string, customer: string): Document {
  const document = JSON.parse(api.document()) as Document
  for (const [key, bodies] of Object.entries(operationExamples(origin, customer))) {
    const [method = '', path = ''] = key.split(' ')
    const operation = document.paths[path]?.[method.toLowerCase()]
    const media = operation?.requestBody?.content['application/json']
    const examples = Object.entries(bodies).map(([name, value]) => [name, { value }])
    if (media !== undefined) media.examples = Object.fromEntries(examples)
  }
  return { ...document, servers: [{ url: api.prefix, description: 'This sandbox' }] }
}
