// What the commands that talk to a running sandbox share: where it is, whose key is sent, and the token.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { DEFAULT_URL, readAddresses } from '../client/addresses.ts'
import { UsageError } from './options.ts'
import type { Terminal } from './terminal.ts'

export type ConnectionFlags = {
  readonly url: string
  readonly apiKey?: string
  readonly controlToken?: string
}

/** The variables that stand in for the flags. */
const VARIABLE_OF = {
  url: 'KIRIM_CONTROL_URL',
  apiKey: 'KIRIM_API_KEY',
  controlToken: 'KIRIM_SANDBOX_CONTROL_TOKEN',
} as const

const GROUP = 'The sandbox:'

/**
 * Adds `--url`, `--api-key` and `--control-token`; `controlClient` takes what they give. The variable
 * KIRIM_API_KEY stands in for the flag, except where it is the question and not the answer.
 */
export function addConnectionFlags(
  command: Command,
  { env }: Pick<Terminal, 'env'>,
  { keyVariable = true }: { readonly keyVariable?: boolean } = {},
): Command {
  const { apiKey, ...others } = VARIABLE_OF
  const variables = keyVariable ? VARIABLE_OF : others
  const keyNote = keyVariable ? ` (env: ${apiKey})` : ''
  return command
    .addOption(
      new Option('--url <url>', 'where the sandbox is')
        .default(DEFAULT_URL, `${JSON.stringify(DEFAULT_URL)}, env: ${VARIABLE_OF.url}`)
        .argParser(readUrl)
        .helpGroup(GROUP),
    )
    .addOption(
      new Option(
        '--api-key <key>',
        `whose organisation; the default one when left out${keyNote}`,
      ).helpGroup(GROUP),
    )
    .addOption(
      new Option(
        '--control-token <token>',
        `for a sandbox that was started with one (env: ${VARIABLE_OF.controlToken})`,
      ).helpGroup(GROUP),
    )
    .hook('preAction', (self) => readVariables(self, variables, env))
}

/** Commander would look into the variables of the process. */
function readVariables(
  command: Command,
  variables: Readonly<Record<string, string>>,
  env: Terminal['env'],
): void {
  for (const [flag, variable] of Object.entries(variables)) {
    const value = env[variable]
    const isGiven = command.getOptionValueSource(flag) === 'cli'
    if (value === undefined || isGiven) continue
    if (flag === 'url' && readAddresses(value) === null) {
      throw new UsageError(
        `${variable} must be an address such as ${DEFAULT_URL}; got ${JSON.stringify(value)}.`,
      )
    }
    command.setOptionValueWithSource(flag, value, 'env')
  }
}

function readUrl(text: string): string {
  if (readAddresses(text) !== null) return text
  throw new InvalidArgumentError(`Expected an address such as ${DEFAULT_URL}.`)
}
