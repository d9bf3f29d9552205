// The store that keeps nothing: a world lives as long as its process.
import type { Store } from '../engine/ports.ts'

export function memoryStore(): Store {
  return {
    load: async () => [],
    prepare: async () => () => {},
    forget: () => {},
    append: () => undefined,
    flush: async () => {},
    close: async () => {},
  }
}
