// Reading the webhook subscriptions: who receives which events, and how that goes.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { activeSecrets } from '../../domain/webhooks/secrets.ts'
import { reveal } from '../../domain/world/secret.ts'
import { count } from '../../domain/world/tables.ts'
import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import type { SubscriptionRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'
import { INSTANT } from '../../schema/formats.ts'
import { choice, integer, object, optional, orNull, rows, said } from '../../schema/shapes.ts'
import { subscriptionResource } from '../../wire/v1/resources.ts'
import { AFTER_ID, newestPage, pageSize } from './lists.ts'
import { read } from './read.ts'

const SECRET = object('A signing secret.', {
  id: said('Its id.'),
  last4: said('Its last four characters.'),
  secret: orNull(said('The whole of it, where it was asked for.')),
  created_at: INSTANT.shape('When it was made.'),
  expires_at: orNull(
    INSTANT.shape('Until when it signs; null for one that is kept until it is revoked.'),
  ),
})

export const SUBSCRIPTIONS_READ = read({
  path: '/subscriptions',
  what: 'The webhook subscriptions, and how many of their deliveries are on the way or given up.',
  params: {},
  query: {
    after: AFTER_ID,
    limit: pageSize(100, 25),
    secrets: optional(
      choice('`reveal` shows the signing secrets; else only their last four characters.', [
        'reveal',
      ]),
    ),
  },
  reply: object('A page of subscriptions.', {
    subscriptions: rows(
      'Newest first.',
      object('A subscription.', {
        id: said('Its id.'),
        url: said('Where its webhooks go.'),
        description: orNull(said('What it is for.')),
        events: rows('What it wants to hear of.', said('The type of an event.')),
        status: choice('Whether it is told anything.', ['active', 'paused', 'disabled']),
        disabled_reason: orNull(said('Why it is told nothing.')),
        consecutive_failures: integer('Deliveries in a row that were given up.'),
        pending: integer('Deliveries that are not over.'),
        succeeded: integer('Deliveries that arrived.'),
        dead: integer('Deliveries that were given up.'),
        secrets: rows('The secrets that sign now, newest first.', SECRET),
        created_at: INSTANT.shape('When it was made.'),
      }),
    ),
    event_types: rows('Every event that one can subscribe to.', said('The type of an event.')),
    next: orNull(said('Give this as `after` to go on; null at the end.')),
  }),
  run: ({ organization: { world } }, { query }) => {
    const { rows, next } = newestPage(world.subscriptions, ['all', ''], query)
    const isRevealed = query.secrets === 'reveal'
    const subscriptions = rows.map((row) => described(world, row, isRevealed))
    return { subscriptions, event_types: EVENT_TYPES, next }
  },
})

function described(world: World, row: SubscriptionRow, isRevealed: boolean) {
  const {
    object: _object,
    secrets: _secrets,
    updated_at: _at,
    ...shown
  } = subscriptionResource(world, row)
  const having = (status: string) =>
    count(world.deliveries, 'bySubscriptionStatus', `${row.id}:${status}`)
  return {
    ...shown,
    pending: having('pending') + having('failed'),
    succeeded: having('succeeded'),
    dead: having('dead'),
    secrets: activeSecrets(world, row.id).map((one) => {
      const secret = reveal(one.secret)
      return {
        id: one.id,
        last4: secret.slice(-4),
        secret: isRevealed ? secret : null,
        created_at: toIso(one.createdAt),
        expires_at: toIsoOrNull(one.expiresAt),
      }
    }),
  }
}
