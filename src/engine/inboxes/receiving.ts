// Receiving at an inbox: whose request it is, whether its signature is good, and what it is answered.

import { activeSecrets } from '../../domain/webhooks/secrets.ts'
import { reveal } from '../../domain/world/secret.ts'
import { find, oldestFirst } from '../../domain/world/tables.ts'
import { unixSeconds } from '../../domain/world/time.ts'
import { type SignatureCheck, verifySignature } from '../../wire/v1/signature.ts'
import { type Organization, type Sandbox, syncNow } from '../sandbox.ts'
import { type Arrival, type InboxRequest, type InboxScript, keepRequest } from './inbox.ts'

/**
 * Whose request it is: the organisation whose delivery it carries, else the fallback.
 * Organisations of one seed make the same ids: then it is the one that is sending just now, or the
 * one whose secret signed it.
 */
export function ownerOf(sandbox: Sandbox, arrival: Arrival, fallback: Organization): Organization {
  const id = deliveryIdOf(arrival)
  if (id === null) return fallback
  const owners: Organization[] = []
  const senders: Organization[] = []
  for (const organization of sandbox.organizations.values()) {
    const delivery = find(organization.world.deliveries, id)
    if (delivery !== undefined) owners.push(organization)
    if (delivery?.phase === 'attempting') senders.push(organization)
  }
  const meant = senders.length > 0 ? senders : owners
  if (meant.length <= 1) return meant[0] ?? fallback
  return meant.find((one) => checkSignature(sandbox, one, arrival).valid) ?? meant[0] ?? fallback
}

/** Takes a request in: it is judged, written down, told, and answered by the script. */
export function receiveAtInbox(
  sandbox: Sandbox,
  organization: Organization,
  name: string,
  arrival: Arrival,
  script: InboxScript,
): InboxRequest {
  const judged = {
    at: syncNow(sandbox, organization),
    deliveryId: deliveryIdOf(arrival),
    signature: checkSignature(sandbox, organization, arrival),
  }
  return keepRequest(organization.inboxes, name, arrival, judged, script)
}

function deliveryIdOf({ headers }: Arrival): string | null {
  const id = headers['x-kirim-delivery-id']
  return typeof id === 'string' ? id : null
}

/** Judges as a careful receiver would, by the clock that stamps this organisation's signatures. */
function checkSignature(
  sandbox: Sandbox,
  organization: Organization,
  arrival: Arrival,
): SignatureCheck {
  const { world } = organization
  const header = arrival.headers['x-kirim-signature']
  const now = world.settings.signatureTime === 'world' ? world.now : sandbox.ports.clock.wall()
  return verifySignature({
    header: typeof header === 'string' ? header : null,
    body: arrival.body,
    secrets: secretsFor(organization, arrival),
    now: unixSeconds(now),
  })
}

function secretsFor({ world }: Organization, arrival: Arrival): string[] {
  const delivery = find(world.deliveries, deliveryIdOf(arrival) ?? '')
  const ids =
    delivery === undefined
      ? [...oldestFirst(world.subscriptions)].map(({ id }) => id)
      : [delivery.subscriptionId]
  return ids.flatMap((id) => activeSecrets(world, id).map(({ secret }) => reveal(secret)))
}
