// Reading the faults: those that are armed, and those that are spent.

import {
  allOptions,
  FAULT_NAMES,
  faultFacts,
  matchNames,
  optionNames,
} from '../../domain/faults/table.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import type { Shape } from '../../schema/shapes.ts'
import { faultResource } from '../actions/faults.ts'
import type { Schema } from '../schema.ts'
import { read } from './read.ts'
import { foreign, instant, list, orNull, shape, text, whole, yes } from './shapes.ts'

/** What was said with the fault: only what it takes is there. */
function withOptions(fault: Schema): Schema {
  const options = [...allOptions()].map(([name, { shape: option }]) => [name, sayable(option)])
  return {
    ...fault,
    properties: {
      ...(fault.properties as object),
      ...Object.fromEntries(options),
      optional: yes('That it need not strike.'),
    },
  }
}

function sayable({ description, type }: Shape): Schema {
  const said = String(description)
  return { description: said.charAt(0).toUpperCase() + said.slice(1), type }
}

export const FAULTS_READ = read({
  path: '/faults',
  what: 'Every fault that was armed, oldest first: whether it still is, and how often it struck.',
  params: {},
  query: {},
  reply: shape('Faults.', {
    faults: list(
      'Armed and spent.',
      withOptions(
        shape('A fault.', {
          id: text('Its id, for `disarm-faults`.'),
          fault: text('Its name in the table of faults.'),
          site: text('reply, fate or delivery.'),
          armed: yes('Whether it may still strike.'),
          match: foreign('What it strikes.'),
          times: orNull(whole('How often it may strike.')),
          every: orNull(whole('It strikes only every so many matches.')),
          after: whole('So many matches pass first.'),
          probability: orNull({ description: 'The chance of a strike.', type: 'number' }),
          seen: whole('How often something matched.'),
          hits: whole('How often it struck.'),
          armed_at: instant('When it was armed.'),
        }),
      ),
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
  reply: shape('The table of faults.', {
    faults: list(
      'In the order of the table.',
      shape('A fault.', {
        fault: text('Its name.'),
        site: text('reply, fate or delivery.'),
        what: text('What happens.'),
        needs: list('Options that must be given.', text('An option.')),
        takes: list('Options that may be given.', text('An option.')),
        matches: list('What `match` may say.', text('A member of `match`.')),
        example: foreign('Options to begin with.'),
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
