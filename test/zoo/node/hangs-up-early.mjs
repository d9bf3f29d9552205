// Waits for a reply for one second, and tries again under another key.
import { zooProgram } from './parts.mjs'

let count = 0

zooProgram({
  fault: {
    patienceMs: 1_000,
    headers: ({ key }) => ({ 'idempotency-key': `${key}-${count++}` }),
  },
})
