// The player: steps in order, on a machine whose time only passes when something waits for it.
import { describe, expect, it } from 'vitest'

import { play } from './playing.ts'

const SEND = `{ operation: POST /messages, body: { to: '+628000000003', type: text, text: { body: Halo } } }`

it('plays to the end, and tells how far time went', async () => {
  const played = await play(`
  - call: ${SEND}
    as: sent
  - advance-clock: { by: 25h }
  - expect-message: { id: '\${sent.data.id}', statuses: [sent, delivered, read] }`)
  expect(played.failed).toBeUndefined()
  expect(played).toMatchObject({ verdict: 'passed', steps: 3, worldMs: 25 * 3_600_000 })
})

it('gives the same bytes each time, whatever else is played beside it', async () => {
  const text = `
receivers: { crm: { events: [message.status], answers: [503, timeout, 200] } }
steps:
  - call: ${SEND}
  - advance-clock: { until: idle }`
  const plays = await Promise.all([play(text), play(text), play(text)])
  const [first, ...others] = plays.map(({ transcript }) => transcript)
  expect(first).toContain('X-Kirim-Signature: t=')
  expect(others).toEqual([first, first])
})

it('lets what is due now happen after each step, and nothing more', async () => {
  const played = await play(`
receivers: { crm: { events: [contact.created, message.status] } }
steps:
  - call: { operation: POST /contacts, body: { phone_number: '+6281234567890' } }
  - expect-webhook: { receiver: crm, event: contact.created, count: 1 }
  - call: ${SEND}
  - expect-silence: { receiver: crm, event: message.status }
  - expect-silence: { receiver: crm, event: contact.created }`)
  expect(played.failed).toMatchObject({ position: { line: 9, column: 5 }, verb: 'expect-silence' })
  expect(played.steps).toBe(5)
})

describe('a failure', () => {
  it('tells the place, the round, what was expected and seen, and what had happened', async () => {
    const { verdict, failed } = await play(`
  - repeat:
      times: 3
      index: i
      steps:
        - call: { operation: POST /labels, body: { name: 'L\${i}' } }
        - expect-reply: { status: 200, data: { name: { $in: [L1, L2] } } }`)
    expect(verdict).toBe('failed')
    expect(failed).toMatchObject({
      position: { line: 9, column: 11 },
      verb: 'expect-reply',
      rounds: [3],
      mismatches: [{ path: 'data.name', expected: 'one of "L1", "L2"', seen: '"L3"' }],
    })
    const journal = failed?.journal.map((entry) => entry.kind === 'request' && entry.operation)
    expect(journal).toEqual(['POST /labels'])
  })

  it('is a call that is refused although nobody expects it', async () => {
    const { failed } = await play(`
  - call: { operation: POST /labels, body: {} }
  - call: { operation: GET /me }`)
    expect(failed?.message).toMatch(/^POST \/v1\/labels got 400 missing_required_field \(name\): /)
    expect(failed?.message).toMatch(/say so with expect-reply\.$/)
  })

  it('is not a refusal that a later step looks at by its name', async () => {
    const played = await play(`
  - call: { operation: POST /labels, body: {} }
    as: refused
  - call: { operation: GET /me }
  - expect-reply: { of: refused, status: 400 }`)
    expect(played.verdict).toBe('passed')
  })

  it('is an action that is refused', async () => {
    const { failed } = await play(`
  - set-recipient: { phone_number: '+6281234567890', behaviour: dances }`)
    expect(failed?.message).toMatch(/^set-recipient got 400 invalid_field_value \(behaviour\)/)
  })

  it('is a reference that leads nowhere', async () => {
    const { failed } = await play(`
  - call: { operation: GET /me }
    as: me
  - call: { operation: 'GET /contacts/{id}', params: { id: '\${me.data.organisation.id}' } }`)
    expect(failed?.message).toContain('Did you mean organization?')
  })

  it.each([
    ['expect-message: { id: msg_00000000000000000000000000, status: read }', 'msg_0'],
    ['expect-count: { of: labels, count: 1 }', 'of 0 labels, 0 are meant'],
    ['expect-delivery: { status: dead }', 'there are no deliveries'],
    ['expect-reply: { status: 200 }', 'There is no reply yet.'],
  ])('is an expectation that sees something else: %s', async (step, message) => {
    const { failed } = await play(`  - ${step}`)
    expect(failed?.message).toContain(message)
  })
})

describe('what references stand for', () => {
  const repeated = `
  - repeat:
      times: \${env.ROUNDS}
      index: i
      steps:
        - call: { operation: POST /labels, body: { name: 'L\${i}' }, headers: { X-Round: '\${i}' } }
  - expect-count: { of: labels, count: 3 }`

  it('counts where the environment says how often, and digits do for a text', async () => {
    const { failed, verdict } = await play(repeated, { ROUNDS: '3' })
    expect(failed).toBeUndefined()
    expect(verdict).toBe('passed')
  })

  it.each([
    ['many', 'times must be an integer from 1 to 10000; got "many".'],
    ['0', 'times must be an integer from 1 to 10000; got "0".'],
  ])('must fit where it stands: %s', async (rounds, message) => {
    const { failed } = await play(repeated, { ROUNDS: rounds })
    expect(failed).toMatchObject({ verb: 'repeat', message })
  })

  it('gives the hint that the same mistake gets where it is written out', async () => {
    const { failed } = await play(
      `
receivers: { crm: { events: [message.status] } }
steps:
  - expect-silence: { receiver: crm, for: '\${env.TIME}' }`,
      { TIME: '1w' },
    )
    expect(failed?.message).toBe(
      'for must be a duration such as 90s, 2h30m or 3d (at most 365000d); got "1w". Did you mean 7d?',
    )
  })
})

describe('a background call', () => {
  it('is waited for when an expectation asks for it, in time that costs nothing', async () => {
    const played = await play(`
  - arm-fault: { fault: latency, ms: 600000, times: 1 }
  - call: { operation: GET /me, background: true }
    as: slow
  - call: { operation: GET /health }
  - expect-reply: { status: 200, data: { status: ok } }
  - expect-reply: { of: slow, status: 200 }`)
    expect(played.verdict).toBe('passed')
  })

  it('needs a name', async () => {
    const { failed } = await play('  - call: { operation: GET /me, background: true }')
    expect(failed?.message).toContain('needs a name')
  })
})

it('does not wait for ever for what can never come', async () => {
  const played = await play(`
  - call: { operation: GET /me, background: true }
    as: one
  - await: { of: one }
  - await: { of: one }`)
  expect(played.failed?.message).toBe('one is no call in the background.')
})

it('acts in another organisation when it is told to', async () => {
  const played = await play(`
  - create-organization: { world: empty, seed: 5 }
    as: other
  - call: { operation: POST /labels, body: { name: VIP } }
    organization: \${other.data.organization_id}
  - expect-count: { of: labels, count: 0 }
  - expect-count: { of: labels, count: 1 }
    organization: \${other.data.organization_id}
  - delete-organization: { organization_id: '\${other.data.organization_id}' }`)
  expect(played.failed).toBeUndefined()
  const label = played.coverage.pairs['POST /labels'][200]
  expect(label).toEqual({ hits: 1, faultHits: 0 })
})

it('shows a list, a lost reply and a garbled one as a client sees them', async () => {
  const played = await play(`
  - call: { operation: GET /labels }
  - expect-reply: { data: [], has_more: false, next_cursor: null, headers: { x-request-id: { $any: true } } }
  - arm-fault: { fault: empty, times: 1 }
  - call: { operation: GET /me }
  - expect-reply: { status: null, connection: closed, headers: { $equals: {} }, body: null }
  - arm-fault: { fault: truncate, times: 1 }
  - call: { operation: GET /me }
  - expect-reply: { status: 200, connection: truncated, body: null, data: { $any: false } }
  - call: { method: POST, path: '/labels', text: '{', headers: { X-Test: '1' } }
  - expect-reply: { status: 400, error: { code: invalid_request } }
  - call: { method: GET, path: '/contacts?limit=1&search=a%20b' }
  - expect-reply: { status: 200 }`)
  expect(played.failed).toBeUndefined()
})

it('fails a step whose pattern would search for ever, or is none once it is filled in', async () => {
  const story = (pattern: string) => `
variables: { text: '${'a'.repeat(50)}!', open: '(' }
steps:
  - call: { operation: GET /me, headers: { X-Text: '\${text}' } }
    as: me
  - call: { method: GET, path: '/me?q=\${text}' }
  - expect-count: { of: requests, where: { path: { $pattern: '${pattern}' } }, count: 1 }`
  const endless = await play(story('^/v1/me.q=(a+)+$'))
  expect(endless.failed?.message).toContain(
    'was still searching a text of 60 characters after 1 s.',
  )
  const broken = await play(story(`^\${open}`))
  expect(broken.failed?.message).toContain('$pattern takes a regular expression')
})

describe('a fault that never struck', () => {
  const story = (optional: string) => `
  - call: { operation: GET /me }
  - arm-fault: { fault: latency, ms: 5, match: { operation: GET /health }${optional} }
  - call: { operation: GET /me }`

  it('fails the scenario at the step that armed it', async () => {
    const { verdict, failed } = await play(story(''))
    expect(verdict).toBe('failed')
    expect(failed).toMatchObject({
      position: { line: 5, column: 5 },
      verb: 'arm-fault',
      message: expect.stringMatching(
        /^The fault reply\.latency \(flt_\w+\) was armed and never struck: nothing matched it\./,
      ),
    })
  })

  it('is fine where it is optional', async () => {
    expect((await play(story(', optional: true'))).verdict).toBe('passed')
  })

  it('says when its own terms let everything pass', async () => {
    const { failed } = await play(`
  - arm-fault: { fault: latency, ms: 5, after: 3 }
  - call: { operation: GET /me }
  - call: { operation: GET /me }`)
    expect(failed?.message).toContain('what it matched, 2 times, was let pass by its after')
  })
})
