// The store that keeps nothing: a world lives as long as its process.
import type { Store } from '../engine/ports.ts'

export function memoryStore(): Store {
  return {
    append: () => undefined,
    flush: async () => {},
    close: async () => {},
  }
}
