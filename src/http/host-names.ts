// Names of hosts, as they are compared and as they mean this machine.
import { isIPv4, isIPv6 } from 'node:net'

/** Names under which a program on this machine reaches a server on this machine. */
export function isLoopbackName(name: string): boolean {
  if (/^localhost\.?$/i.test(name)) return true
  if (isIPv4(name)) return name.startsWith('127.')
  return plainName(name) === '[::1]'
}

/** A host as it is compared: lower case, IPv6 in brackets and short; null for what is no host. */
export function plainName(text: string): string | null {
  const name = text.toLowerCase().replace(/\.$/, '')
  const inBrackets = /^\[([0-9a-f:.]+)\]$/.exec(name)?.[1] ?? name
  if (isIPv6(inBrackets)) return new URL(`http://[${inBrackets}]/`).hostname
  return /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(
    name,
  )
    ? name
    : null
}
