// The step `repeat`: does the steps inside it several times.
import { listOf, strict } from '../../control/schema.ts'
import { anything, named, stepList } from '../format/shapes.ts'
import type { OwnStep } from '../play/step.ts'

export const repeat: OwnStep = {
  what: 'Does steps several times, or once for each item of a list.',
  input: strict('How often, and what.', {
    times: { description: 'How often.', type: 'integer', minimum: 1, maximum: 10_000 },
    over: { ...listOf('Once for each of these.', anything('An item.')), maxItems: 10_000 },
    index: named('The name of the number of the round, from 1.'),
    item: named('The name of the item of the round.'),
    'steps!': stepList('What is repeated.'),
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
  run: async ({ play, step: { steps = [] }, input, rounds, playSteps }) => {
    const items = Array.isArray(input.over) ? input.over : []
    const times = input.over === undefined ? Number(input.times) : items.length
    for (let round = 1; round <= times; round++) {
      if (input.index !== undefined) play.scope[String(input.index)] = round
      if (input.item !== undefined) play.scope[String(input.item)] = items[round - 1]
      const failed = await playSteps(steps, [...rounds, round])
      if (failed !== null) return failed
    }
    return null
  },
}
