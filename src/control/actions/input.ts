// The shape of what an action takes.
import type { Schema } from '../../schema/json-schema.ts'
import { type Members, object } from '../../schema/shapes.ts'

/** The shape of an input: these members and no others. Its type is written by `npm run generate`. */
export function takes(members: Members): Schema {
  return object('The input.', members)
}
