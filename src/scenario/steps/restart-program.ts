// The step `restart-program`: ends a program that the scenario has started, and starts it again.
import { strict, words } from '../../control/schema.ts'
import { receiver } from '../format/shapes.ts'
import { StepError } from '../play/play-state.ts'
import { restart } from '../play/programs.ts'
import { doing } from '../play/step.ts'

export const restartProgram = doing({
  what: 'Ends a program that the scenario has started, and starts it again.',
  input: strict('Which one, and how.', {
    'receiver!': receiver('Its name.'),
    by: words('crash kills it in the middle of its work; stop asks it to end. Default: stop.', {
      enum: ['stop', 'crash'],
    }),
  }),
  example: '- restart-program: { receiver: app, by: crash }',
  givesReply: false,
  check: ({ receiver: name }, path, { receivers }) => {
    if (typeof name !== 'string' || receivers.get(name) !== true) return []
    const message = `${name} is built in; only real programs, with url and start, can be restarted.`
    return [{ path: [...path, 'receiver'], message }]
  },
  act: async ({ play, input }) => {
    const state = play.receivers.get(String(input.receiver))
    if (state === undefined) throw new StepError(`No receiver is called ${input.receiver}.`)
    await restart(state, input.by === 'crash' ? 'crash' : 'stop')
    return undefined
  },
})
