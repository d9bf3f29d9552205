// Reads an OpenAPI document into what the program needs: facts per operation, schemas per validator.

type Schema = { readonly [keyword: string]: unknown }
type Content = { readonly content?: { readonly [type: string]: { readonly schema?: Schema } } }
type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required?: boolean
  readonly schema: Schema
}
type Operation = {
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content & { readonly required?: boolean }
  readonly responses: { readonly [status: string]: Content }
}
export type OpenApiDocument = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly webhooks?: { readonly [event: string]: { readonly post: Operation } }
  readonly components?: object
}

export type DocumentOperation = {
  readonly key: string
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly statuses: readonly number[]
  readonly vendorStatuses: readonly number[]
  readonly secured: boolean
  readonly hasBody: boolean
  readonly bodyRequired: boolean
}

/** The schemas of one operation; null where there is nothing to check. */
export type OperationSchemas = {
  readonly path: Schema | null
  readonly query: Schema | null
  readonly header: Schema | null
  readonly body: Schema | null
  readonly bodyRequired: boolean
  readonly replies: { readonly [status: string]: Schema | null }
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** The operations of the effective document, in the vendor's order, with what the vendor declares. */
export function readOperations(
  vendor: OpenApiDocument,
  effective: OpenApiDocument,
): DocumentOperation[] {
  return eachOperation(effective).map(({ key, method, path, operation }) => ({
    key,
    method,
    path,
    tag: operation.tags?.[0] ?? '',
    summary: operation.summary ?? '',
    statuses: statusesOf(operation),
    vendorStatuses: statusesOf(vendor.paths[path]?.[method.toLowerCase()]),
    secured: (operation.security ?? []).length > 0,
    hasBody: operation.requestBody !== undefined,
    bodyRequired: operation.requestBody?.required === true,
  }))
}

/** The schemas against which each operation's requests and replies are checked. */
export function readSchemas(document: OpenApiDocument): Record<string, OperationSchemas> {
  return Object.fromEntries(
    eachOperation(document).map(({ key, operation }) => {
      const replies = Object.entries(operation.responses).map(([status, response]) => [
        status,
        jsonSchemaOf(response, document),
      ])
      const schemas: OperationSchemas = {
        path: parametersSchema(operation, 'path', document),
        query: parametersSchema(operation, 'query', document),
        header: parametersSchema(operation, 'header', document),
        body: operation.requestBody ? jsonSchemaOf(operation.requestBody, document) : null,
        bodyRequired: operation.requestBody?.required === true,
        replies: Object.fromEntries(replies),
      }
      return [key, schemas]
    }),
  )
}

/**
 * The schema of each webhook event's body, and the components they are made of by the name that
 * their `$ref`s use. These stay apart: Meta's shapes are deep, and flat they are a megabyte.
 */
export function readWebhookSchemas(document: OpenApiDocument): {
  bodies: Record<string, Schema>
  components: Record<string, Schema>
} {
  const components: Record<string, Schema> = {}
  const bodies = Object.entries(document.webhooks ?? {}).map(([event, { post }]) => {
    const schema = post.requestBody?.content?.['application/json']?.schema
    if (schema === undefined) throw new Error(`The webhook ${event} has no JSON schema.`)
    return [event, collectComponents(schema, document, components) as Schema]
  })
  return { bodies: Object.fromEntries(bodies), components }
}

/** The events that a subscription may ask for, as the vendor's enum lists them. */
export function readEventTypes(document: OpenApiDocument): readonly string[] {
  const create = document.paths['/webhook_subscriptions']?.post
  const schema = create?.requestBody ? jsonSchemaOf(create.requestBody, document) : null
  const { events } = (schema?.properties ?? {}) as { events?: { items?: { enum?: string[] } } }
  return events?.items?.enum ?? []
}

/** The types of message that may be sent. */
export function readMessageTypes(document: OpenApiDocument): readonly string[] {
  const send = document.paths['/messages']?.post
  const schema = send?.requestBody ? jsonSchemaOf(send.requestBody, document) : null
  const branches = (schema?.oneOf ?? []) as { properties: { type: { enum: string[] } } }[]
  return branches.flatMap(({ properties }) => properties.type.enum)
}

function eachOperation(document: OpenApiDocument) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([name, operation]) => {
        const method = name.toUpperCase()
        return { key: `${method} ${path}`, method, path, operation }
      }),
  )
}

function statusesOf(operation: Operation | undefined): number[] {
  return Object.keys(operation?.responses ?? {}).map(Number)
}

function jsonSchemaOf(holder: Content, document: OpenApiDocument): Schema | null {
  const schema = holder.content?.['application/json']?.schema
  return schema === undefined ? null : inlineReferences(schema, document)
}

function parametersSchema(
  operation: Operation,
  where: Parameter['in'],
  document: OpenApiDocument,
): Schema | null {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === where)
  if (parameters.length === 0) return null
  // Node hands over header names in lower case, and names of headers do not depend on it.
  const nameOf = ({ name }: Parameter) => (where === 'header' ? name.toLowerCase() : name)
  const required = parameters.filter((parameter) => parameter.required === true).map(nameOf)
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map((each) => [nameOf(each), inlineReferences(each.schema, document)]),
    ),
    ...(required.length > 0 && { required }),
  }
}

/**
 * The value with every local `$ref` replaced by what it names, so that a validator is one flat
 * function and the path of an error leads through one schema only.
 */
export function inlineReferences(schema: Schema, document: OpenApiDocument): Schema {
  return inline(schema, document, []) as Schema
}

function inline(value: unknown, document: OpenApiDocument, open: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => inline(each, document, open))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...siblings } = value as { $ref?: unknown } & Record<string, unknown>
  const own = Object.fromEntries(
    Object.entries(siblings).map(([key, each]) => [key, inline(each, document, open)]),
  )
  if (typeof $ref !== 'string') return own
  if (open.includes($ref))
    throw new Error(`The schema ${$ref} contains itself, which is not supported.`)
  const target = inline(resolve($ref, document), document, [...open, $ref])
  return { ...(target as object), ...own }
}

/** The value with each `$ref` shortened to the name of its component, which is collected too. */
function collectComponents(
  value: unknown,
  document: OpenApiDocument,
  components: Record<string, Schema>,
): unknown {
  if (Array.isArray(value))
    return value.map((each) => collectComponents(each, document, components))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => {
    if (key !== '$ref') return [key, collectComponents(each, document, components)]
    const name = String(each).split('/').at(-1) as string
    if (components[name] === undefined) {
      components[name] = {}
      components[name] = collectComponents(
        resolve(String(each), document),
        document,
        components,
      ) as Schema
    }
    return [key, name]
  })
  return Object.fromEntries(entries)
}

function resolve($ref: string, document: OpenApiDocument): unknown {
  if (!$ref.startsWith('#/')) throw new Error(`Only local references are supported, not ${$ref}.`)
  let value: unknown = document
  for (const segment of $ref.slice(2).split('/')) {
    const name = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    value = (value as Record<string, unknown> | undefined)?.[name]
  }
  if (value === undefined) throw new Error(`The reference ${$ref} leads nowhere.`)
  return value
}
