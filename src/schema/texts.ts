// Values that came as texts, by a path or a query: what they are, by the shape that they are to have.
import type { Schema } from './json-schema.ts'

const DECIMAL = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** What a text means; one that cannot be read stays a text, for the check to refuse. */
export function valueOfText(shape: Schema, text: string): unknown {
  switch (shape.type) {
    case 'integer':
      return /^-?\d+$/.test(text) ? wholeOrText(shape, text) : text
    case 'number':
      return DECIMAL.test(text) && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text
    case 'array':
      return text.split(',').map((item) => valueOfText(shape.items as Schema, item.trim()))
    default:
      return text
  }
}

/**
 * The same object, where texts stand for the numbers and the booleans that its shape asks for: what
 * comes from an environment is text.
 */
export function valueWithTexts({ properties = {} }: Schema, value: object): object {
  const shapes = properties as Readonly<Record<string, Schema>>
  const members = Object.entries(value).map(([name, one]) => {
    const shape = shapes[name]
    const isText = typeof one === 'string' && shape !== undefined && shape.type !== 'array'
    return [name, isText ? valueOfText(shape, one) : one]
  })
  return Object.fromEntries(members)
}

/** A number that is out of its range is reported as it was written. */
function wholeOrText({ minimum, maximum }: Schema, text: string): number | string {
  const value = Number(text)
  const isWithin = value >= Number(minimum ?? value) && value <= Number(maximum ?? value)
  return isWithin && Number.isSafeInteger(value) ? value : text
}
