// A receiver of before a reset, which has not answered yet, must not hold up what comes after.
import { expect, it } from 'vitest'

import { createContact, holdAnswer, startWithReceiver, subscribe } from '../engine/webhooks.ts'
import { startReceiver } from '../support/receiver.ts'

it('the clock can be advanced after a reset, whatever is still in flight', async () => {
  const story = await startWithReceiver()
  const { arrived, answer } = holdAnswer(story.receiver, 200)
  await createContact(story)
  await arrived.promise
  expect((await story.act('reset', {})).status).toBe(200)
  const again = await startReceiver()
  await subscribe(story, again.url)
  await createContact(story)
  const { status } = await story.act('advance-clock', { until: 'idle' })
  answer.resolve()
  expect(status).toBe(200)
  expect(again.received).toHaveLength(1)
})
