// Values that came as texts, by a path or a query: what they are, by the shape that they are to have.
import type { Schema } from './json-schema.ts'

/** What a text means; one that cannot be read stays a text, for the check to refuse. */
export function valueOfText(shape: Schema, text: string): unknown {
  switch (shape.type) {
    case 'integer':
      return /^\d+$/.test(text) ? wholeOrText(shape, text) : text
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text
    case 'array':
      return text.split(',').map((item) => valueOfText(shape.items as Schema, item.trim()))
    default:
      return text
  }
}

/** A number that is out of its range is told of as it was written. */
function wholeOrText({ minimum, maximum }: Schema, text: string): number | string {
  const value = Number(text)
  return value >= Number(minimum ?? 0) && value <= Number(maximum ?? value) ? value : text
}
