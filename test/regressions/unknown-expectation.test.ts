// An Expect header that nobody knows made Node answer 417, which no operation declares, without an envelope.
import { expect, it } from 'vitest'

import { requestText, sendBytes } from '../api/raw.ts'
import { dataOf } from '../api/stories.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it.each(['200-ok', 'tea'])('Expect: %s is passed over', async (expected) => {
  const kirim = await startTestSandbox()
  const body = JSON.stringify({ name: 'VIP' })
  const headers = { Expect: expected, 'Content-Type': 'application/json' }
  const reply = await sendBytes(kirim, requestText(kirim, 'POST /v1/labels', body, headers))
  expect(dataOf(reply).name).toBe('VIP')
})
