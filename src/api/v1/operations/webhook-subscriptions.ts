// Operations of the tag Webhook Subscriptions: who wants which events, and their signing secrets.

import { fail } from '../../../domain/failures/failures.ts'
import { revokeSecret, rotateSecret } from '../../../domain/webhooks/secrets.ts'
import {
  createSubscription,
  deleteSubscription,
  findSubscription,
  updateSubscription,
} from '../../../domain/webhooks/subscriptions.ts'
import { reveal } from '../../../domain/world/secret.ts'
import { toIso, toIsoOrNull } from '../../../domain/world/time.ts'
import { subscriptionResource } from '../../../wire/v1/resources.ts'
import type { OperationTable } from '../../operation.ts'
import { listReply } from '../listing.ts'

export const SUBSCRIPTION_OPERATIONS: OperationTable<
  | 'POST /webhook_subscriptions'
  | 'GET /webhook_subscriptions'
  | 'GET /webhook_subscriptions/{id}'
  | 'PATCH /webhook_subscriptions/{id}'
  | 'DELETE /webhook_subscriptions/{id}'
  | 'POST /webhook_subscriptions/{id}/secrets'
  | 'DELETE /webhook_subscriptions/{id}/secrets/{secret_id}'
> = {
  'POST /webhook_subscriptions': {
    failures: ['invalid_webhook_url'],
    run: (world, { body }) => {
      const { url, description = null, events } = body
      const { subscription, secret } = createSubscription(world, { url, description, events })
      return {
        data: {
          ...subscriptionResource(world, subscription),
          initial_secret: reveal(secret.secret),
        },
      }
    },
  },
  'GET /webhook_subscriptions': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) => {
      const { status = 'all' } = query
      return listReply(world, {
        operation: 'GET /webhook_subscriptions',
        query: { ...query, status },
        filters: ['status'],
        table: world.subscriptions,
        through: [status === 'all' ? ['all', ''] : ['byStatus', status]],
        show: (row) => subscriptionResource(world, row),
        dependsOnOthers: () => true,
      })
    },
  },
  'GET /webhook_subscriptions/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => ({
      data: subscriptionResource(world, findSubscription(world, params.id)),
    }),
  },
  'PATCH /webhook_subscriptions/{id}': {
    failures: ['resource_not_found', 'invalid_webhook_url'],
    run: (world, { params, body }) => {
      const { url, description, events, status } = body
      const after = updateSubscription(world, params.id, {
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...(events !== undefined && { events }),
        ...(status !== undefined && { status }),
      })
      return { data: subscriptionResource(world, after) }
    },
  },
  'DELETE /webhook_subscriptions/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      deleteSubscription(world, params.id)
      return { data: { id: params.id, deleted: true } }
    },
  },
  'POST /webhook_subscriptions/{id}/secrets': {
    failures: ['resource_not_found', 'webhook_subscription_disabled'],
    run: (world, { params, body }) => {
      const subscription = findSubscription(world, params.id)
      if (subscription.status === 'disabled') fail('webhook_subscription_disabled')
      const secret = rotateSecret(world, params.id, body.expires_in_hours ?? null)
      return {
        data: {
          id: secret.id,
          object: 'webhook_secret',
          secret: reveal(secret.secret),
          created_at: toIso(secret.createdAt),
          expires_at: toIsoOrNull(secret.expiresAt),
        },
      }
    },
  },
  'DELETE /webhook_subscriptions/{id}/secrets/{secret_id}': {
    failures: ['resource_not_found', 'last_active_secret'],
    run: (world, { params }) => {
      findSubscription(world, params.id)
      revokeSecret(world, params.id, params.secret_id)
      return { data: { id: params.secret_id, deleted: true } }
    },
  },
}
