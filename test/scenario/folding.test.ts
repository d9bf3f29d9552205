// Folding in cassettes: what is alike is said once, and no byte of it may change unseen.
import { expect, it } from 'vitest'

import { folded } from '../../src/scenario/play/folding.ts'

const ID = 'MSG0000000000000000000000'

function call(n: number, what = 'GET /v1/me'): string {
  return `@ 2026-01-01T00:00:0${n % 10}.000Z call\n> ${what}\n< x-request-id: req_${ID}${n % 10}\n< x-ratelimit-remaining: ${1_000 - n}`
}

function status(n: number): string {
  return `@ 2026-01-01T00:00:0${n % 10}.000Z status msg_${ID}${n % 10} sent to +62811${n}`
}

function times(count: number, make: (n: number) => string | readonly string[]): string[] {
  return Array.from({ length: count }, (_, n) => make(n)).flat()
}

it('keeps the first two of a long run and counts the others', () => {
  const kept = folded(['the head', ...times(50, (n) => call(n)), status(1)])
  expect(kept).toEqual([
    'the head',
    call(0),
    call(1),
    expect.stringMatching(/^… 48 more like the one before, sha256 [0-9a-f]{32}$/),
    status(1),
  ])
})

it('folds what takes turns as a round', () => {
  const kept = folded([...times(30, (n) => [call(n), status(n)]), call(30)])
  expect(kept).toEqual([
    call(0),
    status(0),
    call(1),
    status(1),
    expect.stringMatching(/^… 28 more times the 2 before, sha256 /),
    call(30),
  ])
})

it('leaves short runs as they are', () => {
  const exchanges = times(9, (n) => call(n))
  expect(folded(exchanges)).toEqual(exchanges)
})

it('breaks a run where something else than an id, a number or a time differs', () => {
  const exchanges = [
    ...times(20, (n) => call(n)),
    call(20, 'GET /v1/labels'),
    ...times(20, (n) => call(n)),
  ]
  const kept = folded(exchanges)
  expect(kept).toHaveLength(7)
  expect(kept[3]).toBe(call(20, 'GET /v1/labels'))
})

it.each([2, 25, 49])('shows a change of one byte in exchange %i', (changed) => {
  const exchanges = times(50, (n) => call(n))
  const others = exchanges.with(changed, call(changed).replace('remaining: 9', 'remaining: 8'))
  expect(others).not.toEqual(exchanges)
  expect(folded(others)).not.toEqual(folded(exchanges))
})

it('shows an exchange that is missing, doubled or in another place', () => {
  const exchanges = times(50, (n) => call(n))
  const whole = folded(exchanges)
  expect(folded(exchanges.toSpliced(20, 1))).not.toEqual(whole)
  expect(folded(exchanges.toSpliced(20, 0, call(20)))).not.toEqual(whole)
  expect(folded(exchanges.toSpliced(20, 2, call(21), call(20)))).not.toEqual(whole)
})
