// What was handled is remembered in memory only.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    isKept: false,
    headers: ({ key }) => ({ 'idempotency-key': `${key}-${process.pid}` }),
  },
})
