// The command `ui`: the terminal UI on a sandbox that runs elsewhere.
import type { Command } from 'commander'

import { readAddresses } from '../client/addresses.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { UsageError } from './options.ts'
import { openTerminalScreen } from './start/screen.ts'
import { EXIT, hasTerminal, type Terminal } from './terminal.ts'

const AFTER_HELP = `
The same screen as that of \`kirim-sandbox start\`. Leaving it with q leaves the sandbox running.

Examples:
  kirim-sandbox ui
  kirim-sandbox ui --url http://127.0.0.1:3001
  kirim-sandbox ui --api-key kdv_test_…          another organisation`

const INTERRUPTED = 130
const TERMINATED = 143

export function describeUi(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal)
    .addHelpText('after', AFTER_HELP)
    .action(async (connection: ConnectionFlags) => {
      if (!hasTerminal(terminal)) {
        throw new UsageError(
          `ui needs a terminal to draw on. To follow what happens without one: curl -N ${readAddresses(connection.url)?.controlUrl}/events`,
        )
      }
      const screen = await openTerminalScreen({ ...connection, endsSandbox: false })
      terminal.signals.on('SIGINT', () => terminal.exit(INTERRUPTED))
      terminal.signals.on('SIGTERM', () => terminal.exit(TERMINATED))
      await screen.closed
      terminal.exit(EXIT.well)
    })
}
