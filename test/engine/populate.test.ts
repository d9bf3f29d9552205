// Ready-made worlds: what is in them, that a seed makes them again, and that all in them is past.
import { describe, expect, it } from 'vitest'

import { fakerPeople } from '../../src/adapters/people.ts'
import { readWorldFile } from '../../src/adapters/world-files.ts'
import type { WorldFile } from '../../src/contract/input-types.ts'
import { isWindowOpen } from '../../src/domain/messaging/conversations.ts'
import { nextWork } from '../../src/domain/world/schedule.ts'
import { count, get, oldestFirst } from '../../src/domain/world/tables.ts'
import type { World } from '../../src/domain/world/world.ts'
import { populateWorld } from '../../src/worlds/populate.ts'

const NOW = Date.UTC(2026, 6, 1, 12)

function populate(name: string, seed = 7, changes: object = {}): World {
  const file: WorldFile = { ...readWorldFile(name), ...changes }
  return populateWorld({ seed, now: NOW, tier: 'unlimited' }, file, fakerPeople())
}

/** Every row of every table, in order: all that can be seen of a world. */
function rowsOf(world: World): unknown {
  const { contacts, conversations, messages, templates, users, teams, accounts, apiKeys } = world
  const tables = [contacts, conversations, messages, templates, users, teams, accounts, apiKeys]
  return tables.map((table) => [...table.slots.values()].map(({ row }) => row))
}

describe('the default world', () => {
  it('is a shop with its keys, its number, its people and its customers', () => {
    const world = populate('default')
    expect(world.name).toBe('Kirim Sandbox')
    const tables = [world.apiKeys, world.accounts, world.teams, world.users, world.contacts]
    expect(tables.map(({ slots }) => slots.size)).toEqual([2, 1, 1, 3, 10])
    // One of them never wrote.
    expect(count(world.conversations)).toBe(9)
    expect(count(world.messages)).toBeGreaterThan(10)
    expect([...oldestFirst(world.accounts)][0]?.phone).toBe('6281100000001')
  })

  it('has templates that can be sent, and one each that cannot, and why', () => {
    const statuses = [...oldestFirst(populate('default').templates)].map((row) => row.metaStatus)
    expect(statuses.filter((status) => status === 'APPROVED').length).toBeGreaterThanOrEqual(12)
    for (const status of ['PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const) {
      expect(statuses.filter((one) => one === status)).toHaveLength(1)
    }
  })

  it('has customers who may be answered freely, and some who may not', () => {
    const world = populate('default')
    const open = [...oldestFirst(world.conversations)].map((row) => isWindowOpen(world, row))
    expect(open).toContain(true)
    expect(open).toContain(false)
  })

  it('is the same for the same seed, down to the ids, and another for another one', () => {
    expect(rowsOf(populate('default', 7))).toEqual(rowsOf(populate('default', 7)))
    const names = (seed: number) => [...oldestFirst(populate('default', seed).contacts)]
    expect(names(7).map((row) => row.name)).not.toEqual(names(8).map((row) => row.name))
  })
})

it('the empty world has no customers', () => {
  const world = populate('empty')
  expect([count(world.contacts), count(world.messages)]).toEqual([0, 0])
  expect(count(world.templates)).toBeGreaterThan(0)
})

describe('what was before the start', () => {
  it.each(['default', 'empty'])(
    'is past in the world %s, and leads to nothing any more',
    (name) => {
      const world = populate(name)
      expect(world.now).toBe(NOW)
      expect(nextWork(world)).toBeUndefined()
      for (const row of oldestFirst(world.messages)) {
        expect(row.createdAt).toBeLessThan(NOW)
        expect(row.status).not.toBe('pending')
      }
      for (const row of oldestFirst(world.conversations)) {
        expect(row.createdAt).toBeLessThan(NOW)
        expect(get(world.contacts, row.contactId).createdAt).toBeLessThanOrEqual(row.createdAt)
      }
    },
  )

  it('is no news: the journal begins with the start', () => {
    expect(populate('default').journal.next).toBe(1)
  })

  it('was written by the same rules: who was answered has nothing unread', () => {
    const world = populate('default')
    for (const row of oldestFirst(world.conversations)) {
      const messages = [...oldestFirst(world.messages, 'byConversation', row.id)]
      const lastReply = messages.map((one) => one.direction).lastIndexOf('outbound')
      expect(row.unreadCount).toBe(messages.length - 1 - lastReply)
      expect(row.lastMessageAt).toBe(messages.at(-1)?.createdAt)
    }
  })
})

describe('a file that contradicts itself is refused, with a sentence that names', () => {
  const [account] = readWorldFile('empty').accounts

  it.each<[string, object]>([
    ['sales', { users: [{ name: 'Adi', team: 'sales' }] }],
    ['sales', { accounts: [{ ...account, team: 'sales' }] }],
    ['sleeps', { recipients: [{ phone_number: '+6281300000001', behaviour: 'sleeps' }] }],
  ])('%s', (word, changes) => {
    expect(() => populate('empty', 7, changes)).toThrow(word)
  })
})
