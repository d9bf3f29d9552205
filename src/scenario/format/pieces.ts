// Pieces of the schemas of scenarios: names, durations, events, and values that may be matched.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { type Schema, words } from '../../control/schema.ts'

/** Any value of JSON. */
export const anything = (description: string): Schema => ({ description })

/** A value, or a matcher for one. */
export const matcher = (description: string): Schema => ({ description, 'x-matcher': true })

const NAME = '^[A-Za-z_][A-Za-z0-9_-]{0,63}$'
export const named = (description: string): Schema =>
  words(description, { pattern: NAME, maxLength: 64 })
export const event = (description: string): Schema => words(description, { enum: EVENT_TYPES })
export const receiver = (description: string): Schema => ({
  ...named(description),
  'x-name': 'receiver',
})
export const reply = (description: string): Schema => ({ ...named(description), 'x-name': 'reply' })
export const mapOf = (description: string, items: Schema): Schema => ({
  description,
  type: 'object',
  additionalProperties: items,
})

const DURATION = '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$'
export const duration = (description: string): Schema =>
  words(description, { pattern: DURATION, maxLength: 100 })
