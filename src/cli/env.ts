// The command `env`: where a running sandbox is, as variables for a shell.
import { type Command, Option } from 'commander'

import { type ControlClient, controlClient } from '../client/control-client.ts'
import { ControlError } from '../client/control-errors.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'

/** The key of the ready-made worlds. */
const DEFAULT_KEY = 'kdv_test_kirimsandboxkirimsandbox'

/** How each shell sets a variable for the programs it starts. */
export const SHELLS = {
  sh: (name: string, value: string) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  fish: (name: string, value: string) =>
    `set -gx ${name} '${value.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`,
  // PowerShell takes typographic quotes for straight ones.
  powershell: (name: string, value: string) =>
    `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, (quote) => quote + quote)}'`,
} as const

type EnvFlags = ConnectionFlags & {
  readonly shell: keyof typeof SHELLS
  readonly json?: true
}

const AFTER_HELP = `
The variables: KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_CONTROL_URL, KIRIM_WEBHOOK_INBOX.

Examples:
  eval "$(kirim-sandbox env)"
  kirim-sandbox env --shell fish | source
  kirim-sandbox env --shell powershell | Out-String | Invoke-Expression
  kirim-sandbox env --json`

export function describeEnv(command: Command): void {
  const shells = Object.keys(SHELLS)
  addConnectionFlags(command)
    .addOption(new Option('--shell <shell>', 'for which shell').choices(shells).default('sh'))
    .option('--json', 'as a JSON object')
    .addHelpText('after', AFTER_HELP)
    .action(async ({ url, apiKey, shell, json }: EnvFlags) => {
      const variables = await variablesOf(controlClient({ url, apiKey }), apiKey)
      const lines = Object.entries(variables).map(([name, value]) => SHELLS[shell](name, value))
      const text = json ? JSON.stringify(variables, null, 2) : lines.join('\n')
      process.stdout.write(`${text}\n`)
    })
}

async function variablesOf(
  client: ControlClient,
  apiKey: string | undefined,
): Promise<Record<string, string>> {
  const known = await firstKey(client)
  return {
    KIRIM_BASE_URL: client.apiUrl,
    KIRIM_API_KEY: apiKey ?? known ?? DEFAULT_KEY,
    KIRIM_CONTROL_URL: client.controlUrl,
    KIRIM_WEBHOOK_INBOX: `${client.controlUrl}/inbox/default`,
  }
}

/** The key of the organisation that answers where no key is sent; undefined when it is not told. */
async function firstKey(client: ControlClient): Promise<string | undefined> {
  try {
    const { data } = await client.read('organizations')
    return data[0]?.api_keys?.[0]?.token
  } catch (error) {
    if (error instanceof ControlError && error.status === 404) return undefined
    throw error
  }
}
