// Refuses an event that it does not know.
import { zooProgram } from './parts.mjs'

const EVENTS =
  /^(message\.(received|status)|contact\.(created|updated)|conversation\.(assigned|closed))$/

zooProgram({
  fault: {
    onRequest(program, request, response, raw) {
      const { 'x-kirim-event': event = 'message.status' } = request.headers
      if (!EVENTS.test(event)) return response.writeHead(400).end()
      return program.handle(program, request, response, raw)
    },
  },
})
