// Duplicates are told by the id of the delivery, which is new in a replay.
import { AsyncLocalStorage } from 'node:async_hooks'

import { zooProgram } from './parts.mjs'

const delivery = new AsyncLocalStorage()

zooProgram({
  fault: {
    identity: ({ id, status }) => `${delivery.getStore()}:${id}:${status}`,
    headers: ({ key }) => ({ 'idempotency-key': `${key}-${delivery.getStore()}` }),
    onRequest(program, request, response, raw) {
      const { 'x-kirim-delivery-id': id } = request.headers
      return delivery.run(id, () => program.handle(program, request, response, raw))
    },
  },
})
