// Faults that are refused: who they could never strike, what they lack, and what could be said instead.
import { describe, expect, it } from 'vitest'

import { EVENT_TYPES, OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { FAULT_NAMES, faultFacts, optionNames } from '../../src/domain/faults/table.ts'
import { startWithReceiver } from '../engine/webhooks.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { faults } from './arming.ts'

/** What arming is answered with; nothing may be armed by it. */
async function refused(input: object): Promise<{ code: string; param?: string; message: string }> {
  const sandbox = await startTestSandbox()
  const { status, body } = await sandbox.act('arm-fault', input)
  expect(status).toBe(400)
  expect(await faults(sandbox)).toEqual([])
  return body.error
}

describe('which fault', () => {
  it.each(['explode', 'reply.explode', 'reply', 'toString', 'constructor'])(
    'no fault %s: the answer lists them all',
    async (fault) => {
      const { code, param, message } = await refused({ fault })
      expect([code, param]).toEqual(['invalid_field_value', 'fault'])
      for (const name of FAULT_NAMES) expect(message).toContain(name)
    },
  )

  it('one that is not named at all', async () => {
    expect(await refused({})).toMatchObject({ code: 'missing_required_field', param: 'fault' })
  })

  it('delay alone may be either of two', async () => {
    const { code, param, message } = await refused({ fault: 'delay', delay: '1h' })
    expect([code, param]).toEqual(['invalid_field_value', 'fault'])
    expect(message).toContain('fate.delay')
    expect(message).toContain('delivery.delay')
    expect(message).not.toContain('reply.')
  })

  it.each([
    [{ type: 'text' }, 'fate.delay'],
    [{ event: 'message.status' }, 'delivery.delay'],
  ])('delay that matches %j is told by its match', async (match, meant) => {
    const { act } = await startTestSandbox()
    const { body } = await act('arm-fault', { fault: 'delay', delay: '1h', match })
    expect(body.data.fault).toBe(meant)
  })

  it('every fault that is alone with its short name is found by it', async () => {
    const { act } = await startTestSandbox()
    for (const name of FAULT_NAMES) {
      const { shortName: short, example } = faultFacts(name)
      if (short === 'delay') continue
      const { body } = await act('arm-fault', { fault: short, ...example })
      expect(body.data).toMatchObject({ fault: name, armed: true, seen: 0, hits: 0 })
    }
  })
})

describe('what it is told', () => {
  const lacking = FAULT_NAMES.flatMap((fault) =>
    optionNames(fault).needs.map((option) => [fault, option] as const),
  )

  it.each(lacking)('%s needs %s', async (fault, option) => {
    const { code, param, message } = await refused({ fault })
    expect([code, param]).toEqual(['missing_required_field', option])
    expect(message).toContain(option)
  })

  it.each([
    ['reply.reset', { ms: 5 }, 'ms', 'nothing'],
    ['reply.status', { status: 503, copies: 2 }, 'copies', 'status, code, retry_after'],
    ['fate.fail', { delay: '1s' }, 'delay', 'meta_code'],
    ['fate.skip', { at: 'read', meta_code: 131026 }, 'meta_code', 'at'],
    ['delivery.duplicate', { status: 503 }, 'status', 'copies'],
  ])('%s does not take %j', async (fault, options, param, takes) => {
    const refusal = await refused({ fault, ...options })
    expect(refusal).toMatchObject({ code: 'invalid_field_value', param })
    expect(refusal.message).toContain(takes)
  })

  it.each([{}, { status: 503, outcome: 'timed-out' }])(
    'delivery.outcome takes a status or an outcome, not %j',
    async (options) => {
      const refusal = await refused({ fault: 'delivery.outcome', ...options })
      expect(refusal.param).toBe('status')
      expect(refusal.message).toMatch(/status.*outcome/)
    },
  )

  it.each([
    ['status', 42],
    ['times', 0],
    ['every', 0],
    ['after', -1],
    ['probability', 1.5],
    ['retry_after', -1],
    ['code', 7],
  ])('%s of %j is out of its range', async (param, value) => {
    const refusal = await refused({ fault: 'reply.status', status: 503, [param]: value })
    expect(refusal).toMatchObject({ code: 'invalid_field_value', param })
  })
})

describe('what it could never strike', () => {
  it('an operation that there is not', async () => {
    const match = { operation: 'POST /message' }
    const { code, param, message } = await refused({ fault: 'reply.reset', match })
    expect([code, param]).toEqual(['fault_never_strikes', 'match.operation'])
    for (const key of OPERATION_KEYS) expect(message).toContain(key)
  })

  it('an event that there is not', async () => {
    const match = { event: 'message.sent' }
    const { code, param, message } = await refused({ fault: 'delivery.drop', match })
    expect([code, param]).toEqual(['fault_never_strikes', 'match.event'])
    for (const event of EVENT_TYPES) expect(message).toContain(event)
  })

  it('a subscription that there is not', async () => {
    const id = `wbs_${'0'.repeat(26)}`
    const refusal = await refused({ fault: 'delivery.drop', match: { subscription_id: id } })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'match.subscription_id' })
    expect(refusal.message).toContain(id)
  })

  it.each([
    ['POST /messages', 500, '400, 401, 409, 422, 429, 502, 503'],
    ['GET /me', 404, '401, 429, 500'],
    ['GET /me', 200, '401, 429, 500'],
  ])('%s does not answer %i', async (operation, status, declared) => {
    const refusal = await refused({ fault: 'reply.status', status, match: { operation } })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'status' })
    expect(refusal.message).toContain(operation)
    expect(refusal.message).toContain(declared)
  })

  it('a status that no operation declares', async () => {
    const refusal = await refused({ fault: 'reply.status', status: 418 })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'status' })
    expect(refusal.message).toContain('503')
  })

  it('a success: faults answer with errors', async () => {
    const { message } = await refused({ fault: 'reply.status', status: 200 })
    expect(message).toMatch(/error.*400, 401.*got 200/)
  })

  it('a template that there is not', async () => {
    const match = { template: 'order_confirmatoin' }
    const refusal = await refused({ fault: 'fate.fail', match })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'match.template' })
    expect(refusal.message).toContain('order_confirmation')
  })

  it('a template of a message that is none', async () => {
    const match = { type: 'text', template: 'order_confirmation' }
    const refusal = await refused({ fault: 'fate.fail', match })
    expect(refusal.message).toBe('A text message has no template.')
  })

  it('a code of another status', async () => {
    const refusal = await refused({ fault: 'reply.status', status: 503, code: 'internal_error' })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'code' })
    expect(refusal.message).toContain('service_unavailable')
  })

  it('a number, of an operation that sends nothing', async () => {
    const match = { operation: 'GET /me', to: '+628123456789' }
    const refusal = await refused({ fault: 'reply.reset', match })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'match.to' })
    expect(refusal.message).toContain('POST /messages')
  })

  it.each([
    ['reply.reset', { event: 'message.status' }, 'match.event', 'operation, to, header'],
    ['reply.reset', { type: 'text' }, 'match.type', 'operation, to, header'],
    ['fate.fail', { operation: 'POST /messages' }, 'match.operation', 'to, type, template'],
    ['fate.fail', { attempt: 1 }, 'match.attempt', 'to, type, template'],
    ['delivery.drop', { to: '+628123456789' }, 'match.to', 'event'],
    ['delivery.drop', { header: { name: 'x-trace' } }, 'match.header', 'event'],
  ])('%s has no part %j', async (fault, match, param, parts) => {
    const refusal = await refused({ fault, match })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param })
    expect(refusal.message).toContain(parts)
  })

  it('names the parts of a delivery match as they are written', async () => {
    const { message } = await refused({ fault: 'delivery.drop', match: { type: 'text' } })
    expect(message).toContain('subscription_id')
  })

  it('names a foreign subscription as it is written', async () => {
    const { act, subscription } = await startWithReceiver()
    const match = { subscription_id: subscription.id }
    const { body } = await act('arm-fault', { fault: 'fate.fail', match })
    expect(body.error).toMatchObject({
      code: 'fault_never_strikes',
      param: 'match.subscription_id',
    })
  })

  it('a type that no message has', async () => {
    const refusal = await refused({ fault: 'fate.fail', match: { type: 'sms' } })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'match.type' })
  })

  it('an attempt after the last', async () => {
    const refusal = await refused({ fault: 'delivery.drop', match: { attempt: 9 } })
    expect(refusal).toMatchObject({ code: 'fault_never_strikes', param: 'match.attempt' })
  })

  it('a part of a match that there is not at all', async () => {
    const refusal = await refused({ fault: 'reply.reset', match: { path: '/messages' } })
    expect(refusal.code).toBe('invalid_field_value')
    expect(refusal.param).toBe('match.path')
  })
})

it('says which operations an error can strike, where it is not all of them', async () => {
  const { act } = await startTestSandbox()
  const { body } = await act('arm-fault', { fault: 'status', status: 503 })
  const declaring = OPERATION_KEYS.filter((key) =>
    (OPERATIONS[key].statuses as readonly number[]).includes(503),
  )
  expect(declaring.length).toBeGreaterThan(0)
  expect(body.data.strikes).toEqual(declaring)
  const everywhere = await act('arm-fault', { fault: 'latency', ms: 1 })
  expect(everywhere.body.data.strikes).toBeUndefined()
})
