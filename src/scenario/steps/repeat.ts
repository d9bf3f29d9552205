// The step `repeat`: does the steps inside it several times.
import { count } from '../../schema/choices.ts'
import { NAME } from '../../schema/formats.ts'
import { allOptional, anything, list, object } from '../../schema/shapes.ts'
import type { Step } from '../format/scenario.ts'
import { stepList } from '../format/shapes.ts'
import { ownStep } from '../play/step.ts'

const ROUNDS_MAX = 10_000

export const repeat = ownStep({
  what: 'Does steps several times, or once for each item of a list.',
  input: object('How often, and what.', {
    ...allOptional({
      times: count('How often.', ROUNDS_MAX),
      over: list('Once for each of these.', anything('An item.'), { maxItems: ROUNDS_MAX }),
      index: NAME.shape('The name of the number of the round, from 1.'),
      item: NAME.shape('The name of the item of the round.'),
    }),
    steps: stepList<Step>('What is repeated.'),
  }),
  example: `- repeat:
    over: [image, video]
    item: kind
    steps:
      - customer-writes: { from: '+6281234567890', type: '\${kind}' }`,
  givesReply: false,
  namesInside: ({ index, item }) => [index, item],
  check: ({ times, over, item }, path) => {
    if ((times === undefined) === (over === undefined)) {
      const got = times === undefined ? 'got neither' : 'got both'
      return [{ path, message: `A repeat needs times or over; ${got}.`, ofName: true }]
    }
    if (over !== undefined || item === undefined) return []
    const message = 'Only a repeat over a list has items.'
    return [{ path: [...path, 'item'], message, ofName: true }]
  },
  run: async ({ play, input: { times, over, index, item, steps }, rounds, playSteps }) => {
    const last = over === undefined ? (times ?? 0) : over.length
    for (let round = 1; round <= last; round++) {
      if (index !== undefined) play.scope[index] = round
      if (item !== undefined) play.scope[item] = over?.[round - 1]
      const failed = await playSteps(steps, [...rounds, round])
      if (failed !== null) return failed
    }
    return null
  },
})
