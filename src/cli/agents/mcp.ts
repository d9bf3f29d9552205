// The command `mcp`: all of the sandbox for a coding agent, over stdin and stdout.
import type { Command } from 'commander'

import { type App, startApp } from '../../app.ts'
import { controlClient } from '../../client/control-client.ts'
import { seed } from '../../schema/choices.ts'
import { rateOf } from '../../schema/clocks.ts'
import { CLOCK } from '../../schema/formats.ts'
import { addConnectionFlags, type ConnectionFlags } from '../connection.ts'
import { workingKey } from '../env.ts'
import { shapedFlag } from '../option-flags.ts'
import { type Terminal, talk } from '../terminal.ts'
import type { Workplace } from './tool.ts'

type McpFlags = ConnectionFlags & {
  readonly seed: number
  readonly clock: string
  readonly world: string
}

const AFTER_HELP = `
Speaks the Model Context Protocol. An agent starts it; \`init --agent\` writes what it needs for that.
Without --url and KIRIM_CONTROL_URL it starts a sandbox of its own in memory, which ends with it; with
one of them it joins the sandbox that runs there.

Examples:
  kirim-sandbox mcp
  KIRIM_CONTROL_URL=http://127.0.0.1:3000 kirim-sandbox mcp
  kirim-sandbox init --agent`

export function describeMcp(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal)
    .addOption(shapedFlag('--seed <number>', seed('the seed of its own sandbox')).default(1))
    .addOption(
      shapedFlag('--clock <mode>', CLOCK.shape('how time passes in its own sandbox')).default(
        'virtual',
      ),
    )
    .option('--world <name|file>', 'what its own sandbox begins with', 'default')
    .addHelpText('after', AFTER_HELP)
    .action(async (flags: McpFlags, self: Command) => {
      const isJoining = self.getOptionValueSource('url') !== 'default'
      await mcp(flags, isJoining, terminal)
    })
}

async function mcp(flags: McpFlags, isJoining: boolean, terminal: Terminal): Promise<void> {
  const own = isJoining ? undefined : await startOwn(flags)
  const stop = () => terminal.stdin.destroy()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) terminal.signals.on(name, stop)
  try {
    const place = workplaceOf(flags, own, terminal)
    talk(terminal, `kirim-sandbox mcp: ${place.clientFor().controlUrl}`)
    // Loaded by nobody else.
    const { serve } = await import('./server.ts')
    await serve(place, terminal)
  } finally {
    for (const name of signals) terminal.signals.off(name, stop)
    await own?.close()
  }
}

function startOwn({ seed, clock, world }: McpFlags): Promise<App> {
  return startApp({
    host: '127.0.0.1',
    port: 0,
    seed,
    world,
    tier: 'unlimited',
    rate: rateOf(clock) ?? 0,
    strictUrls: false,
    allowTargets: [],
  })
}

function workplaceOf(
  { url, apiKey, controlToken }: McpFlags,
  own: App | undefined,
  { env, folder }: Terminal,
): Workplace {
  const address = own?.controlUrl ?? url
  const given = own === undefined ? apiKey : undefined
  const clientFor = (key = given) => controlClient({ url: address, apiKey: key, controlToken })
  return {
    clientFor,
    apiKey: async () => {
      if (given !== undefined) return given
      return workingKey((await clientFor().read('organizations')).data.organizations[0])
    },
    terminal: { env, folder },
  }
}
