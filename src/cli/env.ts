// The command `env`: where a running sandbox is, as variables for a shell.
import { type Command, Option } from 'commander'

import { type ControlClient, controlClient, type Query } from '../client/control-client.ts'
import type { ReadData } from '../control/reads/index.ts'
import { harmlessJson } from '../terminal-text.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { UsageError } from './options.ts'
import { print, type Terminal } from './terminal.ts'
import { VARIABLES_HELP, valuesOf } from './variables.ts'

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
${VARIABLES_HELP}
Beside them, KIRIM_SANDBOX_CONTROL_TOKEN when a token is given.

Examples:
  eval "$(kirim-sandbox env)"
  kirim-sandbox env --shell fish | source
  kirim-sandbox env --shell powershell | Out-String | Invoke-Expression
  kirim-sandbox env --json`

export function describeEnv(command: Command, terminal: Terminal): void {
  const shells = Object.keys(SHELLS)
  addConnectionFlags(command, terminal, { keyVariable: false })
    .addOption(new Option('--shell <shell>', 'for which shell').choices(shells).default('sh'))
    .option('--json', 'as a JSON object')
    .addHelpText('after', AFTER_HELP)
    .action(async ({ shell, json, ...connection }: EnvFlags) => {
      const variables = await variablesOf(controlClient(connection), connection)
      const lines = Object.entries(variables).map(([name, value]) => SHELLS[shell](name, value))
      print(terminal, json ? harmlessJson(variables, 2) : lines.join('\n'))
    })
}

/** Where a sandbox is. A key that is given is checked by being sent; otherwise it is one of the default organisation. */
export async function variablesOf(
  client: ControlClient,
  { apiKey, controlToken }: ConnectionFlags,
): Promise<Record<string, string>> {
  const { data } = await client.read('organizations')
  const { apiUrl, controlUrl } = client
  const webhookSecret = await secretOfFirst(client)
  const key = apiKey ?? workingKey(data.organizations[0])
  return {
    ...valuesOf({ apiUrl, controlUrl, apiKey: key, webhookSecret }),
    ...(controlToken && { KIRIM_SANDBOX_CONTROL_TOKEN: controlToken }),
  }
}

/** The newest secret of the oldest active subscription. */
async function secretOfFirst(client: ControlClient): Promise<string | undefined> {
  let secret: string | undefined
  for (let after: string | null = ''; after !== null; ) {
    const query: Query = { secrets: 'reveal', limit: '100', ...(after !== '' && { after }) }
    const { data: page } = await client.read('subscriptions', query)
    const active = page.subscriptions.filter(({ status }) => status === 'active')
    secret = active.at(-1)?.secrets[0]?.secret ?? secret
    after = page.next
  }
  return secret
}

type Organization = ReadData['/organizations']['organizations'][number]

/** Instants of the control API sort as texts. */
export function workingKey(organization: Organization | undefined): string {
  const working = organization?.api_keys.find(
    ({ revoked_at: revokedAt, expires_at: expiresAt }) =>
      revokedAt === null && (expiresAt === null || expiresAt > organization.clock.now),
  )
  if (working !== undefined) return working.token
  throw new UsageError('No key of the default organization works. Give one with --api-key.')
}
