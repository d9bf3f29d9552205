// A template that Meta could not have is refused when it is set, not when somebody sends it.
import { expect, it } from 'vitest'

import { READER } from '../faults/arming.ts'
import { see } from '../http/control-reading.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it('a button that is no button makes no bug of a message', async () => {
  const sandbox = await startTestSandbox()
  const named = { name: 'rusak', language: 'id' }
  const components = [
    { type: 'BODY', text: 'Halo' },
    { type: 'BUTTONS', buttons: [null] },
  ]
  const { status, body } = await sandbox.act('set-template', { ...named, components })
  const message = { to: READER, type: 'template', template: named }
  const sent = await sandbox.call('POST', '/messages', message)
  expect((await see(sandbox, '/journal?kind=breach')).entries).toEqual([])
  expect([status, body.error]).toMatchObject([400, { code: 'invalid_field_value' }])
  expect(sent.body.error.code).toBe('invalid_template_name')
})
