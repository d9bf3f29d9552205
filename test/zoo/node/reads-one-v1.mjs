// Compares only the first v1 of a signature.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    digestsOf: (pairs) =>
      pairs
        .filter(([name]) => name === 'v1')
        .slice(0, 1)
        .map(([, hex = '']) => hex),
  },
})
