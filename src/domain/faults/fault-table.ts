// The table of faults: what can be made to go wrong, where it acts, and what each one takes.

/** reply: the API's answers · fate: what becomes of messages · delivery: webhooks on their way. */
export type FaultSite = 'reply' | 'fate' | 'delivery'

/** What can be said with a fault beside when it strikes. */
export type FaultOption =
  | 'status'
  | 'code'
  | 'retry_after'
  | 'ms'
  | 'meta_code'
  | 'delay'
  | 'at'
  | 'copies'
  | 'outcome'

type FaultFacts = {
  readonly site: FaultSite
  readonly what: string
  /** What must be said, and what may be. */
  readonly needs: readonly FaultOption[]
  readonly takes: readonly FaultOption[]
}

/** Named by site and fault: `delay` is one of messages and one of webhooks. */
export const FAULTS = {
  'reply.status': {
    site: 'reply',
    what: 'Answers with this error status and its code, without doing anything.',
    needs: ['status'],
    takes: ['code', 'retry_after'],
  },
  'reply.latency': {
    site: 'reply',
    what: 'Waits so many real milliseconds before doing what was asked.',
    needs: ['ms'],
    takes: [],
  },
  'reply.reset': {
    site: 'reply',
    what: 'Resets the connection (TCP RST) without doing anything.',
    needs: [],
    takes: [],
  },
  'reply.empty': {
    site: 'reply',
    what: 'Closes the connection without an answer and without doing anything.',
    needs: [],
    takes: [],
  },
  'reply.truncate': {
    site: 'reply',
    what: 'Does what was asked and breaks off in the middle of the answer.',
    needs: [],
    takes: [],
  },
  'reply.malformed': {
    site: 'reply',
    what: 'Does what was asked and answers with a body that is not JSON.',
    needs: [],
    takes: [],
  },
  'reply.slow-body': {
    site: 'reply',
    what: 'Does what was asked and sends the answer in small pieces over so many real milliseconds.',
    needs: ['ms'],
    takes: [],
  },
  'reply.drop-after-accept': {
    site: 'reply',
    what: 'Does what was asked and closes the connection without an answer.',
    needs: [],
    takes: [],
  },
  'reply.breach': {
    site: 'reply',
    what: 'Does what was asked and answers with JSON that breaks the contract.',
    needs: [],
    takes: [],
  },
  'fate.fail': {
    site: 'fate',
    what: 'The message fails with this Meta code (131026 when none is said).',
    needs: [],
    takes: ['meta_code'],
  },
  'fate.delay': {
    site: 'fate',
    what: 'Every status comes so much later, in world time.',
    needs: ['delay'],
    takes: [],
  },
  'fate.skip': {
    site: 'fate',
    what: 'One status never comes.',
    needs: ['at'],
    takes: [],
  },
  'fate.stick': {
    site: 'fate',
    what: 'Nothing comes after this status.',
    needs: ['at'],
    takes: [],
  },
  'fate.reorder': {
    site: 'fate',
    what: 'The statuses come in the opposite order.',
    needs: [],
    takes: [],
  },
  'fate.repeat': {
    site: 'fate',
    what: 'Every status comes several times.',
    needs: [],
    takes: ['copies'],
  },
  'delivery.duplicate': {
    site: 'delivery',
    what: 'The webhook is sent several times; the first answer counts.',
    needs: [],
    takes: ['copies'],
  },
  'delivery.delay': {
    site: 'delivery',
    what: 'The attempt is made so much later, in world time.',
    needs: ['delay'],
    takes: [],
  },
  'delivery.hold': {
    site: 'delivery',
    what: 'The attempt waits until the fault is disarmed: others overtake it.',
    needs: [],
    takes: [],
  },
  'delivery.drop': {
    site: 'delivery',
    what: 'The webhook is lost: nothing is sent, and the delivery is dead without counting as a failure.',
    needs: [],
    takes: [],
  },
  'delivery.wrong-signature': {
    site: 'delivery',
    what: 'The webhook is signed with a secret that nobody has.',
    needs: [],
    takes: [],
  },
  'delivery.stale-signature': {
    site: 'delivery',
    what: 'The webhook is signed as if it were an hour ago.',
    needs: [],
    takes: [],
  },
  'delivery.no-signature': {
    site: 'delivery',
    what: 'The webhook has no signature header.',
    needs: [],
    takes: [],
  },
  'delivery.outcome': {
    site: 'delivery',
    what: 'Nothing is sent; the receiver is said to have answered with a status, or not at all.',
    needs: [],
    takes: ['status', 'outcome', 'retry_after'],
  },
} as const satisfies Record<string, FaultFacts>

export type FaultName = keyof typeof FAULTS

/** Which parts of a match belong to which site. */
export const MATCHES: Readonly<Record<FaultSite, readonly string[]>> = {
  reply: ['operation', 'to', 'header'],
  fate: ['to', 'type', 'template'],
  delivery: ['event', 'subscriptionId', 'attempt'],
}

/** The row of a fault, with every column it may have. */
export function faultFacts(name: FaultName): FaultFacts {
  return FAULTS[name]
}
