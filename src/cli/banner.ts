// The banner: where the sandbox is, its key, and a first message that can be pasted.

import type { App } from '../app.ts'
import { firstCustomer } from '../domain/messaging/first-customer.ts'
import { oneLine } from '../terminal-text.ts'
import { painter } from '../wire/log-lines.ts'

export function banner(
  app: App,
  { color, quiet }: { readonly color: boolean; readonly quiet: boolean },
): string[] {
  const paint = painter(color)
  const { world } = app.organization
  const kept = app.keptIn === null ? 'nothing is kept' : `kept in ${oneLine(app.keptIn)}`
  if (quiet) return [`kirim-sandbox  ${app.url}  ${app.apiKey}`]
  const locked = app.asksForToken ? paint('dim', '  asks for the control token') : ''
  const body = JSON.stringify({ to: firstCustomer(world), type: 'text', text: { body: 'Halo!' } })
  return [
    '',
    `${paint('bold', 'kirim-sandbox')}  ${oneLine(world.name)}  ${paint('dim', `seed ${app.seed}, ${kept}`)}`,
    '',
    `  API      ${paint('cyan', app.url)}`,
    `  Key      ${app.apiKey}`,
    `  Control  ${app.controlUrl}${locked}`,
    `  Docs     ${app.url.replace('/v1', '/docs')}${locked}`,
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
