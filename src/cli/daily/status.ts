// The command `status`: what runs, where, and what it holds.
import type { Command } from 'commander'

import { controlClient, type ReadData } from '../../client/control-client.ts'
import { harmlessJson, oneLine } from '../../terminal-text.ts'
import type { ConnectionFlags } from '../connection.ts'
import { formatPairs } from '../tables.ts'
import { print, type Terminal } from '../terminal.ts'
import { addWhereFlags, locate, type WhereFlags } from './whereabouts.ts'

type Status = ReadData['/status']

const AFTER_HELP = `
Exit codes: 0 it runs, 1 it refused to say, 5 none runs there.

Examples:
  kirim-sandbox status
  kirim-sandbox status --url localhost:4000
  kirim-sandbox status --data .kirim-sandbox --json`

export function describeStatus(command: Command, terminal: Terminal): void {
  addWhereFlags(command, terminal)
    .option('--json', 'all of it, as GET /_sandbox/status gives it')
    .addHelpText('after', AFTER_HELP)
    .action(async ({ json, ...flags }: WhereFlags & { readonly json?: true }, self: Command) => {
      const data = await readStatus(locate(self, flags, terminal))
      print(terminal, json ? harmlessJson(data, 2) : formatPairs(pairsOf(data)).join('\n'))
    })
}

async function readStatus(connection: ConnectionFlags): Promise<Status> {
  return (await controlClient(connection).read('status')).data
}

function pairsOf(status: Status): [string, string][] {
  const { organizations, organization_id: id, coverage } = status
  const own = organizations.find((one) => one.id === id) ?? organizations[0]
  const others = organizations.length - 1
  const more = others === 0 ? '' : `, and ${others} more`
  return [
    ['url', status.url],
    ['control', status.control_url],
    ['version', status.version],
    ['process', `${status.pid}, running for ${ageOf(status.uptime_ms)}`],
    ['kept in', status.kept_in ?? 'nothing is kept (--memory)'],
    ...(own === undefined ? [] : pairsOfOrganization(own, more)),
    ['coverage', `${coverage.seen} of ${coverage.total} answers of the contract`],
  ]
}

function pairsOfOrganization(
  { id, name, clock, seed, rows, next_job: next, ...one }: Status['organizations'][number],
  more: string,
): [string, string][] {
  const counts = ['accounts', 'contacts', 'conversations', 'messages', 'subscriptions']
  const counted = counts.flatMap((table) => (rows[table] ? [`${rows[table]} ${table}`] : []))
  const { pending_deliveries: pending, dead_letters: dead, armed_faults: faults } = one
  return [
    ['organization', oneLine(`${name} (${id})${more}`)],
    ['clock', `${clock.mode}, ${clock.now}`],
    ['seed', String(seed)],
    ['tier', one.tier],
    ['holds', counted.length === 0 ? 'nothing yet' : counted.join(', ')],
    ['webhooks', `${pending} pending, ${dead} dead letters`],
    ['faults', `${faults} armed`],
    ['next', next === null ? 'nothing is scheduled' : `${next.kind} at ${next.due_at}`],
  ]
}

/** The two largest units that are not nothing: `2 h 5 min`. */
function ageOf(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first === -1) return '0 s'
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
