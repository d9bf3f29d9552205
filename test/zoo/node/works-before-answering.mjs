// Does all its work before it answers, however long that takes.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: {
    async take(program, items, answer) {
      for (const reply of program.keep(program, items)) await program.work(program, reply)
      answer(200)
    },
  },
})
