// Loaded before a server that is measured: gives it a garbage collector to call, and a way to ask.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
globalThis.gc = runInNewContext('gc')
await import('../bench/heap-report.mjs')
