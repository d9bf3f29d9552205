// A transport that is loaded with the first webhook: most starts send none.
import type { Transport } from '../engine/ports.ts'

export function lazyTransport(load: () => Promise<Transport>): Transport {
  let loaded: Promise<Transport> | undefined
  return {
    post: async (request) => {
      loaded ??= load()
      return (await loaded).post(request)
    },
    close: async () => {
      await (await loaded)?.close()
    },
  }
}
