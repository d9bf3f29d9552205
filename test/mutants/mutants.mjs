// Mutants: rules of the simulator, each with a change that breaks it. Scenarios must notice them all.

/** By name: which file, what stands there (once), and what takes its place. */
export const MUTANTS = {
  'the third attempt comes 30 seconds after the second': {
    file: 'src/domain/webhooks/retry.ts',
    from: '  30 * SECOND_MS,',
    to: '  45 * SECOND_MS,',
  },
  'the eighth attempt is the last': {
    file: 'src/domain/webhooks/retry.ts',
    from: 'export const ATTEMPTS_MAX = ATTEMPT_DELAYS_MS.length',
    to: 'export const ATTEMPTS_MAX = ATTEMPT_DELAYS_MS.length - 1',
  },
  'a 408 is tried again': {
    file: 'src/domain/webhooks/retry.ts',
    from: 'if (status === 408 || status === 429)',
    to: 'if (status === 429)',
  },
  'a redirect is no success': {
    file: 'src/domain/webhooks/retry.ts',
    from: 'status >= 200 && status < 300',
    to: 'status >= 200 && status < 400',
  },
  'Retry-After of a 429 is honoured': {
    file: 'src/domain/webhooks/retry.ts',
    from: 'outcome.status !== 429) return world.now + scheduled',
    to: 'outcome.status !== 0) return world.now + scheduled',
  },
  'twenty dead letters in a row disable a subscription': {
    file: 'src/domain/webhooks/attempts.ts',
    from: 'consecutiveFailures >= world.settings.disableAfterFailures',
    to: 'consecutiveFailures > world.settings.disableAfterFailures',
  },
  'every active secret signs': {
    file: 'src/domain/webhooks/attempts.ts',
    from: 'activeSecrets(world, subscription.id).map((row) => row.secret)',
    to: 'activeSecrets(world, subscription.id).slice(0, 1).map((row) => row.secret)',
  },
  'a pause holds what is under way': {
    file: 'src/domain/webhooks/attempts.ts',
    from: "if (subscription.status === 'paused' && !isWish) {",
    to: "if (subscription.status === 'paused' && !isWish && delivery.id === '') {",
  },
  'the last active secret stays': {
    file: 'src/domain/webhooks/secrets.ts',
    from: "if (active.length === 1) fail('last_active_secret')",
    to: '',
  },
  'a secret ends at its end': {
    file: 'src/domain/webhooks/secrets.ts',
    from: 'expiresAt === null || expiresAt > world.now',
    to: 'expiresAt === null || expiresAt > 0',
  },
  'a bulk replay takes a thousand at most': {
    file: 'src/domain/webhooks/replay.ts',
    from: 'export const BULK_REPLAY_MAX = 1_000',
    to: 'export const BULK_REPLAY_MAX = 10_000',
  },
  'a replay says what it repeats': {
    file: 'src/domain/webhooks/replay.ts',
    from: 'createDelivery(world, subscription, eventOf(world, delivery), delivery.id)',
    to: 'createDelivery(world, subscription, eventOf(world, delivery), deliveryId.slice(0, 4))',
  },
  'a disabled subscription replays nothing': {
    file: 'src/domain/webhooks/replay.ts',
    from: "if (subscription.status === 'disabled') fail('webhook_subscription_disabled')",
    to: '',
  },
  'deliveries are kept for thirty days': {
    file: 'src/domain/webhooks/purge.ts',
    from: 'DELIVERY_KEPT_MS = 30 * DAY_MS',
    to: 'DELIVERY_KEPT_MS = 90 * DAY_MS',
  },
  'only active subscriptions hear of what happens': {
    file: 'src/domain/webhooks/events.ts',
    from: "for (const row of oldestFirst(world.subscriptions, 'byStatus', 'active')) {",
    to: 'for (const row of oldestFirst(world.subscriptions)) {',
  },
  'statuses of a message share one event id': {
    file: 'src/domain/webhooks/events.ts',
    from: "world.settings.statusEventId === 'wamid:status'",
    to: "world.settings.statusEventId !== 'none'",
  },
  'the window closes after a day': {
    file: 'src/domain/messaging/conversations.ts',
    from: 'world.now - lastInboundAt <= WINDOW_MS',
    to: 'world.now - lastInboundAt <= 2 * WINDOW_MS',
  },
  'a customer who writes reopens what was resolved': {
    file: 'src/domain/messaging/conversations.ts',
    from: "conversation.status === 'resolved' ? 'open' : conversation.status",
    to: 'conversation.status',
  },
  'a late status never moves a message back': {
    file: 'src/domain/messaging/message-progress.ts',
    from: 'PROGRESS[step.status] > PROGRESS[message.status]',
    to: 'PROGRESS[step.status] > 0',
  },
  'a deleted contact takes its messages along': {
    file: 'src/domain/messaging/contacts.ts',
    from: '      cancelJob(world, message.jobId)\n      remove(world.messages, message.id)',
    to: '      if (message.id === id) remove(world.messages, message.id)',
  },
  'metadata is replaced as a whole': {
    file: 'src/domain/messaging/contacts.ts',
    from: '    ...patch,\n    ...(patch.email',
    to: '    ...patch,\n    metadata: { ...before.metadata, ...patch.metadata },\n    ...(patch.email',
  },
  'a paused template fails': {
    file: 'src/domain/messaging/message-fate.ts',
    from: "if (template.metaStatus === 'PAUSED') return because('template_paused')",
    to: '',
  },
  'a label goes only on contacts of its team': {
    file: 'src/domain/messaging/labels.ts',
    from: 'else if (account.teamId !== label.teamId) counts.skippedTeamMismatch++',
    to: '',
  },
  'an Idempotency-Key is kept for a day': {
    file: 'src/domain/access/idempotency.ts',
    from: 'IDEMPOTENCY_KEPT_MS = 24 * HOUR_MS',
    to: 'IDEMPOTENCY_KEPT_MS = 12 * HOUR_MS',
  },
  'the path belongs to an idempotent request': {
    file: 'src/domain/access/idempotency.ts',
    from: '.update(`$' + '{method} $' + '{path}',
    to: '.update(`$' + '{method}',
  },
  'another body under a key is refused': {
    file: 'src/domain/access/idempotency.ts',
    from: "if (kept.fingerprint !== fingerprint) fail('idempotency_key_reuse', 'Idempotency-Key')",
    to: '',
  },
  'a revoked key opens nothing': {
    file: 'src/domain/access/api-keys.ts',
    from: "if (key.revokedAt !== null) fail('revoked_api_key')",
    to: '',
  },
  'a key ends at its end': {
    file: 'src/domain/access/api-keys.ts',
    from: 'key.expiresAt <= world.now',
    to: 'key.expiresAt < world.now',
  },
  'sixty writes a minute': {
    file: 'src/domain/access/rate-limit.ts',
    from: 'default: { write: 60, read: 600 }',
    to: 'default: { write: 61, read: 600 }',
  },
  'a refused request takes no token': {
    file: 'src/domain/access/rate-limit.ts',
    from: 'if (hasToken) bucket.tokens = Math.max(0, bucket.tokens - 1)',
    to: 'bucket.tokens = Math.max(0, bucket.tokens - 1)',
  },
  'a cursor belongs to its filters': {
    file: 'src/domain/access/pagination.ts',
    from: 'if (filters[name] !== undefined) binding',
    to: "if (name === 'none') binding",
  },
}
