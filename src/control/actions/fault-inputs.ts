// What arm-fault takes: read from the tables of faults, so that a new option stands in its row alone.

import { allOptions, faultFacts, partAsWritten, SITES } from '../../domain/faults/table.ts'
import type { FaultMatch, FaultSite } from '../../domain/world/fault-rows.ts'
import { count } from '../../schema/choices.ts'
import { PHONE } from '../../schema/formats.ts'
import {
  allOptional,
  flag,
  integer,
  type Members,
  number,
  object,
  optional,
  type Shape,
  text,
  typed,
  words,
} from '../../schema/shapes.ts'

/** The shapes of what a fault may match, each with the sentence about it. */
const MATCH_SHAPES: Readonly<Record<keyof FaultMatch, (what: string) => Shape>> = {
  operation: text,
  to: PHONE.shape,
  header: (what) =>
    object(what, {
      name: words('Name, whatever its case.', 100),
      value: optional(text('Value; without it, the header must just be there.')),
    }),
  type: text,
  template: text,
  event: text,
  subscriptionId: text,
  attempt: count,
}

export const ARM_FAULT_MEMBERS: Members = {
  fault: words('Which one: see `list faults`.', 60),
  ...allOptional({
    match: matchShape(),
    times: count('Strike so many times, then disarm.'),
    every: count('Strike only every so many matches.'),
    after: integer('Let so many matches pass first.', { minimum: 0 }),
    probability: number('Strike with this chance, by the seed.', { minimum: 0, maximum: 1 }),
    optional: flag('It need not strike. Otherwise `run` fails when it never does. Default false.'),
    ...optionShapes(),
  }),
}

/** `match`: each part with the sites that know it. */
function matchShape(): Shape {
  const parts = Object.entries(MATCH_SHAPES).map(([name, shapeOf]) => {
    const part = name as keyof FaultMatch
    const sites = (Object.keys(SITES) as FaultSite[]).filter((site) => SITES[site].matches[part])
    const { what } = SITES[sites[0] as FaultSite].matches[part] ?? { what: '' }
    return [partAsWritten(part), shapeOf(`${sites.join(' and ')} faults: ${what}`)]
  })
  return object(
    'What it strikes; everything when left out.',
    allOptional(Object.fromEntries(parts)),
  )
}

/** The options: each with the faults that take it. */
function optionShapes(): Members {
  const members = [...allOptions()].map(([name, { shape, faults }]) => {
    const takers = [...new Set(faults.map((fault) => faultFacts(fault).shortName))]
    return [name, typed({ ...shape, description: `${takers.join(', ')}: ${shape.description}` })]
  })
  return Object.fromEntries(members)
}
