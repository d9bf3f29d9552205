// A webhook that a spent fault holds must be released although that fault was forgotten for newer ones.
import { expect, it } from 'vitest'

import { V1 } from '../../src/api/v1/api.ts'
import { reachOf } from '../../src/control/actions/faults.ts'
import { armFault, FAULTS_MAX } from '../../src/domain/faults/arming.ts'
import { transact } from '../../src/domain/world/world.ts'
import { createContact, startWithReceiver } from '../engine/webhooks.ts'
import { arm } from '../faults/arming.ts'

it('disarming all faults lets go of every webhook', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'delivery.hold', times: 1 })
  await createContact(story)
  await story.settle()
  const often = { options: {}, match: {}, times: null, every: null, after: 0, probability: 0 }
  transact(story.world, () => {
    for (let n = 0; n < FAULTS_MAX; n++) {
      armFault(story.world, { name: 'reply.reset', ...often }, reachOf(V1, story.world))
    }
  })
  const { body } = await story.act('disarm-faults', {})
  await story.settle()
  expect(body.data.released).toBe(1)
  expect(story.receiver.received).toHaveLength(1)
})
