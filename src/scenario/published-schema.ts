// The JSON Schema of scenario files, by which editors complete and check them.
import { NAME } from '../schema/formats.ts'
import type { Schema } from '../schema/json-schema.ts'
import { list, typed } from '../schema/shapes.ts'
import { FILE_SCHEMA } from './format/file-schema.ts'
import { BESIDE } from './format/shapes.ts'
import { STEPS } from './step-table.ts'

/** More steps in one list are hard to read and harder to mend. */
const STEPS_MAX = 1_000

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#'

/** What a value may be instead: a reference that is filled in when the scenario is played. */
const REFERENCE: Schema = {
  description: `A reference such as \${sent.data.id} or \${env.WEBHOOK_URL}.`,
  type: 'string',
  pattern: '\\$\\{',
}

/** The whole schema in draft-07, which editors of YAML complete by. */
export function publishedSchema(): Schema {
  const verbs = Object.keys(STEPS)
  const definitions: Record<string, unknown> = { reference: REFERENCE, matcher: {} }
  const members = Object.entries(STEPS).map(([verb, { what, input }]) => {
    for (const [name, one] of Object.entries((input.$defs ?? {}) as Record<string, Schema>)) {
      definitions[name] = writtenOut(one)
    }
    return [verb, { ...writtenOut(input), description: what }]
  })
  definitions.step = {
    description: 'One step: exactly one thing to do or to expect.',
    type: 'object',
    properties: { ...publishedMembers(BESIDE), ...Object.fromEntries(members) },
    additionalProperties: false,
    oneOf: verbs.map((verb) => ({ required: [verb] })),
  }
  const step = typed({ $ref: '#/definitions/step' })
  definitions.steps = list('Steps.', step, { maxItems: STEPS_MAX })
  const title = 'Scenario of kirim-sandbox'
  const whole = { $schema: DRAFT_07, title, ...writtenOut(FILE_SCHEMA), definitions }
  return JSON.parse(JSON.stringify(whole).replaceAll('"#/$defs/', '"#/definitions/'))
}

function publishedMembers(members: Readonly<Record<string, Schema>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, one]) => [name, published(one)]))
}

/** Anything may be a reference instead. */
function published(schema: Schema): Schema {
  const written = writtenOut(schema)
  const { description, ...rules } = written
  const isFree = Object.keys(rules).length === 0
  if (isFree || schema.$ref !== undefined || schema['x-steps'] === true) return written
  if (schema['x-matcher'] === true) return written
  return {
    ...(description !== undefined && { description }),
    anyOf: [rules, { $ref: '#/definitions/reference' }],
  }
}

/** Without our marks, and with references allowed inside. */
function writtenOut(schema: Schema): Schema {
  if (schema.$ref !== undefined) return schema
  const { $defs: _, 'x-name': __, ...marked } = schema
  const { 'x-matcher': isMatcher, 'x-steps': isSteps, 'x-names': areNames, ...plain } = marked
  if (isSteps === true) return { allOf: [{ $ref: '#/definitions/steps' }], ...plain }
  if (isMatcher === true) return { allOf: [{ $ref: '#/definitions/matcher' }], ...plain }
  const { properties, items, anyOf, additionalProperties } = plain
  return {
    ...plain,
    ...(areNames === true && { propertyNames: { pattern: NAME.rules.pattern } }),
    ...(properties !== undefined && {
      properties: publishedMembers(properties as Record<string, Schema>),
    }),
    ...(items !== undefined && { items: published(items as Schema) }),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map(published) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: published(additionalProperties as Schema),
    }),
  }
}
