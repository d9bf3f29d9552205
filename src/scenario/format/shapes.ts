// Shapes that members of scenarios have: names, events, steps, and values that may be matched.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { NAME } from '../../schema/formats.ts'
import type { Schema } from '../../schema/json-schema.ts'
import {
  choice,
  optional,
  type ShapeOf,
  TEXT_MAX,
  text,
  typed,
  words,
} from '../../schema/shapes.ts'

/** Any value of JSON, or a matcher for one. */
export const matcher = (description: string): ShapeOf<unknown> =>
  typed({ description, 'x-matcher': true })

export const event = (description: string) => choice(description, EVENT_TYPES)

/** The name of a receiver that the file declares. */
export const receiver = (description: string) => NAME.shape(description, { 'x-name': 'receiver' })

/** The name of an earlier step that has a reply. */
export const reply = (description: string) => NAME.shape(description, { 'x-name': 'reply' })

/** What stands in a header or a path, where a number is as good as its digits. */
export const plain = (description: string): ShapeOf<string | number | boolean> =>
  typed({ description, type: ['string', 'number', 'boolean'], maxLength: TEXT_MAX })

/** A list of steps, which are read one by one. */
export const stepList = <Step>(description: string): ShapeOf<readonly Step[]> =>
  typed({ description, 'x-steps': true })

/** The member of a step's input that holds steps, if it has one. */
export function stepsMember({ properties = {} }: Schema): string | undefined {
  const members = Object.entries(properties as Readonly<Record<string, Schema>>)
  return members.find(([, schema]) => schema['x-steps'] === true)?.[0]
}

/** What may stand beside any step. */
export const BESIDE = {
  as: optional(NAME.shape('The name by which later steps find its reply.')),
  say: optional(words('What it is there for; shown in reports.', 200)),
  organization: optional(text('The organisation it acts in: the id from a create-organization.')),
}
