// Two faults that delay the same webhook put it off for ever, each in turn.
import { expect, it } from 'vitest'

import { createContact, HOUR, startWithReceiver } from '../engine/webhooks.ts'
import { arm, counts } from '../faults/arming.ts'

it('two delays of one attempt add up, and it is made', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'delivery.delay', delay: '1h' })
  await arm(story, { fault: 'delivery.delay', delay: '2h' })
  await createContact(story)
  await story.advance(4 * HOUR)
  expect(story.receiver.received).toHaveLength(1)
  expect(await counts(story)).toEqual([
    [1, 1, true],
    [1, 1, true],
  ])
})
