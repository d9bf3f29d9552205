// The schedule: which job is next, in one order that never ties, and how one is taken back.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { JOB_KINDS, type JobKind } from '../../../src/domain/world/job-kinds.ts'
import { cancelJob, nextJob, nextWork, schedule } from '../../../src/domain/world/schedule.ts'
import { newWorld, transact, type World } from '../../../src/domain/world/world.ts'

const emptyWorld = (): World =>
  newWorld({ seed: 7, now: 0, organizationName: 'Toko', tier: 'unlimited' })

function add(world: World, subject: string, dueAt: number, kind: JobKind = 'progress-message') {
  return transact(world, () => schedule(world, kind, subject, dueAt))
}

/** Takes the jobs out one by one, as the timeline does. */
function inOrder(world: World, next = nextJob): string[] {
  const subjects: string[] = []
  for (let job = next(world); job !== undefined; job = next(world)) {
    const { id } = job
    subjects.push(job.subject)
    transact(world, () => cancelJob(world, id))
  }
  return subjects
}

it('gives the earliest job first, and those of one time as they were added', () => {
  const world = emptyWorld()
  for (const [subject, dueAt] of [
    ['c', 30],
    ['a', 10],
    ['d', 30],
    ['b', 10],
    ['first', -5],
  ] as const) {
    add(world, subject, dueAt)
  }
  expect(inOrder(world)).toEqual(['first', 'a', 'b', 'c', 'd'])
  expect(nextJob(world)).toBeUndefined()
})

it('gives any jobs in the order of a stable sort', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 50 }), (times) => {
      const world = emptyWorld()
      times.forEach((dueAt, n) => void add(world, String(n), dueAt))
      const expected = times.map((dueAt, n) => ({ dueAt, n })).sort((a, b) => a.dueAt - b.dueAt)
      expect(inOrder(world)).toEqual(expected.map(({ n }) => String(n)))
    }),
  )
})

describe('housekeeping', () => {
  it('is a job, but no work', () => {
    const world = emptyWorld()
    add(world, 'purge', 1, 'purge-deliveries')
    expect(nextJob(world)?.subject).toBe('purge')
    expect(nextWork(world)).toBeUndefined()
  })

  it('does not stand before the work behind it', () => {
    const world = emptyWorld()
    add(world, 'purge', 1, 'purge-deliveries')
    add(world, 'message', 2)
    expect(nextWork(world)?.subject).toBe('message')
    expect(inOrder(world)).toEqual(['purge', 'message'])
  })
})

describe('a job', () => {
  it('is taken back by its id, once', () => {
    const world = emptyWorld()
    const { id } = add(world, 'a', 10)
    add(world, 'b', 20)
    transact(world, () => cancelJob(world, id))
    transact(world, () => cancelJob(world, id))
    expect(inOrder(world)).toEqual(['b'])
  })

  it('need not be there to be taken back', () => {
    const world = emptyWorld()
    add(world, 'a', 10)
    transact(world, () => {
      cancelJob(world, null)
      cancelJob(world, '999')
    })
    expect(inOrder(world)).toEqual(['a'])
  })

  it('of every kind says what it does', () => {
    for (const [kind, { what }] of Object.entries(JOB_KINDS)) {
      expect(what, kind).toMatch(/^[A-Z].*\.$/)
    }
  })
})
