// Phones that behave on purpose: by what the world was told, then by their numbers.
import { describe, expect, it } from 'vitest'

import {
  behaviourOf,
  ignoresWindow,
  MAGIC_PREFIX,
  RECIPIENTS,
  readBehaviour,
  recipient,
} from '../../../src/domain/messaging/recipients.ts'
import { CUSTOMER, emptyWorld, putRecipient } from './samples.ts'

describe('a number behaves', () => {
  it.each([
    ['628000000001', { behaviour: 'stays-sent' }],
    ['628000000002', { behaviour: 'never-reads' }],
    ['628000000003', { behaviour: 'reads-at-once' }],
    ['628000000004', { behaviour: 'read-without-delivered' }],
    ['628000000005', { behaviour: 'delivered-late' }],
    ['628000000006', { behaviour: 'echoes' }],
    ['628000000007', { behaviour: 'out-of-order' }],
    ['628000000008', { behaviour: 'twice' }],
    ['628000000009', { behaviour: 'other-wa-id' }],
    ['628000000010', { behaviour: 'not-on-whatsapp' }],
    ['62800000', { behaviour: 'not-on-whatsapp' }],
    ['6280000012345', { behaviour: 'not-on-whatsapp' }],
    ['628000001234567', { behaviour: 'not-on-whatsapp' }],
    ['62800000131047', { behaviour: 'fails-with-code', metaCode: 131047 }],
    ['62800000132015', { behaviour: 'fails-with-code', metaCode: 132015 }],
    ['62800000000470', { behaviour: 'fails-with-code', metaCode: 470 }],
    [CUSTOMER, { behaviour: 'ordinary' }],
    ['6280000', { behaviour: 'ordinary' }],
  ])('+%s', (phone, behaviour) => {
    expect(behaviourOf(emptyWorld(), phone)).toEqual(behaviour)
  })
})

it('does what the world was told, whatever its number says', () => {
  const world = emptyWorld()
  putRecipient(world, CUSTOMER, 'never-reads')
  putRecipient(world, '628000000001', 'reads')
  putRecipient(world, '628000000002', 'fails:131049')
  expect(behaviourOf(world, CUSTOMER)).toEqual({ behaviour: 'never-reads' })
  expect(behaviourOf(world, '628000000001')).toEqual({ behaviour: 'reads' })
  expect(behaviourOf(world, '628000000002')).toEqual({
    behaviour: 'fails-with-code',
    metaCode: 131049,
  })
})

it('takes a row that holds no behaviour for a bug', () => {
  const world = emptyWorld()
  putRecipient(world, CUSTOMER, 'sleeps')
  expect(() => behaviourOf(world, CUSTOMER)).toThrow('which is no behaviour')
})

it('reads every name of the table, and a code', () => {
  for (const name of Object.keys(RECIPIENTS)) {
    const read = readBehaviour(name)
    if (name === 'fails-with-code') expect(read).toBeNull()
    else expect(read).toEqual({ behaviour: name })
  }
  expect(readBehaviour('fails:0')).toEqual({ behaviour: 'fails-with-code', metaCode: 0 })
})

it('reads nothing else', () => {
  for (const text of ['', 'fails:', 'fails:abc', 'fails:1310471', 'Reads', 'toString']) {
    expect(readBehaviour(text)).toBeNull()
  }
})

it('counts the magic range, and only it, as inside the customer service window', () => {
  expect(ignoresWindow('628000000001')).toBe(true)
  expect(ignoresWindow('62800000131047')).toBe(true)
  expect(ignoresWindow(CUSTOMER)).toBe(false)
})

it('says of every behaviour what it does, and gives each suffix to one of them', () => {
  const rows = Object.keys(RECIPIENTS).map((name) => recipient(name as keyof typeof RECIPIENTS))
  const suffixes = rows.flatMap(({ suffix }) => (suffix === undefined ? [] : [suffix]))
  for (const { what } of rows) expect(what).toMatch(/\.$/)
  expect(new Set(suffixes).size).toBe(suffixes.length)
  expect(MAGIC_PREFIX).toBe('62800000')
})
