// Refuses for good what comes while it has more than fifteen requests at work.
import { zooProgram } from './parts.mjs'

let working = 0

zooProgram({
  fault: {
    async onRequest(program, request, response, raw) {
      if (request.method === 'POST' && working >= 15) return response.writeHead(400).end()
      working++
      response.once('close', () => setTimeout(() => working--, 20))
      await new Promise((resolve) => setTimeout(resolve, 30))
      return program.handle(program, request, response, raw)
    },
  },
})
