// The step `pause`: gives real programs time to do what they do by their own clock.
import { parseDuration } from '../../schema/durations.ts'
import { DURATION } from '../../schema/formats.ts'
import { object } from '../../schema/shapes.ts'
import { doing } from '../play/step.ts'

export const pause = doing({
  what: 'Waits in real time where real programs take part: they work, and try again, by their own clock.',
  input: object('How long.', { for: DURATION.shape('How long, in real time.') }),
  example: '- pause: { for: 500ms }',
  givesReply: false,
  act: async ({ play, input }) => {
    const { isSimulated, clock } = play.machine
    if (isSimulated) return undefined
    const ms = parseDuration(input.for) ?? 0
    await new Promise<void>((resolve) => void clock.setAlarm(ms, resolve))
    return undefined
  },
})
