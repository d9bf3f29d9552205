// What an untouched sandbox says: what to press, and a first message that can be pasted.
import type { State } from '../model.ts'
import { BLANK, type Line, line } from '../spans.ts'
import { advice } from './parts.ts'

/** Empty until the sandbox has said who is to be written to. */
export function firstCurl({ session, data }: State): readonly string[] {
  const { status } = data
  const own = status?.organizations.find(({ id }) => id === status.organization_id)
  const to = own?.first_customer
  if (to === undefined) return []
  const body = JSON.stringify({ to, type: 'text', text: { body: 'Halo!' } })
  return [
    `curl ${session.apiUrl}/messages \\`,
    `  -H 'Authorization: Bearer ${session.apiKey}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${body}'`,
  ]
}

const PASTE = 'Or paste this into another terminal (y copies it):'

export function firstSteps(state: State): Line[] {
  const curl = firstCurl(state)
  return [
    line(['Nothing has happened yet. Begin here:', 'strong']),
    BLANK,
    ...advice(
      ['n', 'send a message as the business, through the API'],
      ['c', 'write as a customer'],
      ['w', 'have webhooks sent to a receiver'],
      ['?', 'all keys'],
    ),
    ...(curl.length === 0 ? [] : [BLANK, line([PASTE, 'dim']), BLANK]),
    ...curl.map((text) => line(`  ${text}`)),
  ]
}
