// Reading the faults: those that are armed, and those that are spent.

import {
  allOptions,
  FAULT_NAMES,
  faultFacts,
  matchNames,
  optionNames,
} from '../../domain/faults/table.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { INSTANT } from '../../schema/formats.ts'
import {
  allOptional,
  anyObject,
  flag,
  integer,
  number,
  object,
  optional,
  orNull,
  rows,
  type Shape,
  said,
  typed,
} from '../../schema/shapes.ts'
import { faultResource } from '../actions/faults.ts'
import { read } from './read.ts'

/** What was said with the fault: only what it takes is there. */
function saidOptions(): Readonly<Record<never, Shape>> {
  const options = [...allOptions()].map(([name, { shape }]) => [name, sayable(shape)])
  return allOptional(Object.fromEntries(options))
}

function sayable({ description, type }: Shape): Shape {
  const text = String(description)
  return typed({ description: text.charAt(0).toUpperCase() + text.slice(1), type })
}

export const FAULTS_READ = read({
  path: '/faults',
  what: 'Every fault that was armed, oldest first: whether it still is, and how often it struck.',
  params: {},
  query: {},
  reply: object('Faults.', {
    faults: rows(
      'Armed and spent.',
      object('A fault.', {
        id: said('Its id, for `disarm-faults`.'),
        fault: said('Its name in the table of faults.'),
        site: said('reply, fate or delivery.'),
        armed: flag('Whether it may still strike.'),
        match: anyObject('What it strikes.'),
        times: orNull(integer('How often it may strike.')),
        every: orNull(integer('It strikes only every so many matches.')),
        after: integer('So many matches pass first.'),
        probability: orNull(number('The chance of a strike.')),
        seen: integer('How often something matched.'),
        hits: integer('How often it struck.'),
        armed_at: INSTANT.shape('When it was armed.'),
        ...saidOptions(),
        optional: optional(flag('That it need not strike.')),
      }),
    ),
  }),
  run: ({ organization: { world } }) => ({
    faults: [...oldestFirst(world.faults)].map(faultResource),
  }),
})

export const KNOWN_FAULTS_READ = read({
  path: '/faults/known',
  what: 'Every fault that can be armed: what it does, and what `arm-fault` takes with it.',
  params: {},
  query: {},
  reply: object('The table of faults.', {
    faults: rows(
      'In the order of the table.',
      object('A fault.', {
        fault: said('Its name.'),
        site: said('reply, fate or delivery.'),
        what: said('What happens.'),
        needs: rows('Options that must be given.', said('An option.')),
        takes: rows('Options that may be given.', said('An option.')),
        matches: rows('What `match` may say.', said('A member of `match`.')),
        example: anyObject('Options to begin with.'),
      }),
    ),
  }),
  run: () => ({
    faults: FAULT_NAMES.map((fault) => {
      const { site, what, example } = faultFacts(fault)
      return { fault, site, what, ...optionNames(fault), matches: matchNames(site), example }
    }),
  }),
})
