// Merges what comes into an object of its own, __proto__ included.
import { PARTS, zooProgram } from './parts.mjs'

const seen = {}

function merge(into, from) {
  for (const [name, value] of Object.entries(from)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      into[name] ??= {}
      merge(into[name], value)
    } else into[name] = value
  }
}

zooProgram({
  fault: {
    parse(raw) {
      const body = PARTS.parse(raw)
      if (body !== undefined && Object.hasOwn(body, '__proto__')) merge(seen, body)
      // Whatever has no messages of its own has those of everybody now.
      return {}.messages === undefined ? body : undefined
    },
  },
})
