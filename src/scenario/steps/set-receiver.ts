// The step `set-receiver`: changes how a built-in receiver answers.
import { flag, strict, words } from '../../control/schema.ts'
import { ANSWERS } from '../format/receiver-schema.ts'
import type { ScriptedAnswer } from '../format/scenario.ts'
import { receiver } from '../format/shapes.ts'
import { StepError } from '../play/play-state.ts'
import { doing } from '../play/step.ts'

export const setReceiver = doing({
  what: 'Changes how a built-in receiver answers from now on.',
  input: strict('Which one, and how.', {
    'receiver!': receiver('Its name.'),
    answers: ANSWERS,
    verify: flag('Whether it checks signatures.'),
    secret: words('The secret that it checks them with.'),
  }),
  example: '- set-receiver: { receiver: crm, answers: [{ status: 503, times: 3 }, 200] }',
  givesReply: false,
  check: ({ receiver: name }, path, { receivers }) => {
    if (typeof name !== 'string' || receivers.get(name) !== false) return []
    const message = `${name} is a real program at its url; only built-in receivers can be told how to answer.`
    return [{ path: [...path, 'receiver'], message }]
  },
  act: async ({ play, input }) => {
    const state = play.receivers.get(String(input.receiver))
    if (state === undefined) throw new StepError(`No receiver is called ${input.receiver}.`)
    if (Array.isArray(input.answers)) {
      state.script = input.answers as readonly ScriptedAnswer[]
      state.given = 0
    }
    if (typeof input.verify === 'boolean') state.verify = input.verify
    if (typeof input.secret === 'string') state.secret = input.secret
    return undefined
  },
})
