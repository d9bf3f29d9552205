// Remembers the event first, and works then: what failed is taken for done when it comes again.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      const work = program.keep(program, items)
      for (const reply of work) {
        program.store.write({ done: reply.id })
        const { status } = await program.call(reply, program.content())
        if (status !== 200 && status !== 422) return answer(503)
      }
      answer(200)
    },
  },
})
