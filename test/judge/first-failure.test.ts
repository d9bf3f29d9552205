// Which test failed first, in the words of the usual test runners.
import { expect, it } from 'vitest'

import { firstFailure, lastLines } from '../../src/judge/ambient/first-failure.ts'

it.each([
  ['TAP', '    not ok 2 - pays\n    not ok 3 - ships\nnot ok 1 - the shop', 'pays'],
  ['TAP with a test to do', 'not ok 1 - later # TODO\nnot ok 2 - now', 'now'],
  ['the spec reporter', '▶ shop\n  ✖ pays (12.5ms)\n✖ failing tests:\n', 'pays'],
  [
    'vitest',
    ' ❯ a.test.ts\n   × pays 12ms\n\n FAIL  a.test.ts > shop > pays\n',
    'a.test.ts > shop > pays',
  ],
  ['vitest in colours', '\u001b[31m FAIL \u001b[39m a.test.ts > pays\n', 'a.test.ts > pays'],
  ['Jest', 'FAIL ./a.test.js\n  shop\n    ✕ pays (5 ms)\n  ● shop › pays\n', 'shop › pays'],
  ['pytest', 'FAILED tests/test_a.py::test_pays - assert 1 == 2\n', 'tests/test_a.py::test_pays'],
  ['unittest', 'FAIL: test_pays (test_a.Shop)\n', 'test_pays (test_a.Shop)'],
  ['Go', '--- FAIL: TestPays (0.02s)\n', 'TestPays'],
  ['Cargo', 'test shop::pays ... FAILED\n', 'shop::pays'],
  ['JUnit', '<testcase name="fine"/>\n<testcase classname="a" name="pays">\n<failure>', 'pays'],
  ['Mocha', '  1 failing\n\n  1) pays\n', 'pays'],
])('is read from %s', (_, output, name) => {
  expect(firstFailure(output)).toBe(name)
})

it('is unknown where nobody says it: then the last lines are shown', () => {
  const output = 'one\n\ntwo\r\n\u001b[31mthree\u001b[0m\n\n'
  expect(firstFailure(output)).toBeUndefined()
  expect(lastLines(output, 2)).toEqual(['two', 'three'])
})
