// Where the sandbox is that a command means: at an address, or where the one of a data folder listens.
import { type Command, Option } from 'commander'

import { type RunningSandbox, runningFrom } from '../../adapters/file-store/address.ts'
import { machineClock } from '../../app.ts'
import { NoSandboxError } from '../../client/control-errors.ts'
import { readConfig } from '../config-file.ts'
import { addConnectionFlags, type ConnectionFlags } from '../connection.ts'
import { resolveOptions, UsageError } from '../options.ts'
import { pathIn, type Terminal } from '../terminal.ts'

export type WhereFlags = ConnectionFlags & { readonly data?: string }

const HELP = `
Without --url and --data it is the sandbox at KIRIM_CONTROL_URL; else the one that runs from the data
folder of this directory (.kirim-sandbox, or what the variable or the config file says); else
http://127.0.0.1:3000.`

/** Adds the flags of a connection, and `--data`. */
export function addWhereFlags(command: Command, terminal: Pick<Terminal, 'env'>): Command {
  return addConnectionFlags(command, terminal)
    .addOption(
      new Option('--data <folder>', 'the sandbox that runs from this data folder').helpGroup(
        'The sandbox:',
      ),
    )
    .addHelpText('after', HELP)
}

/**
 * The flags with the address of the sandbox that is meant.
 *
 * @throws UsageError when two are named; NoSandboxError when none runs from the folder that is named,
 * or it cannot be called from here.
 */
export function locate(self: Command, flags: WhereFlags, terminal: Terminal): ConnectionFlags {
  const { data, ...connection } = flags
  const source = self.getOptionValueSource('url')
  if (data === undefined && source !== 'default') return connection
  if (data !== undefined && source === 'cli') {
    throw new UsageError('--url and --data cannot be given together: both say which sandbox.')
  }
  const options = resolveOptions(
    data === undefined ? {} : { data },
    terminal.env,
    readConfig(terminal),
  )
  const running = whoRunsFrom(pathIn(terminal, options.data))
  if (running?.isHere && running.origin !== null) return { ...connection, url: running.origin }
  if (data !== undefined) throw new NoSandboxError(whyNot(data, running))
  return connection
}

/** Who runs from a folder now; null when nobody does. */
export function whoRunsFrom(folder: string): RunningSandbox | null {
  return runningFrom(folder, machineClock().now())
}

function whyNot(folder: string, running: RunningSandbox | null): string {
  if (running === null) return `No sandbox runs from ${folder}.`
  const { pid, host, isHere } = running
  if (isHere) {
    return `The sandbox with process id ${pid} runs from ${folder}, and does not listen: it is starting or stopping. Try again.`
  }
  return `The sandbox of ${folder} runs on ${host}, another machine or container. Say with --url where it can be reached from here.`
}
