// Network addresses: one way to write each, which ranges they are in, and what hides inside them.
import { type BlockList, isIP } from 'node:net'

/** Host names and addresses compare without case, brackets and the root's dot. */
export function comparable(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

/** Whether an address is in one of the ranges; an IPv4-mapped one counts as what is mapped. */
export function isWithin(ranges: BlockList, address: string): boolean {
  // A zone says through which interface, which is not what is asked here.
  const bare = address.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  const plain = mapped ?? bare
  const version = isIP(plain)
  return version !== 0 && ranges.check(plain, version === 4 ? 'ipv4' : 'ipv6')
}

/** The groups in front of an IPv4 address: mapped, compatible, translated, NAT64. */
const PREFIXES: ReadonlySet<string> = new Set([
  '0,0,0,0,0,ffff',
  '0,0,0,0,0,0',
  '0,0,0,0,ffff,0',
  '64,ff9b,0,0,0,0',
  // The prefix of NAT64 for local use, as RFC 8215 has it.
  '64,ff9b,1,0,0,0',
])

/** Loopback and no address at all, which look like compatible ones and are none. */
const NO_IPV4: ReadonlySet<string> = new Set(['0,0,0,0,0,0,0,0', '0,0,0,0,0,0,0,1'])

/**
 * The IPv4 address that an IPv6 address stands for, or null: a gateway would lead there. Source:
 * RFC 4291 (mapped, compatible), RFC 2765, RFC 6052 (NAT64), RFC 3056 (6to4).
 */
export function embeddedIpv4(address: string): string | null {
  const groups = groupsOf(address.replace(/%.*$/, ''))
  if (groups === null || NO_IPV4.has(groups.join())) return null
  const [first, second = '', third = ''] = groups
  if (first === '2002') return dotted(second, third)
  if (!PREFIXES.has(groups.slice(0, 6).join())) return null
  return dotted(groups[6] ?? '', groups[7] ?? '')
}

/** The eight groups of an IPv6 address, as short as they may be written. */
function groupsOf(address: string): string[] | null {
  if (isIP(address) !== 6) return null
  const [head = '', tail] = comparable(new URL(`http://[${address}]/`).hostname).split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before
  const after = tail === '' ? [] : tail.split(':')
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
}

function dotted(high: string, low: string): string {
  const bytes = [high, low].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
  return bytes.join('.')
}
