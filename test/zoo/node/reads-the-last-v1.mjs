// Puts the parts of a signature into an object, in which the last v1 wins.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    digestsOf: (pairs) => [Object.fromEntries(pairs).v1 ?? ''],
  },
})
