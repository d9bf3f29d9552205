// The names of what is explored: invariants, and trouble beside the tables of faults.

/** What must hold, each with its sentence. */
export const INVARIANTS = {
  'handled-once': 'What is told more than once is handled once.',
  'nothing-lost': 'What was taken with a 2xx was handled; nothing else ends as a dead letter.',
  'no-double-send': 'A message that the program sends reaches its customer once.',
  'status-agrees': 'The status that the program remembers is that of the API.',
  'respects-retry-after': 'A call that got Retry-After is not made again before that time.',
  'answers-in-time': 'A webhook is answered within ten seconds.',
  'no-5xx-for-good': 'What is refused with a 5xx is taken when it is tried again.',
  expect: 'What the file expects holds.',
} as const

export type InvariantName = keyof typeof INVARIANTS

export const INVARIANT_NAMES = Object.keys(INVARIANTS) as readonly InvariantName[]

/** What has happened too often stays so; what is missing may come. */
const FINAL: ReadonlySet<InvariantName> = new Set<InvariantName>([
  'handled-once',
  'no-double-send',
  'respects-retry-after',
  'answers-in-time',
  'no-5xx-for-good',
])

/** Whether it may come to hold when the program gets more time. */
export function mayHeal({ invariant }: { readonly invariant: InvariantName }): boolean {
  return !FINAL.has(invariant)
}

/** Trouble that is no fault of the tables. */
export const OWN_TROUBLE = ['restart', 'crash', 'clock', 'replay', 'rotation'] as const
