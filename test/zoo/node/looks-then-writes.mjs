// Looks whether it knows the event, and writes that down a moment later.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      const isNew = ({ id, status }) => !program.store.known.has(status ? `${id}:${status}` : id)
      const fresh = items.filter(isNew)
      // The database takes its time.
      await new Promise((resolve) => setTimeout(resolve, 250))
      for (const item of fresh) program.store.known.delete(program.identity(item))
      const work = program.keep(program, fresh)
      answer(200)
      let copy = 0
      const replies = work.map((reply) => ({
        ...reply,
        key: `${reply.key}-${Date.now()}-${copy++}`,
      }))
      for (const reply of replies) await program.work(program, reply)
    },
  },
})
