// 1e999 was read as infinite and kept as null, with a 200.
import { expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'

it.each([
  ['1e999', 400],
  ['-1E+999', 400],
  [`1${'0'.repeat(400)}`, 400],
  [`[{"deep": [1e400]}]`, 400],
  [`1${'0'.repeat(305)}e9`, 400],
  ['"1e999"', 200],
  ['1e300', 200],
  ['1e-999', 200],
])('a body with the number %s gets a %i', async (number, status) => {
  const { app, call } = await startTestSandbox()
  const body = `{"phone_number":"+6281234567890","custom_attributes":{"x":${number}},"unknown":${number}}`
  expect((await call('POST', '/contacts', body)).status === 400).toBe(status === 400)
  const response = await fetch(`${app.controlUrl}/actions/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"x":${number}}`,
  })
  const { error } = (await response.json()) as { error: { message: string } }
  expect(/beyond 1\.8e308/.test(error.message)).toBe(status === 400)
})
