// The step `expect-delivery`: how deliveries stand, whoever receives them.
import { find, oldestFirst } from '../../domain/world/tables.ts'
import type { DeliveryRow } from '../../domain/world/webhook-rows.ts'
import { allOptional, object, text, type ValueOf } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher, receiver } from '../format/shapes.ts'
import { ABOUT_WEBHOOKS } from '../play/arrivals.ts'
import {
  type Asked,
  among,
  COUNT,
  expecting,
  markFor,
  SINCE,
  WAITING,
} from '../play/expectation.ts'
import { organizationFor, type Play } from '../play/play-state.ts'
import type { Finding } from '../play/step.ts'
import { deliveryView } from '../play/views.ts'

const INPUT = object(
  'Which deliveries, and what is said of them.',
  allOptional({
    id: text('The delivery.'),
    receiver: receiver('Only to this one.'),
    event: ABOUT_WEBHOOKS.event,
    event_id: ABOUT_WEBHOOKS.event_id,
    status: matcher('pending, succeeded, failed (to be tried again) or dead.'),
    phase: matcher('What happens with it now.'),
    attempt_count: matcher('How often it was tried.'),
    next_attempt_at: matcher('When it is tried again.'),
    response_status: matcher('The status of the last answer.'),
    replayed_from: matcher('The delivery that it repeats.'),
    attempts: matcher('Each try: offset_ms, outcome, response_status, …'),
    count: COUNT,
    since: SINCE,
    ...WAITING,
  }),
)

export const expectDelivery = expecting({
  what: 'How deliveries stand, whoever receives them.',
  input: INPUT,
  example: '- expect-delivery: { receiver: crm, status: dead, attempt_count: 8 }',
  waits: true,
  look,
})

function look(
  play: Play,
  { input, organization: where }: Asked<ValueOf<typeof INPUT>>,
): Finding | null {
  const { id, receiver: name, event, event_id: eventId, since, count, ...expected } = input
  const organization = organizationFor(play, where)
  const { world } = organization
  const after = markFor(play, since)?.seqs.get(world.id) ?? 0
  const url = name === undefined ? undefined : play.receivers.get(name)?.url
  const isMeant = (row: DeliveryRow) =>
    row.seq > after &&
    (id === undefined || row.id === id) &&
    (event === undefined || row.eventType === event) &&
    (eventId === undefined || mismatches(eventId, row.eventId).length === 0) &&
    (url === undefined || find(world.subscriptions, row.subscriptionId)?.url === url)
  const views = [...oldestFirst(world.deliveries)]
    .filter(isMeant)
    .map((row) => deliveryView(play.opened, organization, row))
  return among('deliveries', views, expected, count)
}
