// The step `restart-program`: ends a program that the scenario has started, and starts it again.
import { choice, object, optional } from '../../schema/shapes.ts'
import { receiver } from '../format/shapes.ts'
import { StepError } from '../play/play-state.ts'
import { restart } from '../play/programs.ts'
import { doing } from '../play/step.ts'

export const restartProgram = doing({
  what: 'Ends a program that the scenario has started, and starts it again.',
  input: object('Which one, and how.', {
    receiver: receiver('Its name.'),
    by: optional(
      choice('crash kills it in the middle of its work; stop asks it to end. Default: stop.', [
        'stop',
        'crash',
      ]),
    ),
  }),
  example: '- restart-program: { receiver: app, by: crash }',
  givesReply: false,
  check: ({ receiver: name }, path, { receivers }) => {
    if (typeof name !== 'string' || receivers.get(name) !== true) return []
    const message = `${name} is built in; only real programs, with url and start, can be restarted.`
    return [{ path: [...path, 'receiver'], message }]
  },
  act: async ({ play, input }) => {
    const state = play.receivers.get(input.receiver)
    if (state === undefined) throw new StepError(`No receiver is called ${input.receiver}.`)
    await restart(state, input.by ?? 'stop')
    return undefined
  },
})
