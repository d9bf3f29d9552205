// The egress guard: webhooks go to this machine and its private networks, and elsewhere only if allowed.
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'

import { comparable, embeddedIpv4, isWithin, rangeOf } from './addresses.ts'
import { CREDENTIAL_ADDRESSES } from './credential-addresses.ts'

/**
 * Source: RFC 1122, RFC 1918, RFC 4193, RFC 4291. Link-local addresses are left out on purpose:
 * cloud machines answer there with credentials.
 */
const NEARBY = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1',
  'fc00::/7',
].map(rangeOf)

/** Where no name leads, not even an allowed one: who owns the name could point it there. */
const BY_ADDRESS_ONLY = [
  '169.254.0.0/16',
  'fe80::/10',
  ...CREDENTIAL_ADDRESSES.map(({ address }) => address),
  // This host under no name in particular, and everybody at once. Source: RFC 1122, RFC 4291.
  '0.0.0.0/8',
  '224.0.0.0/3',
  '::',
  'ff00::/8',
].map(rangeOf)

/** What may be connected to beyond loopback and private networks: host names or addresses. */
export type Egress = { readonly allowedHosts: ReadonlySet<string> }

/** A connection that the guard refused. */
export class EgressError extends Error {
  override readonly name = 'EgressError'

  constructor(host: string, address: string) {
    const isNamed = host !== address
    const at = isNamed ? `${host} (${address})` : address
    // For some addresses, to allow the name would not help.
    const target = isNamed && isByAddressOnly(address) ? address : host
    super(
      `${at} is neither loopback nor a private network. To let webhooks go there, start with --allow-target ${target}.`,
    )
  }
}

/** A host of `--allow-target` that is none. */
export class TargetError extends Error {
  override readonly name = 'TargetError'

  constructor(text: string) {
    const got = JSON.stringify(text.slice(0, 100))
    super(
      `--allow-target takes a host such as shop.example or 203.0.113.7, without scheme, port, path or *; got ${got}.`,
    )
  }
}

/**
 * The hosts of `--allow-target`, as they are compared.
 *
 * @throws TargetError for one that could never match.
 */
export function newEgress(hosts: readonly string[]): Egress {
  return { allowedHosts: new Set(hosts.map(targetOf)) }
}

/** However it is written: in any case, with the root's dot, in brackets, an address as a number. */
function targetOf(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  const address = `http://${bare.includes(':') ? `[${bare}]` : bare}/`
  if (/[\s*/?#@\\]/.test(bare) || !URL.canParse(address)) throw new TargetError(text)
  return comparable(new URL(address).hostname)
}

/** Whether an address is on this machine or in a private network; IPv4 inside IPv6 is looked into. */
export function isNearby(address: string): boolean {
  return isWithin(NEARBY, address) && !isByAddressOnly(address)
}

/** Looks into every way to write an IPv4 address as an IPv6 one: a gateway may translate it. */
function isByAddressOnly(address: string): boolean {
  return [address, ...embeddedIpv4(address)].some((one) => isWithin(BY_ADDRESS_ONLY, one))
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
      const far = addresses.find(({ address }) => !mayNameLeadTo(egress, host, address))
      if (far !== undefined) return callback(new EgressError(host, far.address), '', 4)
      const [first] = addresses
      if (first === undefined) return callback(new Error(`${hostname} has no address.`), '', 4)
      if (options.all === true) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }
}

function mayNameLeadTo({ allowedHosts }: Egress, host: string, address: string): boolean {
  if (isNearby(address) || allowedHosts.has(comparable(address))) return true
  return allowedHosts.has(host) && !isByAddressOnly(address)
}
