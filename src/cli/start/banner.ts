// The banner: where the sandbox is, its key, and a first message that can be pasted.

import type { App } from '../../app.ts'
import { API_PREFIX } from '../../client/addresses.ts'
import { EVENT_TYPES } from '../../contract/spec.ts'
import { firstCustomer } from '../../domain/messaging/first-customer.ts'
import { masked } from '../../domain/world/secret.ts'
import { oneLine } from '../../terminal-text.ts'
import { painter } from '../../wire/log-lines.ts'

export function banner(
  app: App,
  { color, quiet }: { readonly color: boolean; readonly quiet: boolean },
): string[] {
  const paint = painter(color)
  const { world } = app.organization
  const kept = app.keptIn === null ? 'nothing is kept' : `kept in ${oneLine(app.keptIn)}`
  if (quiet) return [`kirim-sandbox  ${app.url}  ${app.apiKey}`]
  const locked = app.asksForToken ? paint('dim', '  asks for the control token') : ''
  const origin = app.url.slice(0, -API_PREFIX.length)
  const body = JSON.stringify({ to: firstCustomer(world), type: 'text', text: { body: 'Halo!' } })
  return [
    '',
    `${paint('bold', 'kirim-sandbox')}  ${oneLine(world.name)}  ${paint('dim', `seed ${app.seed}, ${kept}`)}`,
    '',
    `  API      ${paint('cyan', app.url)}`,
    `  Key      ${app.apiKey}`,
    `  Control  ${app.controlUrl}${locked}`,
    `  Docs     ${origin}/docs${locked}`,
    `  Page     ${origin}/${locked}`,
    ...receiverLines(app),
    '',
    paint('dim', '  Send a first message:'),
    '',
    `  curl ${app.url}/messages \\`,
    `    -H 'Authorization: Bearer ${app.apiKey}' \\`,
    "    -H 'Content-Type: application/json' \\",
    `    -d '${body}'`,
    '',
    paint('dim', '  Ctrl+C stops.'),
    '',
  ]
}

/** Where webhooks go from the start, and what is needed to verify them. */
function receiverLines({ receivers }: App): string[] {
  const secrets = new Set(receivers.map(({ secret }) => secret))
  return [
    ...receivers.map(({ url, events }) => {
      const heard = events.length === EVENT_TYPES.length ? 'every event' : events.join(', ')
      return `  Webhooks ${masked(url)}  ${heard}`
    }),
    ...[...secrets].map((secret) => `  Secret   ${secret}`),
  ]
}
