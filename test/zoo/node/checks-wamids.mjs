// Refuses a wamid that does not look like those it has seen.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      const isOdd = ({ id }) => !/^wamid\.[A-Za-z0-9+/=]+$/.test(id)
      return items.some(isOdd) ? answer(422) : PARTS.take(program, items, answer)
    },
  },
})
