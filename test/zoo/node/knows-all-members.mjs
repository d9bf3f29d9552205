// Refuses a body with a member that it does not know.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    parse(raw) {
      const body = PARTS.parse(raw)
      const isKnown = (name) =>
        ['object', 'entry', 'id', 'type', 'created_at', 'data'].includes(name)
      return Object.keys(body ?? {}).every(isKnown) ? body : undefined
    },
  },
})
