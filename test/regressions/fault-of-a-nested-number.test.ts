// A fault that matches the number of a message reads the message's own number, not one deeper inside.
import { expect, it } from 'vitest'

import { arm, counts, READER } from '../faults/arming.ts'
import { startTestSandbox } from '../support/sandbox.ts'

const OTHER = '+628000000002'

it.each([
  ['deeper inside', { text: { body: 'Halo', to: OTHER }, to: READER, type: 'text' }],
  ['written with an escape', `{"\\u0074o":"${READER}","type":"text","text":{"body":"Halo"}}`],
])('although the body has another "to", or its own, %s', async (_where, body) => {
  const sandbox = await startTestSandbox()
  await arm(sandbox, { fault: 'reply.status', status: 503, match: { to: READER } })
  await arm(sandbox, { fault: 'reply.status', status: 502, match: { to: OTHER } })
  expect((await sandbox.call('POST', '/messages', body)).status).toBe(503)
  expect(await counts(sandbox)).toEqual([
    [1, 1, true],
    [0, 0, true],
  ])
})
