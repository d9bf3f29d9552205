// Tries again whatever the answer was.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    mayRetry: (status) => status === null || status >= 400,
    waitMs: (_attempt, retryAfter) => Math.max(300, 1_000 * retryAfter),
  },
})
