// Where a sandbox is: both its APIs, from whichever address somebody has at hand.
import { V1_PREFIX } from '../api/v1/generations.ts'

/** Where the API lives below a sandbox's origin, as in production. */
export const API_PREFIX = V1_PREFIX

const CONTROL_PREFIX = '/_sandbox'

/** Where `start` listens when it is told nothing. */
export const DEFAULT_URL = `http://127.0.0.1:3000${CONTROL_PREFIX}`

export type Addresses = {
  /** `http://127.0.0.1:3000/v1` */
  readonly apiUrl: string
  /** `http://127.0.0.1:3000/_sandbox` */
  readonly controlUrl: string
}

/** `localhost:3000`, as people write it: a name or an address with a port, and maybe a path. */
const WITHOUT_SCHEME = /^(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}(?:\/|$)/i

/**
 * Takes `http://127.0.0.1:3000`, `localhost:3000`, `…/_sandbox` or `…/v1`; null for what is no http
 * address.
 */
export function readAddresses(text: string): Addresses | null {
  const whole = WITHOUT_SCHEME.test(text) ? `http://${text}` : text
  if (!URL.canParse(whole)) return null
  const { protocol, host, pathname, username, password } = new URL(whole)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  // fetch refuses them, and they would end up in messages.
  if (username !== '' || password !== '') return null
  const path = pathname.replace(/\/+$/, '')
  const prefix = [CONTROL_PREFIX, API_PREFIX].find((one) => path.endsWith(one)) ?? ''
  const base = `${protocol}//${host}${path.slice(0, path.length - prefix.length)}`
  return { apiUrl: base + API_PREFIX, controlUrl: base + CONTROL_PREFIX }
}
