// The command `changes`, and `snapshot diff`: what differs between two states of an organisation.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { controlClient } from '../../client/control-client.ts'
import type { ReadData } from '../../control/reads/index.ts'
import { harmlessJson } from '../../terminal-text.ts'
import { addConnectionFlags, type ConnectionFlags } from '../connection.ts'
import { print, type Terminal } from '../terminal.ts'

type ChangesFlags = ConnectionFlags & {
  readonly since?: string
  readonly by?: 'call'
  readonly limit: number
  readonly json?: true
}

const LIMIT = 100
const LIMIT_MAX = 1_000

const AFTER_HELP = `
A checkpoint is taken by: kirim-sandbox do checkpoint. Behind a row stands "by a call" where a call of
the API had a part in its change; time and customers alone make the others.

Examples:
  kirim-sandbox do checkpoint --mark before
  kirim-sandbox changes --since before
  kirim-sandbox changes --since before --by call
  kirim-sandbox do rewind --mark before`

export function describeChanges(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal)
    .option('--since <mark>', 'the checkpoint; the newest one when left out')
    .addOption(new Option('--by <who>', 'only rows that calls of the API made').choices(['call']))
    .addOption(
      new Option('-n, --limit <number>', 'how many rows').default(LIMIT).argParser(readLimit),
    )
    .option('--json', 'what has changed as JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async ({ since, by, limit, json, ...connection }: ChangesFlags) => {
      const { data } = await controlClient(connection).read('changes', { since, by, limit })
      if (json) print(terminal, harmlessJson(data, 2))
      else printLines(`since ${data.since}`, data, terminal)
    })
}

function readLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${LIMIT_MAX}.`)
}

/** What `snapshot diff` prints. */
export async function printDiff(
  { from, to }: { readonly from: string; readonly to: string | undefined },
  { json, ...connection }: ConnectionFlags & { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const { data } = await controlClient(connection).read('diff', { from, to, limit: LIMIT_MAX })
  if (json) print(terminal, harmlessJson(data, 2))
  else printLines(`from ${from} to ${to ?? 'now'}`, data, terminal)
}

type Compared = ReadData['/diff']
type Change = Compared['changes'][number]

function printLines(what: string, compared: Compared, terminal: Terminal): void {
  const { total, more, changes, from, to } = compared
  const rows = total === 1 ? '1 row differs' : `${total} rows differ`
  const lines = [
    `${rows} ${what} (${from} to ${to})`,
    ...changes.flatMap(changeLines),
    ...(more === 0 ? [] : [`… ${more} more; --json and --limit show up to ${LIMIT_MAX}`]),
  ]
  print(terminal, lines.join('\n'))
}

const SIGNS = { added: '+', changed: '~', removed: '-' } as const

/** Members of a row that came are in its JSON; here its name is enough. */
function changeLines({ table, id, change, by_call: isByCall, members }: Change): string[] {
  const head = `${SIGNS[change]} ${table}  ${id}${isByCall ? '  by a call' : ''}`
  if (change !== 'changed') return [head]
  return [
    head,
    ...members.map(({ path, before, after }) => {
      return `    ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`
    }),
  ]
}
