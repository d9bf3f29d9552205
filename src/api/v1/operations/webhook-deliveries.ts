// Operations of the tag Webhook Deliveries: the delivery log, and replaying from it.

import { failNotFound } from '../../../domain/failures/failures.ts'
import { bulkReplay, replayDelivery } from '../../../domain/webhooks/replay.ts'
import { find, get } from '../../../domain/world/tables.ts'
import { deliveryResource } from '../../../wire/v1/resources.ts'
import { webhookBody } from '../../../wire/v1/webhook-bodies.ts'
import type { OperationTable } from '../../operation.ts'
import { instantOf, listReply } from '../listing.ts'

export const DELIVERY_OPERATIONS: OperationTable<
  | 'GET /webhook_deliveries'
  | 'GET /webhook_deliveries/{id}'
  | 'POST /webhook_deliveries/{id}/replay'
  | 'POST /webhook_deliveries/bulk_replay'
> = {
  'GET /webhook_deliveries': {
    failures: ['invalid_limit', 'invalid_cursor'],
    run: (world, { query }) => {
      const { subscription_id: subscriptionId, status, event_type: eventType } = query
      return listReply(world, {
        operation: 'GET /webhook_deliveries',
        query,
        filters: ['subscription_id', 'status', 'event_type', 'created_after', 'created_before'],
        table: world.deliveries,
        through: [
          ['all', ''],
          ...(subscriptionId === undefined ? [] : [['bySubscription', subscriptionId] as const]),
          ...(status === undefined ? [] : [['byStatus', status] as const]),
          ...(eventType === undefined ? [] : [['byEventType', eventType] as const]),
          ...(subscriptionId === undefined || status === undefined
            ? []
            : [['bySubscriptionStatus', `${subscriptionId}:${status}`] as const]),
        ],
        where: (row) =>
          (subscriptionId === undefined || row.subscriptionId === subscriptionId) &&
          (status === undefined || row.status === status) &&
          (eventType === undefined || row.eventType === eventType),
        createdAfter: instantOf(query.created_after),
        createdBefore: instantOf(query.created_before),
        show: deliveryResource,
      })
    },
  },
  'GET /webhook_deliveries/{id}': {
    failures: ['resource_not_found'],
    run: (world, { params }) => {
      const row = find(world.deliveries, params.id) ?? failNotFound('webhook delivery', params.id)
      const payload = webhookBody(get(world.events, row.eventRowId))
      return { data: { ...deliveryResource(row), payload } }
    },
  },
  'POST /webhook_deliveries/{id}/replay': {
    failures: ['resource_not_found', 'webhook_subscription_disabled'],
    run: (world, { params }) => {
      const { id } = replayDelivery(world, params.id)
      return {
        data: { id, object: 'webhook_delivery', replayed_from: params.id, status: 'pending' },
      }
    },
  },
  'POST /webhook_deliveries/bulk_replay': {
    failures: ['resource_not_found', 'webhook_subscription_disabled'],
    run: (world, { body }) => ({
      data: bulkReplay(world, {
        subscriptionId: body.subscription_id,
        status: body.status ?? 'dead',
        eventType: body.event_type,
        createdAfter: instantOf(body.created_after),
        createdBefore: instantOf(body.created_before),
      }),
    }),
  },
}
