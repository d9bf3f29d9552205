// A failure is not on its ladder of statuses.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    isNews(before, status) {
      const ladder = ['sent', 'delivered', 'read']
      return ladder.indexOf(status) > ladder.indexOf(before)
    },
  },
})
