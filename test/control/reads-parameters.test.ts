// Parameters of reads: texts of a path or a query become values, or a no that says what was expected.
import { describe, expect, it } from 'vitest'

import { readParameters } from '../../src/control/reads/asked.ts'
import { readScript } from '../../src/control/reads/inbox-script.ts'
import { Failure } from '../../src/domain/failures/failures.ts'
import { choice, flag, integer, list, optional, text } from '../../src/schema/shapes.ts'

const status = integer('A.', { minimum: 200, maximum: 599 })

const PARAMETERS = {
  limit: integer('A.', { minimum: 1, maximum: 100, default: 25 }),
  after: optional(integer('A.', { minimum: 0, maximum: 1e15 - 1 })),
  word: optional(choice('A.', ['red', 'green'])),
  short: optional(text('A.', { maxLength: 5 })),
  name: optional(text('A.', { pattern: '^[a-z]+$' })),
  all: optional(flag('A.')),
  some: optional(list('A.', choice('A.', ['a', 'b']))),
  two: optional(list('A.', status, { maxItems: 2 })),
}

it('takes the default for what is missing, and nothing where there is none', () => {
  expect(readParameters(PARAMETERS, { other: 'is passed over' })).toEqual({ limit: 25 })
})

it.each([
  ['limit', '1', 1],
  ['limit', '100', 100],
  ['limit', '007', 7],
  ['after', '999999999999999', 999999999999999],
  ['word', 'green', 'green'],
  ['short', '', ''],
  ['short', '12345', '12345'],
  ['name', 'abc', 'abc'],
  ['all', 'true', true],
  ['some', 'b, a', ['b', 'a']],
  ['some', ['a', 'b'], ['a', 'b']],
  ['two', '503,200', [503, 200]],
])('reads %s from %j', (name, came, value) => {
  expect(readParameters(PARAMETERS, { [name]: came })).toEqual({ limit: 25, [name]: value })
})

it.each([
  ['limit', '0', 'limit must be an integer from 1 to 100; got "0".'],
  ['limit', '', 'limit must be an integer from 1 to 100; got an empty string.'],
  ['limit', '1.5', 'got "1.5"'],
  ['limit', '-1', 'got "-1"'],
  ['limit', ['1', '2'], 'limit must be an integer from 1 to 100; got an array of 2 items.'],
  ['after', '1000000000000000', 'got "1000000000000000"'],
  ['word', 'blue', 'word must be one of red, green; got "blue".'],
  ['word', 'gren', 'word must be one of red, green; got "gren". Did you mean green?'],
  ['short', '123456', 'short must be a string of at most 5 characters; got a string of 6'],
  ['name', 'A1', 'name must be a string of another form; got "A1".'],
  ['all', 'yes', 'all must be true or false; got "yes".'],
  ['some', 'a,c', 'some must be one of a, b; got "c".'],
  ['some', '', 'some must be one of a, b; got an empty string.'],
  ['two', '503,x', 'two must be an integer from 200 to 599; got "x".'],
  ['two', '200,200,200', 'two must be an array of 1 to 2 items; got an array of 3 items.'],
])('refuses %s=%j', (name, came, message) => {
  const code = name === 'limit' ? 'invalid_limit' : 'invalid_field_value'
  const failure = failureOf(() => readParameters(PARAMETERS, { [name]: came }))
  expect(failure).toMatchObject({ code, param: name })
  expect(failure?.message).toContain(message)
})

describe('the script of an inbox', () => {
  it('answers 200 at once when it is told nothing', () => {
    const script = { answers: [200], delayMs: 0, retryAfter: null, body: '' }
    expect(readScript({})).toEqual(script)
  })

  it('is what the query says', () => {
    const query = { answers: '503,200', delay_ms: '60000', retry_after: '120', body: '{"a":1}' }
    expect(readScript(query)).toEqual({
      answers: [503, 200],
      delayMs: 60_000,
      retryAfter: '120',
      body: '{"a":1}',
    })
  })

  it('takes an HTTP date for retry_after', () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
    expect(readScript({ retry_after: date }).retryAfter).toBe(date)
  })

  it.each([
    ['answers', 'often'],
    ['answers', '100'],
    ['answers', '600'],
    ['answers', '200,'],
    ['delay_ms', '60001'],
    ['delay_ms', '-1'],
    ['retry_after', 'soon'],
    ['retry_after', '12\r\nX-Evil: 1'],
    ['retry_after', '2026-10-21'],
    ['body', 'x'.repeat(8_193)],
  ])('refuses %s=%s', (name, came) => {
    const failure = failureOf(() => readScript({ [name]: came }))
    expect(failure).toMatchObject({ code: 'invalid_field_value', param: name })
  })
})

function failureOf(run: () => unknown): Failure | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  return undefined
}
