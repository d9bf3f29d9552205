// The command `ui`: the terminal UI on a sandbox that runs elsewhere.
import type { Command } from 'commander'

import { readAddresses } from '../../client/addresses.ts'
import { addConnectionFlags, type ConnectionFlags } from '../connection.ts'
import { UsageError } from '../options.ts'
import { EXIT, hasTerminal, type Terminal, talk } from '../terminal.ts'
import { isPartOfStart, showScreen } from './screen.ts'

const AFTER_HELP = `
The same screen as that of \`kirim-sandbox start\`. Leaving it with q leaves the sandbox running.

Examples:
  kirim-sandbox ui
  kirim-sandbox ui --url http://127.0.0.1:3001
  kirim-sandbox ui --api-key kdv_test_…          another organisation`

export function describeUi(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal)
    .addHelpText('after', AFTER_HELP)
    .action(async (connection: ConnectionFlags) => {
      const origin = readAddresses(connection.url)?.controlUrl.replace(/\/_sandbox$/, '')
      if (!hasTerminal(terminal)) {
        throw new UsageError(
          `ui needs a terminal to draw on. To follow what happens without one: kirim-sandbox logs --follow --url ${origin}`,
        )
      }
      await showScreen(connection, terminal)
      if (!isPartOfStart()) talk(terminal, `The sandbox at ${origin} goes on running.`)
      terminal.exit(EXIT.well)
    })
}
