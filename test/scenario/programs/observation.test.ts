// What a program tells of itself is searched for ids, whatever its shape.
import { describe, expect, it } from 'vitest'

import { sightingsOf } from '../../../src/scenario/programs/observation.ts'

const ID = 'wamid.HBg'

describe('an id is seen', () => {
  it.each([
    ['as a value', { messages: [{ wamid: ID }, { wamid: 'wamid.other' }] }, 1],
    ['as the name of a member', { seen: { [ID]: true } }, 1],
    ['as an item of a list', { handled: [ID, 'wamid.other', ID] }, 2],
    ['in each record of it', [{ id: ID }, { id: ID }], 2],
    ['once in a record that names it twice', [{ id: ID, event: ID }], 1],
    ['nowhere', { messages: [] }, 0],
    ['nowhere in a longer text', { text: `${ID}x` }, 0],
  ])('%s', (_, json, times) => {
    expect(sightingsOf(json, ID)).toHaveLength(times)
  })
})

it.each([
  ['a text behind the id', { [ID]: 'read' }, ['read']],
  ['a member beside it', [{ wamid: ID, status: 'DELIVERED', text: 'Halo' }], ['delivered']],
  ['a member of a record below', [{ wamid: ID, state: { status: 'sent' } }], ['sent']],
  ['a history', [{ wamid: ID, history: ['sent', 'delivered'] }], ['sent', 'delivered']],
  ['a history behind the id', { [ID]: ['sent', 'read'] }, ['sent', 'read']],
])('finds the statuses in %s', (_, json, statuses) => {
  expect(sightingsOf(json, ID).flatMap((one) => one.statuses)).toEqual(statuses)
})

it.each([
  ['a number behind the id', { [ID]: 3 }, 3],
  ['a member that counts', [{ id: ID, times: 2 }], 2],
  ['a list of what was done', { [ID]: [{ did: 'reply' }, { did: 'reply' }] }, 2],
  ['nothing', [{ id: ID }], 1],
])('counts by %s', (_, json, count) => {
  expect(sightingsOf(json, ID)[0]?.count).toBe(count)
})

it('looks where it is told', () => {
  const json = [{ id: ID, state: 'read', label: 'failed', runs: 2, times: 9 }]
  const [one] = sightingsOf(json, ID, { id: 'id', status: 'state', count: 'runs' })
  expect(one).toMatchObject({ statuses: ['read'], count: 2 })
  expect(sightingsOf(json, ID, { id: 'wamid' })).toEqual([])
})
