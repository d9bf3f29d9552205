// Verifies a signature only when there is one.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    verify: (program, header, raw) => header === undefined || PARTS.verify(program, header, raw),
  },
})
