// The page of the documentation: Swagger UI with both documents, and a key that works.
import { reveal } from '../../domain/world/secret.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { type Sandbox, syncNow } from '../../engine/sandbox.ts'
import type { Desk } from '../control/replies.ts'
import { ticketOf } from '../door.ts'
import { CONTROL_PREFIX } from '../prefixes.ts'

/** Everything comes from this server, and no page of another one may show this one in a frame. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
} as const

/**
 * The page's HTML, whose files are below a path. What the script needs to know stands in the page,
 * which pages of others cannot read, and not in the script, which they could load.
 */
export function docsPage({ sandbox, door }: Desk, path: string): string {
  // The first document is shown at once, the other one can be chosen.
  const documents = [
    { name: 'Kirim API', url: `${path}/kirim-openapi.json` },
    { name: 'Sandbox control', url: `${CONTROL_PREFIX}/openapi.json` },
  ]
  const [key, ticket, control] = [workingKey(sandbox), ticketOf(door), `${CONTROL_PREFIX}/`]
  const facts = JSON.stringify({ documents, key, ticket, control })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>kirim-sandbox</title>
<link rel="icon" type="image/png" href="${path}/favicon-32x32.png">
<link rel="stylesheet" href="${path}/swagger-ui.css">
<link rel="stylesheet" href="${path}/index.css">
</head>
<body>
<div id="swagger-ui"></div>
<script type="application/json" id="facts">${facts.replaceAll('<', '\\u003c')}</script>
<script src="${path}/swagger-ui-bundle.js"></script>
<script src="${path}/swagger-ui-standalone-preset.js"></script>
<script src="${path}/start.js"></script>
</body>
</html>
`
}

/** The key that "Try it out" sends: the oldest one of the default organisation that works. */
function workingKey(sandbox: Sandbox): string | null {
  const { defaultOrganization: organization } = sandbox
  const now = syncNow(sandbox, organization)
  for (const { token, revokedAt, expiresAt } of oldestFirst(organization.world.apiKeys)) {
    if (revokedAt === null && (expiresAt === null || expiresAt > now)) return reveal(token)
  }
  return null
}
