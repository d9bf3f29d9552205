// The step `set-receiver`: changes how a built-in receiver answers.
import { flag, object, optional, text } from '../../schema/shapes.ts'
import { ANSWERS } from '../format/receiver-schema.ts'
import { receiver } from '../format/shapes.ts'
import { StepError } from '../play/play-state.ts'
import { doing } from '../play/step.ts'

export const setReceiver = doing({
  what: 'Changes how a built-in receiver answers from now on.',
  input: object('Which one, and how.', {
    receiver: receiver('Its name.'),
    answers: optional(ANSWERS),
    verify: optional(flag('Whether it checks signatures.')),
    secret: optional(text('The secret that it checks them with.')),
  }),
  example: '- set-receiver: { receiver: crm, answers: [{ status: 503, times: 3 }, 200] }',
  givesReply: false,
  check: ({ receiver: name }, path, { receivers }) => {
    if (typeof name !== 'string' || receivers.get(name) !== false) return []
    const message = `${name} is a real program at its url; only built-in receivers can be told how to answer.`
    return [{ path: [...path, 'receiver'], message }]
  },
  act: async ({ play, input: { receiver: name, answers, verify, secret } }) => {
    const state = play.receivers.get(name)
    if (state === undefined) throw new StepError(`No receiver is called ${name}.`)
    if (answers !== undefined) {
      state.script = answers
      state.given = 0
    }
    if (verify !== undefined) state.verify = verify
    if (secret !== undefined) state.secret = secret
    return undefined
  },
})
