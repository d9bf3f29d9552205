// Redirects the URL that was subscribed to another one.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    onRequest(program, request, response, raw) {
      if (request.method === 'POST') return response.writeHead(308, { location: '/hook/' }).end()
      return program.handle(program, request, response, raw)
    },
  },
})
