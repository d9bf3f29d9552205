// The variables by which programs learn where a sandbox is: one row each, for `env` and `exec`.
import { API_PREFIX } from '../client/addresses.ts'
import { formatTable } from './tables.ts'

/** Where a sandbox is, and as whom it is called. */
export type Place = {
  readonly apiUrl: string
  readonly controlUrl: string
  readonly apiKey: string
  /** What webhooks of the first active subscription are signed with; undefined when there is none. */
  readonly webhookSecret: string | undefined
}

type VariableRow = { readonly what: string; readonly value: (place: Place) => string | undefined }

export const VARIABLES = {
  KIRIM_BASE_URL: { what: `the API, with ${API_PREFIX}`, value: ({ apiUrl }) => apiUrl },
  KIRIM_API_KEY: { what: 'a key that works', value: ({ apiKey }) => apiKey },
  KIRIM_CONTROL_URL: {
    what: 'the control API, with /_sandbox; the other commands read it too',
    value: ({ controlUrl }) => controlUrl,
  },
  KIRIM_WEBHOOK_INBOX: {
    what: 'a built-in receiver, to be subscribed',
    value: ({ controlUrl }) => `${controlUrl}/inbox/default`,
  },
  KIRIM_WEBHOOK_SECRET: {
    what: 'what the webhooks of the first active subscription are signed with, where there is one',
    value: ({ webhookSecret }) => webhookSecret,
  },
} as const satisfies Record<string, VariableRow>

/** Those that have a value. */
export function valuesOf(place: Place): Record<string, string> {
  const values = Object.entries<VariableRow>(VARIABLES).flatMap(([name, { value }]) => {
    const text = value(place)
    return text === undefined ? [] : [[name, text] as const]
  })
  return Object.fromEntries(values)
}

/** What stands about them in the help of a command. */
export const VARIABLES_HELP = [
  'Variables:',
  ...formatTable(Object.entries(VARIABLES).map(([variable, { what }]) => ({ variable, what })))
    .slice(1)
    .map((line) => `  ${line}`),
].join('\n')
