// Runs in the page of the documentation: starts Swagger UI with both documents and a key that works.

/** What the server writes into the page. */
type Facts = {
  readonly documents: readonly { readonly name: string; readonly url: string }[]
  readonly key: string | null
  readonly ticket: string | null
  /** Where the control API is, with a slash at its end. */
  readonly control: string
}

/** What is used of Swagger UI, which brings no types. */
type SwaggerUi = { preauthorizeApiKey(scheme: string, key: string): void }
type SwaggerRequest = { readonly url: string; readonly headers: Record<string, string> }
declare const SwaggerUIBundle: ((options: object) => SwaggerUi) & {
  readonly presets: { readonly apis: unknown }
}
declare const SwaggerUIStandalonePreset: unknown

const facts = document.getElementById('facts')?.textContent ?? '{}'
const { documents, key, ticket, control } = JSON.parse(facts) as Facts

/**
 * Both documents call their security scheme bearerAuth; as it takes the place of the password that
 * the browser would send, the ticket opens the door of the control API.
 */
function withTicket(request: SwaggerRequest): SwaggerRequest {
  const { origin, pathname } = new URL(request.url, location.href)
  const isControl = origin === location.origin && pathname.startsWith(control)
  if (ticket !== null && isControl) request.headers['X-Kirim-Sandbox-Token'] = ticket
  return request
}

const ui = SwaggerUIBundle({
  dom_id: '#swagger-ui',
  urls: documents,
  layout: 'StandaloneLayout',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: withTicket,
  onComplete: () => {
    if (key !== null) ui.preauthorizeApiKey('bearerAuth', key)
  },
})
