// Verifies the JSON that it has parsed and written anew, not the bytes that came.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    signedBytes(raw) {
      try {
        return JSON.stringify(JSON.parse(raw.toString()))
      } catch {
        return raw
      }
    },
  },
})
