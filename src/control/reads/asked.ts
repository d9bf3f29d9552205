// What a read is asked by: the parameters of its path and its query, read and checked by their shapes.
import { type Fault, faultsOf } from '../../schema/check.ts'
import type { Members, ValuesOf } from '../../schema/shapes.ts'
import { valueOfText } from '../../schema/texts.ts'
import { refuseFaults } from '../refusal.ts'

/**
 * Reads parameters; names that are no parameters are passed over, as the API does.
 *
 * @throws Failure invalid_limit for `limit`, invalid_field_value for any other.
 */
export function readParameters<Some extends Members>(
  parameters: Some,
  came: Readonly<Record<string, unknown>>,
): ValuesOf<Some> {
  const values: Record<string, unknown> = {}
  const faults: Fault[] = []
  for (const [name, shape] of Object.entries(parameters)) {
    const value = came[name] === undefined ? shape.default : readOne(shape, came[name])
    if (value === undefined) continue
    values[name] = value
    // Whatever is wrong with an item of a list is reported for the parameter.
    faults.push(...faultsOf(shape, value).map((fault) => ({ ...fault, path: [name] })))
  }
  refuseFaults(faults)
  return values as ValuesOf<Some>
}

/** A name that is given twice comes as an array: for a list, its items stand one behind the other. */
function readOne(shape: Members[string], came: unknown): unknown {
  if (shape.type === 'array') return valueOfText(shape, String(came))
  return typeof came === 'string' ? valueOfText(shape, came) : came
}
