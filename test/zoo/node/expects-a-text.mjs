// Takes every message for a text.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      try {
        for (const { kind, text } of items) if (kind === 'message') text.body.trim()
      } catch {
        return answer(500)
      }
      return PARTS.take(program, items, answer)
    },
  },
})
