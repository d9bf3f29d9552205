// The kinds of work that a schedule can hold, one row each.

type JobFacts = {
  readonly what: string
  /** Work that goes on for ever by itself: it does not keep a world from being idle. */
  readonly housekeeping: boolean
}

export const JOB_KINDS = {
  'progress-message': { what: 'Takes the next step of a message fate.', housekeeping: false },
  'echo-message': { what: 'Lets the customer write back what was sent.', housekeeping: false },
  'download-media': { what: 'Makes the media of an inbound message ready.', housekeeping: false },
  'attempt-delivery': { what: 'Posts an event to a subscription.', housekeeping: false },
  'purge-deliveries': { what: 'Forgets deliveries after 30 days.', housekeeping: true },
} as const satisfies Record<string, JobFacts>

export type JobKind = keyof typeof JOB_KINDS
