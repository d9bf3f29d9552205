// Names of what is in a world: requests are made before anybody knows an id, and filled in when sent.
import fc from 'fast-check'

import type { Known } from './values.ts'

const PREFIXES = ['msg', 'cnv', 'ctc', 'lbl', 'wbs', 'wbd', 'sec', 'usr', 'team', 'key', 'flt']

/** Few, so that requests meet: ordinary ones, those that behave, those that fail. */
export const PHONES = [
  '+6281234567890',
  '+6281234567891',
  '+628000000001',
  '+628000000003',
  '+628000000006',
  '+628000000008',
  '+62800000131047',
  '+6281100000001',
]

const TEMPLATES = ['order_confirmation', 'nobody_knows', 'toString']

/** Stands for the id of a row, whichever that is when the request is sent. */
export function nameOf(prefix: string): fc.Arbitrary<string> {
  return fc.nat(40).map((nth) => `~${prefix}.${nth}~`)
}

/** Stands for a cursor that a page gave, with one of its characters changed unless that is 0. */
export const cursorName = fc
  .tuple(fc.nat(20), fc.oneof(fc.constant(0), fc.nat(60)))
  .map(([nth, changed]) => `~cursor.${nth}.${changed}~`)

/** Ids that are known, numbers that meet, templates that exist: requests that get somewhere. */
export const known: Known = ({ pattern }, name) => {
  if (name === 'limit') return fc.constantFrom('1', '2', '25', '100', '007')
  if (name === 'cursor') return cursorName
  if (name === 'assigned_to') return nameOf('usr')
  if (name === 'team_id') return nameOf('team')
  if (name === 'name') return fc.constantFrom(...TEMPLATES, 'Siti', 'VIP')
  if (typeof pattern !== 'string') return undefined
  if (pattern.startsWith('^\\+[1-9]')) return fc.constantFrom(...PHONES)
  const prefix = /^\^\(?([a-z]+)_\[/.exec(pattern)?.[1]
  if (prefix === undefined || !PREFIXES.includes(prefix)) return undefined
  return fc.oneof(
    { arbitrary: nameOf(prefix), weight: 5 },
    { arbitrary: fc.stringMatching(new RegExp(pattern)), weight: 1 },
  )
}

/** What answers have told: the newest ids of each kind and the newest cursors. */
export type Heard = { readonly ids: Map<string, string[]>; readonly cursors: string[] }

const REMEMBERED_MAX = 40

export function newHeard(): Heard {
  return { ids: new Map(), cursors: [] }
}

/** Remembers the ids and the cursor that stand in an answer. */
export function listen({ ids, cursors }: Heard, body: string): void {
  const pattern = /"((msg|cnv|ctc|lbl|wbs|wbd|sec|usr|team|key|flt)_[0-9A-HJKMNP-TV-Z]{26})"/g
  for (const [, id = '', prefix = ''] of body.matchAll(pattern)) {
    const known = ids.get(prefix) ?? []
    if (!known.includes(id)) known.unshift(id)
    known.length = Math.min(known.length, REMEMBERED_MAX)
    ids.set(prefix, known)
  }
  const cursor = /"next_cursor":"([^"]+)"/.exec(body)?.[1]
  if (cursor !== undefined) cursors.unshift(cursor)
  cursors.length = Math.min(cursors.length, REMEMBERED_MAX)
}

/** Well shaped, and nobody has it. */
const NOBODY = '0'.repeat(26)

/** Puts the ids and cursors of now in the place of their names. */
export function fillIn(text: string, { ids, cursors }: Heard): string {
  return text
    .replaceAll(/~([a-z]{3,4})\.(\d+)~/g, (_, prefix: string, nth: string) => {
      const known = ids.get(prefix) ?? []
      return known[Number(nth) % known.length] ?? `${prefix}_${NOBODY}`
    })
    .replaceAll(/~cursor\.(\d+)\.(\d+)~/g, (_, nth: string, changed: string) => {
      const cursor = cursors[Number(nth) % cursors.length] ?? 'none'
      const at = Number(changed) % cursor.length
      return at === 0 ? cursor : `${cursor.slice(0, at)}A${cursor.slice(at + 1)}`
    })
}
