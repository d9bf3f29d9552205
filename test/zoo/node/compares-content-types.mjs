// Compares the Content-Type to the letter.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    onRequest(program, request, response, raw) {
      const { 'content-type': type = '' } = request.headers
      if (request.method === 'POST' && type !== 'application/json' && type !== 'text/plain') {
        return response.writeHead(415).end()
      }
      return program.handle(program, request, response, raw)
    },
  },
})
