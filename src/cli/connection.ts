// What the commands that talk to a running sandbox share: where it is, whose key is sent, and the token.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { DEFAULT_URL, readAddresses } from '../client/addresses.ts'

export type ConnectionFlags = {
  readonly url: string
  readonly apiKey?: string
  readonly controlToken?: string
}

/**
 * Adds `--url`, `--api-key` and `--control-token`; `controlClient` takes what they give. The variable KIRIM_API_KEY
 * stands in for the flag, except where it is the question and not the answer.
 */
export function addConnectionFlags(
  command: Command,
  { keyVariable = true }: { readonly keyVariable?: boolean } = {},
): Command {
  const apiKey = new Option('--api-key <key>', 'whose organisation; the default one when left out')
  if (keyVariable) apiKey.env('KIRIM_API_KEY')
  return command
    .addOption(
      new Option('--url <url>', 'where the sandbox is')
        .default(DEFAULT_URL)
        .env('KIRIM_CONTROL_URL')
        .argParser(readUrl)
        .helpGroup('The sandbox:'),
    )
    .addOption(apiKey.helpGroup('The sandbox:'))
    .addOption(
      new Option('--control-token <token>', 'for a sandbox that was started with one')
        .env('KIRIM_SANDBOX_CONTROL_TOKEN')
        .helpGroup('The sandbox:'),
    )
}

function readUrl(text: string): string {
  if (readAddresses(text) !== null) return text
  throw new InvalidArgumentError(`Expected an address such as ${DEFAULT_URL}.`)
}
