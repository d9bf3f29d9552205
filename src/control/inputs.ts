// What a control action takes: a JSON Schema (draft 2020-12) for the body of each.
import { CUSTOMER_WRITES_MEMBERS, E164, strict, words } from './message-inputs.ts'

/** By action: the body of `POST /_sandbox/actions/{name}`. */
export const ACTION_INPUTS = {
  'customer-writes': strict('A customer writes to a business number.', {
    'from!': words("The customer's number, E.164.", { pattern: E164 }),
    to: words('The business number; may be left out when there is only one.', { pattern: E164 }),
    name: words("The name in the customer's WhatsApp profile.", { minLength: 1 }),
    ...CUSTOMER_WRITES_MEMBERS,
  }),
} as const
