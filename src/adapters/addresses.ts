// Network addresses: one way to compare each, which ranges they are in, and what hides inside them.
import { isIP } from 'node:net'

import ipaddr from 'ipaddr.js'

/** A block of addresses: where it begins, and how many bits its members share. */
export type Range = ReturnType<typeof ipaddr.parseCIDR>

type Ipv6 = ReturnType<typeof ipaddr.IPv6.parse>

/** Host names and addresses compare without case, brackets and the root's dot. */
export function comparable(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

/** A block as it is written (`10.0.0.0/8`), or one address alone (`fd00:ec2::254`). */
export function rangeOf(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** Whether an address is in one of the ranges; an IPv4-mapped one counts as what is mapped. */
export function isWithin(ranges: readonly Range[], address: string): boolean {
  const bare = plain(address)
  if (isIP(bare) === 0) return false
  const parsed = ipaddr.process(bare)
  return ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range))
}

/** Loopback and no address at all, which look like compatible ones and are none. */
const NO_IPV4: readonly Range[] = ['::', '::1'].map(rangeOf)

/** The last four bytes. */
const LAST = [12, 13, 14, 15] as const

/**
 * Where an IPv6 address holds an IPv4 one to which a gateway would lead: the block, and the places of
 * the four bytes. A local NAT64 may use any length of prefix, so each of its forms is looked into.
 */
const EMBEDDINGS: readonly (readonly [Range, readonly (readonly number[])[]])[] = [
  // Mapped and compatible (RFC 4291), translated (RFC 2765).
  [rangeOf('::ffff:0:0/96'), [LAST]],
  [rangeOf('::/96'), [LAST]],
  [rangeOf('::ffff:0:0:0/96'), [LAST]],
  // NAT64: for everybody (RFC 6052) and for local use (RFC 8215); byte 8 is never part of it.
  [rangeOf('64:ff9b::/96'), [LAST]],
  [rangeOf('64:ff9b:1::/48'), [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], LAST]],
  // 6to4 (RFC 3056).
  [rangeOf('2002::/16'), [[2, 3, 4, 5]]],
]

/** The IPv4 addresses that an IPv6 address may stand for; none for most. */
export function embeddedIpv4(address: string): string[] {
  const bare = plain(address)
  if (isIP(bare) !== 6 || isWithin(NO_IPV4, bare)) return []
  const parsed: Ipv6 = ipaddr.IPv6.parse(bare)
  const bytes = parsed.toByteArray()
  return EMBEDDINGS.filter(([range]) => parsed.match(range)).flatMap(([, forms]) =>
    forms.map((places) => places.map((place) => bytes[place]).join('.')),
  )
}

/**
 * Without a zone, which says through which interface and is not what is asked here, and without
 * decimal parts: `::127.0.0.1` would be taken for the mapped address, which is another one.
 */
function plain(address: string): string {
  const bare = address.replace(/%.*$/, '')
  return isIP(bare) === 6 ? comparable(new URL(`http://[${bare}]/`).hostname) : bare
}
