// The shape of a receiver that is declared, in world files and where an organisation is made.
import { WEB_ADDRESS, WEBHOOK_SECRET } from '../../schema/formats.ts'
import { choice, list, object, optional } from '../../schema/shapes.ts'

/** A receiver that may hear of these events. */
export function receiverShape<const Event extends string>(events: readonly Event[]) {
  return object('A receiver of webhooks.', {
    url: WEB_ADDRESS.shape('Where its webhooks go.', { maxLength: 2048 }),
    events: optional(
      list(
        'What it wants to hear of; every event when left out.',
        choice('The type of an event.', events),
      ),
    ),
    secret: optional(
      WEBHOOK_SECRET.shape(
        'What its webhooks are signed with; what --webhook-secret says, or the same at every start, when left out.',
      ),
    ),
  })
}

/** More receivers than anybody declares in one place. */
export const RECEIVERS_MAX = 50
