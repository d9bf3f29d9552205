// What arm-fault takes: read from the tables of faults, so that a new option stands in its row alone.

import { allOptions, faultFacts, partAsWritten, SITES } from '../../domain/faults/table.ts'
import type { FaultMatch, FaultSite } from '../../domain/world/fault-rows.ts'
import { E164, type Members, type Schema, strict, words } from '../schema.ts'

const ATTEMPT: Schema = { type: 'integer', minimum: 1 }

/** The shapes of what a fault may match, beside the sentence about each. */
const MATCH_SHAPES: Readonly<Record<keyof FaultMatch, Schema>> = {
  operation: words(''),
  to: words('', { pattern: E164 }),
  header: strict('', {
    'name!': words('Name, whatever its case.', { minLength: 1, maxLength: 100 }),
    value: words('Value; without it, the header must just be there.'),
  }),
  type: words(''),
  template: words(''),
  event: words(''),
  subscriptionId: words(''),
  attempt: ATTEMPT,
}

/** `match`: each part with the sites that know it. */
export function matchInput(): Schema {
  const parts = Object.entries(MATCH_SHAPES).map(([name, schema]) => {
    const part = name as keyof FaultMatch
    const sites = (Object.keys(SITES) as FaultSite[]).filter((site) => SITES[site].matches[part])
    const { what } = SITES[sites[0] as FaultSite].matches[part] ?? { what: '' }
    return [
      partAsWritten(part),
      { ...schema, description: `${sites.join(' and ')} faults: ${what}` },
    ]
  })
  return strict('What it strikes; everything when left out.', Object.fromEntries(parts))
}

/** The options: each with the faults that take it. */
export function faultOptionInputs(): Members {
  const members = [...allOptions()].map(([name, { shape, faults }]) => {
    const takers = [...new Set(faults.map((fault) => faultFacts(fault).shortName))]
    return [name, { ...shape, description: `${takers.join(', ')}: ${shape.description}` }]
  })
  return Object.fromEntries(members)
}
