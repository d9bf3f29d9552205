// What arrived at a receiver, as expectations ask for it.
import { event, matcher } from '../format/shapes.ts'
import { markFor } from './expectation.ts'
import type { Play } from './play-state.ts'
import type { Arrival } from './receivers.ts'

/** Which webhooks are meant. */
export const ABOUT_WEBHOOKS = {
  event: event('Only of this type.'),
  event_id: matcher('Only this event: what X-Kirim-Event-Id says.'),
  delivery_id: matcher('Only this delivery: what X-Kirim-Delivery-Id says.'),
  status: matcher('The status that a message.status tells.'),
  body: matcher('The whole body.'),
}

/** What arrived at a receiver, from the step with a name on. */
export function arrivalsAt(play: Play, receiver: unknown, since: unknown): readonly Arrival[] {
  const name = String(receiver)
  const from = markFor(play, since)?.arrivals.get(name) ?? 0
  return play.receivers.get(name)?.arrivals.slice(from) ?? []
}
