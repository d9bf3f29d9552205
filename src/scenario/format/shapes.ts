// Shapes that members of scenarios have: names, durations, events, and values that may be matched.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { type Schema, words } from '../../control/schema.ts'
import { DURATION_PATTERN } from '../../schema/durations.ts'
import { NAME_PATTERN } from './names.ts'

/** Any value of JSON. */
export const anything = (description: string): Schema => ({ description })

/** A value, or a matcher for one. */
export const matcher = (description: string): Schema => ({ description, 'x-matcher': true })

export const named = (description: string): Schema =>
  words(description, { pattern: NAME_PATTERN, maxLength: 64 })
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

export const duration = (description: string): Schema =>
  words(description, { pattern: DURATION_PATTERN, maxLength: 100 })

/** A list of steps, which are read one by one. */
export const stepList = (description: string): Schema => ({ description, 'x-steps': true })

/** What may stand beside any step. */
export const BESIDE = {
  as: named('The name by which later steps find its reply.'),
  say: words('What it is there for; shown in reports.', { maxLength: 200 }),
  organization: words('The organisation it acts in: the id from a create-organization.'),
}
