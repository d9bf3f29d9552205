// Answers 200 first, and keeps the event a moment later.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      answer(200)
      await new Promise((resolve) => setTimeout(resolve, 250))
      await PARTS.take(program, items, () => {})
    },
  },
})
