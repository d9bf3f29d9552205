// The journal: a ring that keeps the newest entries, numbered without a gap, and tells its listeners.
import { describe, expect, it } from 'vitest'

import {
  type Entry,
  entriesAfter,
  JOURNAL_MAX,
  type Journal,
  newJournal,
  record,
} from '../../../src/domain/world/journal.ts'

function write(journal: Journal, times: number): void {
  for (let n = 0; n < times; n++) {
    record(journal, n, { kind: 'notice', message: `entry ${journal.next}` })
  }
}

const numbers = (entries: readonly Entry[]) => entries.map((entry) => entry.number)

it('is empty at first', () => {
  expect(entriesAfter(newJournal(), 0)).toEqual([])
})

it('numbers its entries from one and keeps them as they were', () => {
  const journal = newJournal()
  record(journal, 17, { kind: 'notice', message: 'Halo' })
  expect(entriesAfter(journal, 0)).toEqual([{ number: 1, at: 17, kind: 'notice', message: 'Halo' }])
})

it('gives what came after a number, oldest first', () => {
  const journal = newJournal()
  write(journal, 5)
  expect(numbers(entriesAfter(journal, 3))).toEqual([4, 5])
  expect(numbers(entriesAfter(journal, 5))).toEqual([])
  expect(numbers(entriesAfter(journal, 99))).toEqual([])
  expect(numbers(entriesAfter(journal, -7))).toEqual([1, 2, 3, 4, 5])
})

describe('once it is full', () => {
  const total = JOURNAL_MAX + 123

  it('keeps the newest and no more', () => {
    const journal = newJournal()
    write(journal, total)
    const kept = entriesAfter(journal, 0)
    expect(kept).toHaveLength(JOURNAL_MAX)
    expect(numbers(kept)).toEqual(Array.from({ length: JOURNAL_MAX }, (_, n) => n + 124))
    expect(journal.ring.length).toBeLessThanOrEqual(JOURNAL_MAX)
  })

  it('still gives what came after a number, each as it was written', () => {
    const journal = newJournal()
    write(journal, total)
    const last = entriesAfter(journal, total - 2)
    expect(last.map((entry) => entry.kind === 'notice' && entry.message)).toEqual([
      `entry ${total - 1}`,
      `entry ${total}`,
    ])
  })

  it.each([JOURNAL_MAX - 1, JOURNAL_MAX, JOURNAL_MAX + 1])('loses none at the edge of %i', (n) => {
    const journal = newJournal()
    write(journal, n)
    const kept = numbers(entriesAfter(journal, 0))
    expect(kept).toHaveLength(Math.min(n, JOURNAL_MAX))
    expect(kept.at(-1)).toBe(n)
  })
})

describe('a listener', () => {
  it('hears each entry once, in order, as long as it listens', () => {
    const journal = newJournal()
    const heard: Entry[] = []
    const listener = (entry: Entry) => void heard.push(entry)
    journal.listeners.add(listener)
    write(journal, 3)
    journal.listeners.delete(listener)
    write(journal, 1)
    expect(numbers(heard)).toEqual([1, 2, 3])
  })

  it('may stop to listen while it is told, and may write itself', () => {
    const journal = newJournal()
    const heard: number[] = []
    const once = (entry: Entry) => {
      journal.listeners.delete(once)
      heard.push(entry.number)
      record(journal, 0, { kind: 'notice', message: 'heard' })
    }
    journal.listeners.add(once)
    write(journal, 1)
    expect(heard).toEqual([1])
    expect(numbers(entriesAfter(journal, 0))).toEqual([1, 2])
  })
})
