// Tries again without an Idempotency-Key.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { headers: () => ({}) } })
