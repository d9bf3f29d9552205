// Takes a message for stale by the time at which the customer wrote it.
import { PARTS, zooProgram } from './parts.mjs'

const DAY_S = 86_400

zooProgram({
  fault: {
    itemsOf(body) {
      const isFresh = ({ timestamp }) => Date.now() / 1_000 - Number(timestamp) < DAY_S
      return PARTS.itemsOf(body).filter(isFresh)
    },
  },
})
