// Handles whatever comes, as often as it comes.
import { zooProgram } from './parts.mjs'

let count = 0

zooProgram({
  fault: {
    identity: ({ id, status }) => `${id}:${status}:${count++}`,
    headers: () => ({ 'idempotency-key': `reply-${count++}` }),
  },
})
