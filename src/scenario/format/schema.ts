// The JSON Schema of a scenario file, made from the tables of steps, actions, faults and settings.
import { EVENT_TYPES, OPERATION_KEYS } from '../../contract/spec.ts'
import { ACTION_INPUTS, ACTIONS } from '../../control/actions/index.ts'
import { flag, listOf, type Schema, strict, words } from '../../control/schema.ts'
import { FAULTS } from '../../domain/faults/fault-table.ts'
import { SETTINGS } from '../../domain/world/settings.ts'
import { RECEIVER } from './receiver-schema.ts'
import { BESIDE, DEEDS, EXPECTATIONS } from './steps.ts'

/** By verb: what it does and takes. */
export const VERBS: Readonly<Record<string, { readonly what: string; readonly input: Schema }>> = {
  ...DEEDS,
  ...EXPECTATIONS,
  ...Object.fromEntries(
    Object.entries(ACTION_INPUTS).map(([name, input]) => [
      name,
      { what: ACTIONS[name as keyof typeof ACTIONS].what, input: withWords(name, input) },
    ]),
  ),
}

export const NAME_PATTERN = '^[A-Za-z_][A-Za-z0-9_-]{0,63}$'

/** More steps in one list are hard to read and harder to mend. */
const STEPS_MAX = 1_000

/** A scenario file without its steps, which are looked at one by one. */
export const FILE_SCHEMA = strict('A scenario: a story that is played against the sandbox.', {
  $schema: words('Where editors find this schema.'),
  'name!': words('What it tells, in one line.', { minLength: 1, maxLength: 200 }),
  description: words('What it is good for: the bug that it finds.', { maxLength: 10_000 }),
  world: words('A ready-made world (default, empty) or the path of a world file. Default: empty.', {
    minLength: 1,
    maxLength: 1_024,
  }),
  seed: {
    description: 'The seed of every id and chance. Default: 1.',
    type: 'integer',
    minimum: 0,
    maximum: 2 ** 32 - 1,
  },
  tier: words('Rate limits of this tier. Default: unlimited.', {
    enum: ['default', 'pro', 'unlimited'],
  }),
  clock: words('How its time passes; only advance-clock moves virtual time. Default: virtual.', {
    pattern: '^(real|virtual|x[1-9]\\d{0,5})$',
    maxLength: 10,
  }),
  settings: strict('Settings that differ from the defaults.', settingMembers()),
  variables: {
    description: `Names for values that steps use: \${customer}.`,
    type: 'object',
    'x-names': true,
    additionalProperties: {},
  },
  receivers: {
    description: 'The programs that webhooks are sent to, by name.',
    type: 'object',
    'x-names': true,
    additionalProperties: RECEIVER,
  },
  'steps!': { description: 'What happens, in order.', 'x-steps': true },
})

function settingMembers(): Record<string, Schema> {
  const rows = Object.entries(SETTINGS).map(([name, setting]) => {
    const { what, default: usual } = setting
    if (typeof usual === 'boolean') return [name, flag(what)]
    if (typeof usual === 'string') {
      return [name, words(what, { enum: (setting as { oneOf?: readonly string[] }).oneOf })]
    }
    const { from, to } = setting as { from?: number; to?: number }
    const type = name.endsWith('Ms') ? 'integer' : 'number'
    return [name, { description: what, type, minimum: from, maximum: to }]
  })
  return Object.fromEntries(rows)
}

/** Where the input of an action takes any text although only some words mean anything. */
function withWords(name: string, input: Schema): Schema {
  if (name !== 'arm-fault') return input
  const properties = input.properties as Record<string, Schema>
  const match = properties.match as Schema
  const matches = match.properties as Record<string, Schema>
  return {
    ...input,
    properties: {
      ...properties,
      fault: { ...properties.fault, enum: faultNames() },
      match: {
        ...match,
        properties: {
          ...matches,
          operation: { ...matches.operation, enum: OPERATION_KEYS },
          event: { ...matches.event, enum: EVENT_TYPES },
        },
      },
    },
  }
}

/** Whole names, and short ones where only one fault has it. */
function faultNames(): string[] {
  const whole = Object.keys(FAULTS)
  const short = whole.map((name) => name.slice(name.indexOf('.') + 1))
  return [...whole, ...short.filter((name) => short.indexOf(name) === short.lastIndexOf(name))]
}

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#'

/** What a value may be instead: a reference that is filled in when the scenario is played. */
const REFERENCE: Schema = {
  description: `A reference such as \${sent.data.id} or \${env.WEBHOOK_URL}.`,
  type: 'string',
  pattern: '\\$\\{',
}

/** The whole schema in draft-07, which editors of YAML complete by. */
export function publishedSchema(): Schema {
  const verbs = Object.keys(VERBS)
  const definitions: Record<string, unknown> = { reference: REFERENCE, matcher: {} }
  const members = Object.entries(VERBS).map(([verb, { what, input }]) => {
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
  definitions.steps = { ...listOf('Steps.', { $ref: '#/definitions/step' }), maxItems: STEPS_MAX }
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
    ...(areNames === true && { propertyNames: { pattern: NAME_PATTERN } }),
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
