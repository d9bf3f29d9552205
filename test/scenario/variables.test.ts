// References: what they stand for, and what is said when they stand for nothing.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of scenarios are written so.
import { expect, it } from 'vitest'

import { referencesOf, resolve } from '../../src/scenario/format/variables.ts'

const scope = {
  late: { data: { id: 'msg_1', n: 7 }, headers: { 'retry-after': '3' } },
  list: [{ id: 'a' }, { id: 'b' }],
  off: null,
}

it.each([
  ['${late.data.id}', 'msg_1'],
  ['${late.data.n}', 7],
  ['${ late.data.n }', 7],
  ['x${late.data.n}y', 'x7y'],
  ['${late.data}', scope.late.data],
  ['${list.1.id}${list[0].id}', 'ba'],
  ['${late.headers.retry-after}s', '3s'],
  ['${off}', null],
  ['${none:-}', undefined],
  ['${none:-http://127.0.0.1:1/x}', 'http://127.0.0.1:1/x'],
  ['${late.none:-${}', '${'],
  ['$${late.data.id}', '${late.data.id}'],
  ['100$', '100$'],
])('%j is %j', (text, value) => {
  expect(resolve(text, scope)).toEqual(value)
})

it('fills in objects and lists, and leaves out members without a value', () => {
  const value = { a: ['${late.data.n}'], b: '${none:-}', c: { d: '${off}' } }
  expect(resolve(value, scope)).toEqual({ a: [7], c: { d: null } })
})

it.each([
  ['${late.data.idd}', 'late.data has no idd; there is id, n. Did you mean id?'],
  ['${lat.data}', 'There is no lat; there is late, list, off. Did you mean late?'],
  ['${late.data.id.x}', 'late.data.id is "msg_1", so it has no x.'],
  ['${list.2}', 'list has 2 items, counted from 0; there is no 2.'],
  ['x${late.data}', 'stands in a text, so it must be a text or a number; it is an object.'],
  ['${constructor}', 'There is no constructor'],
])('%j fails: %s', (text, message) => {
  expect(() => resolve(text, scope)).toThrow(message)
})

it('finds the references of a text, and what is none', () => {
  const roots = referencesOf('${a.b} $${c} ${d:-1} ${} ${1a}').map((one) =>
    typeof one === 'string' ? one : one.root,
  )
  expect(roots).toEqual(['a', 'd', '${}', '${1a}'])
  expect(referencesOf('${open')).toEqual(['${open'])
})
