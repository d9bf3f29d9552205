// Every answer has a request id; that of the control API's document had none.
import { expect, it } from 'vitest'

import { REQUEST_ID } from '../api/stories.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it('the control document comes under a request id', async () => {
  const { app } = await startTestSandbox()
  const ids = []
  for (let n = 0; n < 2; n++) {
    const { headers } = await fetch(`${app.controlUrl}/openapi.json`)
    ids.push(headers.get('x-request-id'))
  }
  expect(ids).toStrictEqual([expect.stringMatching(REQUEST_ID), expect.stringMatching(REQUEST_ID)])
  expect(new Set(ids).size).toBe(2)
})
