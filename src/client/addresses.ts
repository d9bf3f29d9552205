// Where a sandbox is: both its APIs, from whichever address somebody has at hand.

/** Where `start` listens when it is told nothing. */
export const DEFAULT_URL = 'http://127.0.0.1:3000/_sandbox'

export type Addresses = {
  /** `http://127.0.0.1:3000/v1` */
  readonly apiUrl: string
  /** `http://127.0.0.1:3000/_sandbox` */
  readonly controlUrl: string
}

/** Takes `http://127.0.0.1:3000`, `…/_sandbox` or `…/v1`; null for what is no http address. */
export function readAddresses(text: string): Addresses | null {
  if (!URL.canParse(text)) return null
  const { protocol, host, pathname, username, password } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  // fetch refuses them, and they would end up in messages.
  if (username !== '' || password !== '') return null
  const base = `${protocol}//${host}${pathname.replace(/\/+$/, '').replace(/\/(_sandbox|v1)$/, '')}`
  return { apiUrl: `${base}/v1`, controlUrl: `${base}/_sandbox` }
}
