// Takes two messages of a customer with the same text for one.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    identity: ({ kind, id, status, from, text }) =>
      kind === 'status' ? `${id}:${status}` : `${from}:${text?.body ?? id}`,
  },
})
