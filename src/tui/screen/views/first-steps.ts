// What an untouched sandbox says: what to press, and a first message that can be pasted.
import type { State } from '../model.ts'
import { BLANK, type Line, line } from '../spans.ts'
import { advice } from './parts.ts'

/** Reads everything at once, whatever the world holds. */
const ALWAYS_READS = '+628000000003'

export function firstCurl({ session }: State): readonly string[] {
  const body = JSON.stringify({ to: ALWAYS_READS, type: 'text', text: { body: 'Halo!' } })
  return [
    `curl ${session.apiUrl}/messages \\`,
    `  -H 'Authorization: Bearer ${session.apiKey}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${body}'`,
  ]
}

export function firstSteps(state: State): Line[] {
  return [
    line(['Nothing has happened yet. Begin here:', 'strong']),
    BLANK,
    ...advice(
      ['n', 'send a message as the business, through the API'],
      ['c', 'write as a customer'],
      ['w', 'have webhooks sent to a receiver'],
      ['?', 'all keys'],
    ),
    BLANK,
    line(['Or paste this into another terminal (y copies it):', 'dim']),
    BLANK,
    ...firstCurl(state).map((text) => line(`  ${text}`)),
  ]
}
