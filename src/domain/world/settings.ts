// What can be tuned in a world: each setting with its default, its range and what it does.

export type SettingFacts = {
  readonly what: string
  readonly default: number | boolean | string
  /** Allowed range of a number. */
  readonly from?: number
  readonly to?: number
  /** Allowed words. */
  readonly oneOf?: readonly string[]
}

export const SETTINGS = {
  sentAfterMinMs: {
    what: 'Shortest time from pending to sent.',
    default: 300,
    from: 0,
    to: 86_400_000,
  },
  sentAfterMaxMs: {
    what: 'Longest time from pending to sent.',
    default: 1_500,
    from: 0,
    to: 86_400_000,
  },
  deliveredAfterMinMs: {
    what: 'Shortest time from sent to delivered.',
    default: 500,
    from: 0,
    to: 86_400_000,
  },
  deliveredAfterMaxMs: {
    what: 'Longest time from sent to delivered.',
    default: 3_000,
    from: 0,
    to: 86_400_000,
  },
  readAfterMinMs: {
    what: 'Shortest time from delivered to read.',
    default: 5_000,
    from: 0,
    to: 86_400_000,
  },
  readAfterMaxMs: {
    what: 'Longest time from delivered to read.',
    default: 60_000,
    from: 0,
    to: 86_400_000,
  },
  readProbability: { what: 'How many messages are read at all.', default: 0.7, from: 0, to: 1 },
  failedAfterMinMs: {
    what: 'Shortest time until a failure is known.',
    default: 500,
    from: 0,
    to: 86_400_000,
  },
  failedAfterMaxMs: {
    what: 'Longest time until a failure is known.',
    default: 5_000,
    from: 0,
    to: 86_400_000,
  },
  retryJitter: {
    what: 'How far a retry may stray from its schedule, as a share.',
    default: 0.2,
    from: 0,
    to: 1,
  },
  receiverTimeoutMs: {
    what: 'How long a receiver may take. Always real time.',
    default: 10_000,
    from: 10,
    to: 60_000,
  },
  mediaLinkMs: {
    what: "How long a link to media of a customer leads to them, in world time. Kirim says nothing of it; Meta's own links last five minutes.",
    default: 300_000,
    from: 1_000,
    to: 31_536_000_000,
  },
  signatureTime: {
    what: 'Which clock stamps signatures.',
    default: 'wall',
    oneOf: ['wall', 'world'],
  },
  statusStyle: {
    what: 'Shape of Meta status objects: v23 has conversation and pricing, v24 pricing only.',
    default: 'v23',
    oneOf: ['v23', 'v24'],
  },
  businessScopedIds: {
    what: 'Whether webhooks name customers by the ids that Meta has introduced in 2026 (user_id, from_user_id, recipient_user_id, username): not at all, beside the number, or in place of it, as for customers who hide their number.',
    default: 'off',
    oneOf: ['off', 'beside', 'only'],
  },
  rotationEnds: {
    what: 'Which secrets the expires_in_hours of a rotation ends: the new one, as the contract says, or the old ones, as the prose about rotation reads. When all have expired, the newest goes on signing, since a receiver can do nothing with a webhook that has no signature.',
    default: 'new',
    oneOf: ['new', 'old'],
  },
  statusEventId: {
    what: 'What X-Kirim-Event-Id of a status carries; production sends the bare wamid.',
    default: 'wamid',
    oneOf: ['wamid', 'wamid:status'],
  },
  windowCheck: {
    what: 'Whether a closed customer service window fails later, as production does, or at once with 422.',
    default: 'async',
    oneOf: ['async', 'sync'],
  },
  strictUrls: { what: 'Whether webhook URLs must be https, as in production.', default: false },
  strictMembers: {
    what: 'Whether a member of a body that the contract does not know is a 400; else it is reported and ignored, as production ignores it.',
    default: false,
  },
  eventOnUnassign: {
    what: 'Whether clearing an assignee announces conversation.assigned.',
    default: false,
  },
  labelNamesIgnoreCase: { what: 'Whether label names differ by more than case.', default: true },
  disableAfterFailures: {
    what: 'Dead deliveries in a row that disable a subscription.',
    default: 20,
    from: 1,
    to: 10_000,
  },
} as const satisfies Record<string, SettingFacts>

export type SettingName = keyof typeof SETTINGS

type Widened<T> = T extends number ? number : T extends boolean ? boolean : string

/** Every setting with its value. */
export type Settings = {
  -readonly [Name in SettingName]: Widened<(typeof SETTINGS)[Name]['default']>
}

/** Every setting at its default. */
export function defaultSettings(): Settings {
  const settings: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(SETTINGS)) settings[name] = setting.default
  return settings as Settings
}
