// Inserts the contact of a contact.created, though its first message has made one already.
import { zooProgram } from './parts.mjs'

const contacts = new Set()

zooProgram({
  fault: {
    onRequest(program, request, response, raw) {
      const text = raw.toString()
      const wrote = /"from":"(\d+)"/.exec(text)?.[1]
      if (wrote !== undefined) contacts.add(wrote)
      const created = /"contact\.created".*"phone_number":"\+(\d+)"/.exec(text)?.[1]
      if (contacts.has(created)) return response.writeHead(500).end('duplicate key')
      return program.handle(program, request, response, raw)
    },
  },
})
