// A body that is not JSON is refused before it has come. When it then broke off, there was a second answer.
import { expect, it } from 'vitest'

import { exchange, requestText } from '../api/raw.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it('a body that breaks off has one answer', async () => {
  const kirim = await startTestSandbox()
  const headers = { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' }
  const head = requestText(kirim, 'POST /v1/labels', '', { ...headers, Connection: 'keep-alive' })
  const came = await exchange(kirim, `${head}3\r\nabc\r\nno size\r\n`)
  expect(came.match(/HTTP\/1\.1 \d+/g)).toStrictEqual(['HTTP/1.1 400'])
  expect(came).toContain('must be JSON')
})
