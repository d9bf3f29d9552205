// The stories of the tutorial are scenarios that can be read, and the first one passes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { playScenario } from '../../src/scenario/play-scenario.ts'
import { ROOT } from '../house/sources.ts'
import { problemsOf, scenarioOf, wiring } from './playing.ts'

const text = readFileSync(join(ROOT, 'docs', 'scenarios.md'), 'utf8')
const blocks = [...text.matchAll(/```yaml\n([^`]*)```/g)].map(([, block = '']) => block)
const stories = blocks.filter((block) => /^name:/m.test(block))

it('are two whole stories', () => {
  expect(stories).toHaveLength(2)
  for (const story of stories) expect(problemsOf(story)).toEqual([])
})

it('begin with one that passes as it stands', async () => {
  const played = await playScenario(scenarioOf(stories[0] ?? ''), wiring())
  expect(played.failed).toBeUndefined()
})
