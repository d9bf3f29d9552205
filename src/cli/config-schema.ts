// The JSON Schema of the config file, made from the rows of the options.
import { CONFIG_FILE, type OptionFacts, START_OPTIONS } from './options.ts'

type Schema = Readonly<Record<string, unknown>>

/** Draft-07, which every editor knows. */
export function configSchema(): Schema {
  const members = Object.entries<OptionFacts>(START_OPTIONS).map(([name, facts]) => [
    name,
    schemaOf(facts),
  ])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: CONFIG_FILE,
    description:
      'Options of kirim-sandbox. A flag wins over a variable, a variable over a member of this file.',
    type: 'object',
    properties: {
      $schema: { description: 'Where editors find this schema.', type: 'string' },
      ...Object.fromEntries(members),
    },
    additionalProperties: false,
  }
}

function schemaOf(facts: OptionFacts): Schema {
  const { what, flag, default: usual } = facts
  return {
    // The member is what the flag takes away.
    description: flag.startsWith('--no-') ? `false: ${what}` : what,
    ...rulesOf(facts),
    ...(usual !== undefined && { default: usual }),
  }
}

function rulesOf({ kind, from = 0, to = Number.MAX_SAFE_INTEGER, ...rest }: OptionFacts): Schema {
  if (kind === 'yes') return { type: 'boolean' }
  if (kind === 'number') return { type: 'integer', minimum: from, maximum: to }
  if (kind === 'list') return { type: 'array', items: { type: 'string', minLength: 1 } }
  if (rest.oneOf !== undefined) return { type: 'string', enum: rest.oneOf }
  if (rest.pattern !== undefined) return { type: 'string', pattern: rest.pattern.source }
  return { type: 'string', minLength: 1 }
}
