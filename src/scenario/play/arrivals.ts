// What arrived at a receiver, as expectations ask for it.
import { optional } from '../../schema/shapes.ts'
import { event, matcher } from '../format/shapes.ts'
import { markFor } from './expectation.ts'
import type { Play } from './play-state.ts'
import type { Arrival } from './receivers.ts'

/** Which webhooks are meant. */
export const ABOUT_WEBHOOKS = {
  event: optional(event('Only of this type.')),
  event_id: optional(matcher('Only this event: what X-Kirim-Event-Id says.')),
  delivery_id: optional(matcher('Only this delivery: what X-Kirim-Delivery-Id says.')),
  status: optional(matcher('The status that a message.status tells.')),
  body: optional(matcher('The whole body.')),
}

/** What arrived at a receiver, from the step with a name on. */
export function arrivalsAt(
  play: Play,
  name: string,
  since: string | undefined,
): readonly Arrival[] {
  const from = markFor(play, since)?.arrivals.get(name) ?? 0
  return play.receivers.get(name)?.arrivals.slice(from) ?? []
}
