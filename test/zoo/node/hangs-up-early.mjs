// Waits for a reply for two and a half seconds, and tries again under another key.
import { zooProgram } from './parts.mjs'

let count = 0

zooProgram({
  fault: {
    patienceMs: 2_500,
    headers: ({ key }) => ({ 'idempotency-key': `${key}-${count++}` }),
  },
})
