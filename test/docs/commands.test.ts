// The commands of the pages work when they are pasted, and print what the pages say.
import { expect, it } from 'vitest'

import { startCli } from '../cli/running.ts'
import { readPage, storiesOf } from './pages.ts'
import { expressionOf, hasShell, paste, STORY_MAX_MS } from './pasting.ts'

const stories = [
  'docs/control-api.md',
  'docs/coverage.md',
  'docs/faults.md',
  'docs/messages.md',
  'docs/time.md',
].flatMap((path) => {
  const page = readPage(path)
  return storiesOf(page).map((story, n) => ({ path, n: n + 1, text: page.text, story }))
})

it('finds the commands', () => {
  expect(stories.flatMap(({ story }) => story.steps).length).toBeGreaterThan(20)
})

it.skipIf(!hasShell).each(stories)(
  '$path, story $n',
  async ({ text, story }) => {
    const { ready } = await startCli(story.flags)
    const { outputs, stderr } = await paste(story, new URL(ready.url).origin)
    expect(stderr).not.toContain('kirim-sandbox:')
    for (const [n, { output }] of story.steps.entries()) {
      for (const line of output) expect(outputs[n]).toMatch(expressionOf(line))
    }
    const codes = outputs.join('').matchAll(/"error":\{"type":"\w+","code":"(\w+)"/g)
    for (const [, code] of codes) expect(text).toContain(code)
  },
  STORY_MAX_MS,
)
