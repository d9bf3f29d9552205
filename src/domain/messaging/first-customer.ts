// The customer to begin with: a first message to her arrives and is read, whatever the world holds.
import { first, oldestFirst } from '../world/tables.ts'
import type { World } from '../world/world.ts'
import { contactWithPhone } from './contacts.ts'
import { isWindowOpen } from './conversations.ts'

/** Reads everything at once, in every world: for those without a customer who may be written to. */
const ALWAYS_READS = '+628000000003'

/**
 * The phone, with its plus, of the first customer who reads quickly and whose customer service window
 * is open. Every page, banner and screen that shows a first message shows this one.
 */
export function firstCustomer(world: World): string {
  for (const { id: phone, behaviour } of oldestFirst(world.recipients)) {
    if (behaviour !== 'reads-quickly') continue
    for (const account of oldestFirst(world.accounts)) {
      const contact = contactWithPhone(world, account, phone)
      const conversation = contact && first(world.conversations, 'byContact', contact.id)
      if (conversation && isWindowOpen(world, conversation)) return `+${phone}`
    }
  }
  return ALWAYS_READS
}
