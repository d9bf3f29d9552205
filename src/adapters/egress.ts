// The egress guard: webhooks go to this machine and its private networks, and elsewhere only if allowed.
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

// Source: RFC 1122, RFC 1918, RFC 4193, RFC 4291. Link-local addresses are left out on purpose:
// cloud machines answer there with credentials.
const NEARBY = new BlockList()
NEARBY.addSubnet('127.0.0.0', 8, 'ipv4')
NEARBY.addSubnet('10.0.0.0', 8, 'ipv4')
NEARBY.addSubnet('172.16.0.0', 12, 'ipv4')
NEARBY.addSubnet('192.168.0.0', 16, 'ipv4')
NEARBY.addAddress('::1', 'ipv6')
NEARBY.addSubnet('fc00::', 7, 'ipv6')

/** What may be connected to beyond loopback and private networks: host names or addresses. */
export type Egress = { readonly allowedHosts: ReadonlySet<string> }

/** A connection that the guard refused. */
export class EgressError extends Error {
  override readonly name = 'EgressError'

  constructor(host: string, address: string) {
    const at = host === address ? address : `${host} (${address})`
    super(
      `${at} is neither loopback nor a private network. To let webhooks go there, start with --allow-target ${host}.`,
    )
  }
}

/** The hosts of `--allow-target`, as they are compared. */
export function newEgress(hosts: readonly string[]): Egress {
  return { allowedHosts: new Set(hosts.map(comparable)) }
}

/** Whether an address is on this machine or in a private network; IPv4 inside IPv6 is looked into. */
export function isNearby(address: string): boolean {
  const bare = address.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  const plain = mapped ?? bare
  const version = isIP(plain)
  return version !== 0 && NEARBY.check(plain, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Refuses a URL whose host is an address that may not be connected to. Names are judged when they
 * are resolved, by `guardedLookup`.
 *
 * @throws EgressError.
 */
export function checkHost(egress: Egress, url: URL): void {
  const host = comparable(url.hostname)
  if (isIP(host) === 0 || isNearby(host) || egress.allowedHosts.has(host)) return
  throw new EgressError(host, host)
}

/**
 * Resolves a name for one connection, and refuses it unless every address it has may be connected
 * to: what is judged is what is connected to, so a name that changes its mind gains nothing.
 */
export function guardedLookup(egress: Egress, resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, '', 4)
      const host = comparable(hostname)
      const far = addresses.find(({ address }) => !isNearby(address))
      if (far !== undefined && !egress.allowedHosts.has(host)) {
        return callback(new EgressError(host, far.address), '', 4)
      }
      const [first] = addresses
      if (first === undefined) return callback(new Error(`${hostname} has no address.`), '', 4)
      if (options.all === true) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }
}

/** Host names compare without case, brackets and the root's dot. */
function comparable(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}
