// The variables by which programs learn where a sandbox is: one row each, for `env` and `exec`.
import { formatTable } from './tables.ts'

/** Where a sandbox is, and as whom it is called. */
export type Place = {
  readonly apiUrl: string
  readonly controlUrl: string
  readonly apiKey: string
}

type VariableRow = { readonly what: string; readonly value: (place: Place) => string }

export const VARIABLES = {
  KIRIM_BASE_URL: { what: 'the API, with /v1', value: ({ apiUrl }) => apiUrl },
  KIRIM_API_KEY: { what: 'a key that works', value: ({ apiKey }) => apiKey },
  KIRIM_CONTROL_URL: {
    what: 'the control API, with /_sandbox; the other commands read it too',
    value: ({ controlUrl }) => controlUrl,
  },
  KIRIM_WEBHOOK_INBOX: {
    what: 'a built-in receiver, to be subscribed',
    value: ({ controlUrl }) => `${controlUrl}/inbox/default`,
  },
} as const satisfies Record<string, VariableRow>

export type Values = Readonly<Record<keyof typeof VARIABLES, string>>

export function valuesOf(place: Place): Values {
  const values = Object.entries<VariableRow>(VARIABLES).map(([name, { value }]) => [
    name,
    value(place),
  ])
  return Object.fromEntries(values) as Values
}

/** What stands about them in the help of a command. */
export const VARIABLES_HELP = [
  'Variables:',
  ...formatTable(Object.entries(VARIABLES).map(([variable, { what }]) => ({ variable, what })))
    .slice(1)
    .map((line) => `  ${line}`),
].join('\n')
