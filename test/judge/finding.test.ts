// A finding is a scenario file: it can be read, whatever texts are in it.
import { expect, it } from 'vitest'

import { findingText, literal } from '../../src/judge/finding.ts'

const FINDING = {
  name: 'SIG-05: "raw" bytes',
  found: 'Found by check.\nThe program verifies JSON that it has written anew.',
  seed: 7,
  clock: 'real',
  world: 'empty',
  receivers: { program: { url: 'http://127.0.0.1:4000/hook' } },
  steps: [
    {
      verb: 'post-webhook',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: references of a scenario look like this.
      input: { url: '${program.url}', text: literal('{"a": "${x}\u0000\n: # é"}'), secret: 's' },
      as: 'first',
      say: 'with spaces',
    },
    { verb: 'expect-reply', input: { of: 'first', data: { status: 200 } } },
  ],
}

it('is written with its comment at the top, the same bytes each time', () => {
  const text = findingText(FINDING)
  expect(text).toMatch(/^# Found by check\.\n# The program verifies/)
  expect(findingText(FINDING)).toBe(text)
})
