// The command `stop`: ends a running sandbox in order, and waits until it has ended.
import type { Command } from 'commander'

import { type ControlClient, controlClient, type Stopping } from '../../client/control-client.ts'
import { ControlError, NoSandboxError } from '../../client/control-errors.ts'
import { pause, within } from '../../client/waiting.ts'
import { DURATION } from '../../schema/formats.ts'
import { shapedFlag } from '../option-flags.ts'
import { EXIT, print, type Terminal, talk } from '../terminal.ts'
import { readTimeout } from '../wait.ts'
import { addWhereFlags, locate, type WhereFlags, whoRunsFrom } from './whereabouts.ts'

/** How often is looked whether it has ended. */
const POLL_MS = 50

type StopFlags = WhereFlags & { readonly timeout: number }

const AFTER_HELP = `
What was acknowledged is kept. A sandbox of \`exec\` or of a test suite ends with that instead.

Exit codes: 0 it has ended, 1 it refused, 4 it has not ended in time, 5 none runs there.

Examples:
  kirim-sandbox stop
  kirim-sandbox stop --data .kirim-sandbox
  kirim-sandbox stop --url localhost:4000`

export function describeStop(command: Command, terminal: Terminal): void {
  addWhereFlags(command, terminal)
    .addOption(
      shapedFlag(
        '--timeout <duration>',
        DURATION.shape('how long to wait until it has ended'),
        readTimeout,
      ).default(10_000, '10s'),
    )
    .addHelpText('after', AFTER_HELP)
    .action(async ({ timeout, ...flags }: StopFlags, self: Command) => {
      const client = controlClient(locate(self, flags, terminal))
      const what = `the sandbox at ${new URL(client.controlUrl).origin}`
      const stopping = await client.stop()
      if (await within(timeout, (deadline) => untilEnded(client, stopping, deadline))) {
        const { kept_in: folder } = stopping
        const kept = folder === null ? '' : ` All is kept in ${folder}.`
        print(terminal, `Stopped ${what} (process id ${stopping.pid}).${kept}`)
        return
      }
      talk(
        terminal,
        `kirim-sandbox: ${what} was told to stop and has not ended in time. Wait on with --timeout, or end its process on its machine: kill ${stopping.pid}`,
      )
      terminal.setExitCode(EXIT.incomplete)
    })
}

/** Whether it has ended before the deadline. */
async function untilEnded(
  client: ControlClient,
  stopping: Stopping,
  deadline: AbortSignal,
): Promise<boolean> {
  while (!deadline.aborted) {
    if (await hasEnded(client, stopping, deadline)) return true
    await pause(POLL_MS, deadline)
  }
  return false
}

/** The port is let go of first, the data folder last. */
async function hasEnded(
  client: ControlClient,
  { pid, kept_in: folder }: Stopping,
  deadline: AbortSignal,
): Promise<boolean> {
  try {
    const { data } = await client.read('status', {}, deadline)
    // Another one may be there already.
    if (data.pid === pid) return false
  } catch (error) {
    if (deadline.aborted || error instanceof ControlError) return false
    if (!(error instanceof NoSandboxError)) throw error
  }
  return folder === null || whoRunsFrom(folder)?.pid !== pid
}
