// The command `logs`: what happened in a running sandbox, filtered, with bodies on request, and what comes.
import { type Command, Option } from 'commander'

import { type ControlClient, controlClient } from '../client/control-client.ts'
import type { ShownExchange } from '../control/reads/journal/calls.ts'
import { isWanted, type JournalFilter } from '../control/reads/journal/filter.ts'
import { ENTRY_KIND_NAMES } from '../control/reads/journal-entries.ts'
import { readEntry, type ShownEntry } from '../control/reads/shown-entry.ts'
import { STATUS_FILTER } from '../schema/formats.ts'
import { integer } from '../schema/shapes.ts'
import { harmlessJson, oneLine } from '../terminal-text.ts'
import { formatEntry, painter } from '../wire/log-lines.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { shapedFlag } from './option-flags.ts'
import { print, type Terminal, takesColor } from './terminal.ts'

type LogsFlags = ConnectionFlags &
  JournalFilter & {
    readonly kind?: string
    readonly limit: number
    readonly follow?: true
    readonly bodies?: true
    readonly curl?: true
    readonly json?: true
  }

const LIMIT_MAX = 1_000

const AFTER_HELP = `
Of the newest 1,000 calls, what was sent and answered is kept as well, secrets covered.

Examples:
  kirim-sandbox logs --follow
  kirim-sandbox logs --method POST --path /messages --bodies
  kirim-sandbox logs --status 4xx --curl
  kirim-sandbox logs --event message.status --json --follow`

export function describeLogs(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal)
    .option('-f, --follow', 'go on with what happens from now on')
    .addOption(
      shapedFlag(
        '-n, --limit <number>',
        integer('how many of those that were', { minimum: 0, maximum: LIMIT_MAX }),
      ).default(50),
    )
    .addOption(new Option('--kind <kind>', 'only entries of this kind').choices(ENTRY_KIND_NAMES))
    .option('--method <method>', 'only calls by this method')
    .option('--path <part>', 'only calls whose path has this in it')
    .addOption(
      shapedFlag(
        '--status <status>',
        STATUS_FILTER.shape('only what came to it: 404, 4xx, or of a message, read'),
        (text) => text.toLowerCase(),
      ),
    )
    .option('--event <type>', 'only attempts to tell of this event')
    .option('--bodies', 'with headers and bodies of calls and webhooks')
    .option('--curl', 'with each call to the API as a command')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', AFTER_HELP)
    .action((flags: LogsFlags) => logs(flags, terminal))
}

async function logs(flags: LogsFlags, terminal: Terminal): Promise<void> {
  const client = controlClient(flags)
  const { method, path, status, event, kind, limit } = flags
  const query = { method, path, status, event, kind, limit: Math.max(1, limit) }
  const { entries, next } = (await client.read('journal', query)).data
  for (const entry of limit === 0 ? [] : entries) await show(client, entry, flags, terminal)
  if (!flags.follow) return
  await untilSignal(terminal, async (signal) => {
    for await (const entry of client.events({ after: next, signal })) {
      const isKind = kind === undefined || entry.kind === kind
      const shown = entry as unknown as ShownEntry
      if (isKind && isWanted(shown, flags)) await show(client, shown, flags, terminal)
    }
  })
}

/** Following ends with the first signal, and all is well. */
async function untilSignal(
  { signals }: Terminal,
  follow: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  for (const name of ['SIGINT', 'SIGTERM'] as const) signals.on(name, stop)
  try {
    await follow(stopping.signal)
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) signals.off(name, stop)
  }
}

async function show(
  client: ControlClient,
  entry: ShownEntry,
  flags: LogsFlags,
  terminal: Terminal,
): Promise<void> {
  const hasExchange = entry.kind === 'request' || entry.kind === 'attempt'
  const isAsked = flags.bodies === true || flags.curl === true
  const exchange = hasExchange && isAsked ? await exchangeOf(client, entry.number) : null
  const whole = exchange === null ? entry : { ...entry, exchange }
  if (flags.json) print(terminal, harmlessJson(whole))
  else for (const line of linesOf(entry, exchange, flags, terminal)) print(terminal, line)
}

async function exchangeOf(client: ControlClient, number: number): Promise<ShownExchange | null> {
  const { data } = await client.read(`journal/${number}`)
  return (data as { exchange: ShownExchange | null }).exchange
}

function linesOf(
  entry: ShownEntry,
  exchange: ShownExchange | null,
  flags: LogsFlags,
  terminal: Terminal,
): string[] {
  const color = takesColor(terminal.stdout, terminal)
  const lines = formatEntry(readEntry(entry), { color, level: 'verbose' })
  if (exchange === null) return lines
  if (flags.bodies) lines.push(...exchangeLines(exchange, painter(color)))
  if (flags.curl && exchange.curl !== null) lines.push(exchange.curl)
  return lines
}

function exchangeLines(
  { request, response }: ShownExchange,
  paint: ReturnType<typeof painter>,
): string[] {
  const part = (mark: string, headers: Readonly<Record<string, string>>, body: string | null) => [
    ...Object.entries(headers).map(([name, value]) =>
      paint('dim', oneLine(`${mark} ${name}: ${value}`)),
    ),
    ...(body === null || body === '' ? [] : [oneLine(`${mark} ${body}`)]),
  ]
  const sent = part('>', request.headers, request.body)
  return [...sent, ...part('<', response.headers, response.body)]
}
