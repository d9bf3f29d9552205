// Its database takes no text with U+0000 in it.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      const isOdd = ({ text }) => text?.body?.includes('\u0000')
      return items.some(isOdd) ? answer(500) : PARTS.take(program, items, answer)
    },
  },
})
