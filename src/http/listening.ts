// Listening: on the one address that a host means, or on all that `localhost` has.
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Listens with as many servers as the host has addresses; they are told in the order in which they
 * began. Rejects with the system's error when the first address cannot be had.
 */
export async function listenOn(
  newServer: () => HttpServer,
  host: string,
  port: number,
): Promise<readonly [HttpServer, ...HttpServer[]]> {
  const [address = host, ...further] = await addressesOf(host)
  const first = newServer()
  await listen(first, address, port)
  const others: HttpServer[] = []
  for (const one of further) {
    const other = newServer()
    // Whoever has no IPv6 still has a sandbox.
    const isHeard = await listen(other, one, portOf(first)).then(
      () => true,
      () => false,
    )
    if (isHeard) others.push(other)
  }
  return [first, ...others]
}

async function addressesOf(host: string): Promise<string[]> {
  if (host !== 'localhost') return [host]
  const found = await lookup(host, { all: true })
  return [...new Set(found.map(({ address }) => address))]
}

async function listen(server: HttpServer, host: string, port: number): Promise<void> {
  server.listen({ host, port })
  // Rejects when an error comes first.
  await once(server, 'listening')
}

/** The port on which a server listens. */
export function portOf(server: HttpServer): number {
  return (server.address() as AddressInfo).port
}
