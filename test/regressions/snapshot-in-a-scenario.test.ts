// A step that reads files ended the scenario: its machine had nothing left that could bring the end nearer.
import { expect, it } from 'vitest'

import { play } from '../scenario/playing.ts'

it('a scenario goes back to a snapshot', async () => {
  const played = await play(`
  - call: { operation: POST /contacts, body: { phone_number: '+6281234567890' } }
    as: early
  - save-snapshot: { name: before }
  - call: { operation: POST /contacts, body: { phone_number: '+6281234567891' } }
    as: late
  - load-snapshot: { name: before }
  - call: { operation: 'GET /contacts/{id}', params: { id: '\${early.data.id}' } }
  - call: { operation: 'GET /contacts/{id}', params: { id: '\${late.data.id}' } }
  - expect-reply: { status: 404 }
  - create-organization: { name: Kedai }
  - reset: {}`)
  expect(played.failed).toBeUndefined()
  expect(played).toMatchObject({ verdict: 'passed', steps: 9 })
})
