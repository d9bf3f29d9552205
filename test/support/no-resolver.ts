// No test asks a real DNS resolver: it may take seconds, and may answer differently tomorrow.
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { isIP } from 'node:net'

/**
 * A host name that no system can resolve and for which none asks: a label has at most 63
 * characters. For processes of their own, where the line below does not reach.
 */
export const UNKNOWN_HOST = `${'nobody-'.repeat(10)}.invalid`

const { lookup } = dns

dns.lookup = ((name: string, ...rest: unknown[]) => {
  if (isIP(name) !== 0 || name === 'localhost') return Reflect.apply(lookup, dns, [name, ...rest])
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' })
  const done = rest.at(-1) as (error: Error) => void
  process.nextTick(done, error)
}) as typeof lookup
syncBuiltinESMExports()
