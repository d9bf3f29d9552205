// The explore file: which programs are explored, with what traffic and trouble, and what must hold.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { FAULT_NAMES } from '../../domain/faults/table.ts'
import { faultsOf, sentenceOf } from '../../schema/check.ts'
import {
  anything,
  byName,
  choice,
  either,
  integer,
  list,
  literal,
  object,
  optional,
  type Static,
  words,
} from '../../schema/shapes.ts'
import { INVARIANT_NAMES, OWN_TROUBLE } from './names.ts'

const MAPPING = object(
  'Which members of what is observed say what, where their names do not tell.',
  {
    id: optional(words('The member that holds the id.', 100)),
    status: optional(words('The member that holds the status.', 100)),
    count: optional(words('The member that says how often.', 100)),
  },
)

const RECEIVER = object('A program under test.', {
  url: words('Where it takes webhooks. It is ready when this URL answers anything.', 2_048),
  observe: optional(
    words(
      'A URL or a command that gives JSON of what it has done. Without it, less can be judged.',
    ),
  ),
  mapping: optional(MAPPING),
  start: optional(words('The command line that starts it. Without one, it must run already.')),
  restart: optional(words('The command line that starts it again. Default: that of `start`.')),
  events: optional(
    list('What it is subscribed to. Default: every event.', choice('An event.', EVENT_TYPES)),
  ),
})

const WEIGHT = integer('How often, beside the others; 0 is never.', { minimum: 0, maximum: 100 })

const DRIVE = object("The program's own driver: what makes it send.", {
  url: words('Posted to, with {"to": the number of a customer}.', 2_048),
  weight: optional(WEIGHT),
})

const EXPECTATION = object('Something that must hold once all is quiet.', {
  receiver: words('Whose observation is looked at.', 60),
  say: words('What must hold, as a sentence.', 300),
  observed: anything('A matcher of scenario files for what is observed.'),
})

/** The shape of the file. */
export const EXPLORE_FILE = object('What `explore` explores.', {
  receivers: byName('By name: the programs under test.', RECEIVER, {
    minProperties: 1,
    maxProperties: 5,
  }),
  traffic: optional(
    object('What happens when nothing goes wrong, by weight.', {
      moves: optional(byName('By the name of a move: see `list moves`.', WEIGHT)),
      drive: optional(DRIVE),
    }),
  ),
  trouble: optional(
    either(
      'What goes wrong.',
      literal('Everything.', 'all'),
      list(
        'Faults by their names, and restart, crash, clock, replay, rotation.',
        choice('One of them.', [...FAULT_NAMES, ...OWN_TROUBLE]),
      ),
    ),
  ),
  invariants: optional(
    list('What must hold. Default: all of them.', choice('An invariant.', INVARIANT_NAMES)),
  ),
  expect: optional(list('What must hold as well, once all is quiet.', EXPECTATION)),
})

export type ExploreFile = Static<typeof EXPLORE_FILE>

export type ExploreReceiver = ExploreFile['receivers'][string]

/** A file that cannot be explored, with everything that is wrong with it. */
export class ExploreFileError extends Error {
  override readonly name = 'ExploreFileError'
}

/** @throws ExploreFileError. */
export function readPlan(value: unknown, file: string): ExploreFile {
  const faults = faultsOf(EXPLORE_FILE, value)
  if (faults.length === 0) return value as ExploreFile
  throw new ExploreFileError(faults.map((one) => `${file}: ${sentenceOf(one)}`).join('\n'))
}
