// Draws a new Idempotency-Key for each try.
import { zooProgram } from './parts.mjs'

let count = 0

zooProgram({ fault: { headers: ({ key }) => ({ 'idempotency-key': `${key}-${count++}` }) } })
