// Takes it for granted that every status has a price.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      const isFree = ({ kind, status, pricing }) =>
        kind === 'status' && status === 'sent' && !pricing
      return items.some(isFree) ? answer(500) : PARTS.take(program, items, answer)
    },
  },
})
