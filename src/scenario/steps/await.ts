// The step `await`: waits for a call that went to the background.
import { object } from '../../schema/shapes.ts'
import { reply } from '../format/shapes.ts'
import { awaitCall } from '../play/background.ts'
import { doing } from '../play/step.ts'

export const awaitStep = doing({
  what: 'Waits for a call that went to the background.',
  input: object('Which one.', { of: reply('The name of the call.') }),
  example: `- call: { operation: GET /me, background: true }
  as: slow
- await: { of: slow }`,
  givesReply: true,
  act: ({ play, input }) => awaitCall(play, input.of),
})
