// Has the limit of 100 kB that comes with its framework.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    onRequest(program, request, response, raw) {
      if (raw.length > 100 * 1_024) return response.writeHead(413).end()
      return program.handle(program, request, response, raw)
    },
  },
})
