// Words for writing the shapes of replies, and parameters that several reads share.
import type { Schema } from '../schema.ts'
import type { Parameter } from './parameters.ts'

export function text(description: string, rules: Schema = {}): Schema {
  return { description, type: 'string', ...rules }
}

export function number(description: string): Schema {
  return { description, type: 'number' }
}

export function whole(description: string): Schema {
  return { description, type: 'integer' }
}

export function yes(description: string): Schema {
  return { description, type: 'boolean' }
}

export function instant(description: string): Schema {
  return { description, type: 'string', format: 'date-time' }
}

export function orNull(schema: Schema): Schema {
  return { ...schema, type: [schema.type, 'null'] }
}

export function list(description: string, items: Schema): Schema {
  return { description, type: 'array', items }
}

/** An object with exactly these members. */
export function shape(description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return {
    description,
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }
}

/** An object with any names, each with a value of this shape. */
export function byName(description: string, additionalProperties: Schema): Schema {
  return { description, type: 'object', additionalProperties }
}

/** An object that another document describes. */
export function foreign(description: string): Schema {
  return { description, type: 'object' }
}

export function pageSize(maximum: number, standard: number) {
  return {
    description: 'How many at most.',
    type: 'integer',
    minimum: 1,
    maximum,
    default: standard,
  } as const satisfies Parameter
}

/** Numbers beyond these are never reached. */
export const NUMBER_MAX = 1e15 - 1

export const AFTER_NUMBER = {
  description: 'Only those behind this number; without it, the newest.',
  type: 'integer',
  minimum: 0,
  maximum: NUMBER_MAX,
} as const satisfies Parameter

export const CLOCK = shape('How time passes, and what time it is.', {
  mode: text('real, virtual, or x and a factor.'),
  rate: number('World milliseconds per machine millisecond; 0 is virtual.'),
  now: instant('World time.'),
})
