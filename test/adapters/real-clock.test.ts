// The machine's clock as the sandbox follows it: ahead at once, back never.
import { expect, it } from 'vitest'

import { type MachineTime, realClock } from '../../src/adapters/real-clock.ts'

const NOON = Date.UTC(2026, 10, 28, 12)
const HOUR = 3_600_000

/** A machine whose wall clock can be set while its count goes on. */
function newMachine() {
  let count = 5_000
  let offset = NOON - count
  const machine: MachineTime = { wall: () => count + offset, count: () => count }
  const told: string[] = []
  return {
    clock: realClock((message) => told.push(message), machine),
    told,
    pass: (ms: number) => {
      count += ms
    },
    setBy: (ms: number) => {
      offset += ms
    },
  }
}

it('goes on from where it was when the clock is set back, and says so once', () => {
  const { clock, told, pass, setBy } = newMachine()
  pass(10_000)
  expect(clock.now()).toBe(NOON + 10_000)
  setBy(-HOUR)
  expect(clock.now()).toBe(NOON + 10_000)
  pass(1_000)
  expect(clock.now()).toBe(NOON + 11_000)
  expect(clock.wall()).toBe(NOON + 11_000 - HOUR)
  expect(told).toEqual([
    "The machine's clock was set back by 3600 s. Time in the sandbox goes on from where it was.",
  ])
})

it('follows a clock that is set ahead, as after a sleep', () => {
  const { clock, told, pass, setBy } = newMachine()
  setBy(HOUR)
  pass(1)
  expect(clock.now()).toBe(NOON + HOUR + 1)
  expect(told).toEqual([])
})

it('meets the clock again when it is put right', () => {
  const { clock, told, pass, setBy } = newMachine()
  setBy(-HOUR)
  expect(clock.now()).toBe(NOON)
  setBy(HOUR)
  pass(2_000)
  expect(clock.now()).toBe(NOON + 2_000)
  setBy(-HOUR)
  clock.now()
  expect(told).toHaveLength(2)
})

it('says nothing of the small corrections that a clock gets every day', () => {
  const { clock, told, setBy } = newMachine()
  setBy(-20)
  expect(clock.now()).toBe(NOON)
  expect(told).toEqual([])
})
