// Answers 400 to whatever went wrong in its work.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      const isNew = (item) => !program.store.known.has(program.identity(item))
      for (const { id, from } of items.filter(isNew).filter(({ kind }) => kind === 'message')) {
        const reply = { id, to: `+${from}`, key: `reply-${id}` }
        const { status } = await program.call(reply, program.content())
        if (status !== 200 && status !== 422) return answer(400)
      }
      for (const { id } of program.keep(program, items)) program.store.write({ done: id })
      answer(200)
    },
  },
})
