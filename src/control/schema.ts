// Words for writing JSON Schemas: each member with its description, objects that hold nothing else.

import { PHONE } from '../schema/formats.ts'

export type Schema = { readonly [keyword: string]: unknown }

/** The properties of an object; `!` after a name says that it must be there. */
export type Members = { readonly [name: string]: Schema }

/** A phone number in E.164 format. */
export const E164 = PHONE.rules.pattern

/** More than a customer can type, or put into one message. */
const TEXT_MAX = 65_536
const LIST_MAX = 100

export function words(description: string, rules: Schema = {}): Schema {
  return { description, type: 'string', maxLength: TEXT_MAX, ...rules }
}

export function flag(description: string): Schema {
  return { description, type: 'boolean' }
}

/** An object that holds these members and no others. */
export function strict(description: string, members: Members): Schema {
  const entries = Object.entries(members)
  const required = entries.filter(([name]) => name.endsWith('!')).map(([name]) => bare(name))
  return {
    description,
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [bare(name), schema])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function bare(name: string): string {
  return name.replace('!', '')
}

export function listOf(description: string, items: Schema): Schema {
  return { description, type: 'array', minItems: 1, maxItems: LIST_MAX, items }
}

export function either(description: string, ...anyOf: readonly Schema[]): Schema {
  return { description, anyOf }
}
