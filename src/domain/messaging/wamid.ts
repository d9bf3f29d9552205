// Meta's ids of messages: `wamid.` and the base64 of a little record with the customer's number in it.
import { roll, rollHex } from '../world/dice.ts'

// The bytes, decoded from real ids: 1C 18 <length> <digits> 15 02 00 <direction> 18 <length> <hex> 00.
// The number is the customer's in both directions.
const OUTBOUND = '\x11'
const INBOUND = '\x12'

/** How many hexadecimal digits an outbound id ends with. */
const OUTBOUND_DIGITS = 18

/** What an inbound id ends with tells the kind of phone it was written on. */
const PHONES = [
  { kind: 'Android', starts: 'AC', digits: 32 },
  { kind: 'iPhone', starts: '3A', digits: 20 },
  { kind: 'web', starts: '3EB0', digits: 22 },
] as const

/** The wamid of a message from the business to a customer; the number is digits without the plus. */
export function outboundWamid(seed: number, customerPhone: string, messageId: string): string {
  const hex = rollHex(OUTBOUND_DIGITS, seed, 'wamid', messageId).toUpperCase()
  return pack(customerPhone, OUTBOUND, hex)
}

/** The wamid of a message from a customer. A customer keeps to one kind of phone. */
export function inboundWamid(seed: number, customerPhone: string, messageId: string): string {
  const pick = Math.floor(roll(seed, 'phone-kind', customerPhone) * PHONES.length)
  const { starts, digits } = PHONES[pick] ?? PHONES[0]
  const hex = rollHex(digits - starts.length, seed, 'wamid', messageId).toUpperCase()
  return pack(customerPhone, INBOUND, starts + hex)
}

function pack(phone: string, direction: string, hex: string): string {
  const bytes = `\x1c\x18${sized(phone)}\x15\x02\x00${direction}\x18${sized(hex)}\x00`
  const length = SCRATCH.write(bytes, 'latin1')
  return `wamid.${SCRATCH.toString('base64', 0, length)}`
}

/** Records are put together here: far longer than the longest number makes one. */
const SCRATCH = Buffer.alloc(256)

function sized(text: string): string {
  return String.fromCharCode(text.length) + text
}
