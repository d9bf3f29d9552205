// The shape of a story: what happened in an organisation, short enough to be read first and at once.
import { JOURNAL_MAX } from '../../../domain/world/journal.ts'
import { INSTANT } from '../../../schema/formats.ts'
import { flag, integer, object, rows, said, type ValueOf } from '../../../schema/shapes.ts'

/** The whole story as Markdown has at most so many characters: some 5,000 tokens of a model. */
export const STORY_MAX_CHARACTERS = 20_000

/** A text in it is cut behind so many: what is left out stands where `see` points to. */
export const LINE_MAX = 160

/** Lines of what happened: those of note are chosen first, then the newest. */
export const LINES_MAX = 50

/** Things to look at, the gravest first. */
export const FINDINGS_MAX = 8

/** Faults, and things that are scheduled. */
export const COMING_MAX = 8

const SEE = said('Where to read on: a path below `/_sandbox/`.')

const COUNTS = object('How much of what happened.', {
  calls: integer('Calls to the API.'),
  refused: integer('Calls that were answered with 4xx or 5xx.'),
  sent: integer('Messages that the API accepted.'),
  failed: integer('Messages that failed.'),
  received: integer('Messages that customers wrote.'),
  attempts: integer('Attempts to deliver a webhook.'),
  not_taken: integer('Attempts that the receiver did not take.'),
  dead: integer('Deliveries that were given up.'),
  strikes: integer('Calls and attempts that a fault changed.'),
})

const FINDING = object('Something to look at.', {
  what: said('What it is.'),
  do: said('What to do about it.'),
  see: SEE,
})

const LINE = object('Something that happened, or several of the same one behind the other.', {
  number: integer('The number of the entry in the journal; of several, of the last one.'),
  at: INSTANT.shape('World time; of several, of the last one.'),
  text: said('What happened.'),
  times: integer('How often, one behind the other.'),
  of_note: flag('Whether something went wrong, or was made to.'),
  skipped: integer('Entries before it that are left out here.'),
  see: SEE,
})

const FAULT = object('A fault.', {
  id: said('Its id, for `disarm-faults`.'),
  text: said('What it does, and what it strikes.'),
  armed: flag('Whether it may still strike.'),
  hits: integer('How often it struck.'),
})

const COMING = object('Something that will happen.', {
  at: INSTANT.shape('When it is due.'),
  in_ms: integer('How long until then, in world time.'),
  text: said('What it is.'),
  see: SEE,
})

export const STORY = object('The story of an organisation.', {
  organization: object('Whose story it is.', {
    id: said('Its id.'),
    name: said('Its name.'),
  }),
  base: said('What stands before each path in `see`.'),
  now: INSTANT.shape('World time.'),
  clock: said('How time passes: real, virtual, or x and a factor.'),
  after: integer('The journal entry behind which the story begins.'),
  next: integer('Give this as `after` for the story of what comes then.'),
  lost: integer(
    `Entries behind \`after\` that the journal, which keeps ${JOURNAL_MAX}, has forgotten.`,
  ),
  counts: COUNTS,
  look_at: rows('What to look at, the gravest first.', FINDING),
  look_at_more: integer('Further things to look at that are left out here.'),
  happened: rows('What happened, in order.', LINE),
  skipped: integer('Entries behind the last line that are left out here.'),
  faults: rows('Faults that were armed, newest first.', FAULT),
  faults_more: integer('Older faults that are left out here.'),
  scheduled: rows('What happens next.', COMING),
  scheduled_more: integer('Later things that are left out here.'),
})

export type Story = ValueOf<typeof STORY>
export type StoryLine = Story['happened'][number]
export type Finding = Story['look_at'][number]
