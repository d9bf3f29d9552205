// A power cut after any call, with any of what was not waited for on the disk: the sandbox starts, and knows what it promised.
import { describe, expect, it } from 'vitest'

import type { MemoryFiles } from './memory-files.ts'
import { type Model, modelOf, textOf } from './model.ts'
import { type RecordedFiles, recordedFiles } from './power-cut.ts'
import { type Going, go, openStore, STEPS, stop, tell } from './stories.ts'

/** After so many steps on the disk, this many states of the story were promised. */
type Mark = { readonly steps: number; readonly promised: number; readonly begun: boolean }

type Story = {
  readonly files: RecordedFiles
  readonly going: Going
  readonly promises: readonly Mark[]
}

/** A story that notes at each call how much was promised by then. */
async function record(
  steps: typeof STEPS,
  durability: 'flush' | 'fsync',
  compactBytes: number,
  forgets: Partial<RecordedFiles> = {},
): Promise<Story> {
  const files = { ...recordedFiles(), ...forgets }
  const promises: Mark[] = []
  let going: Going | undefined
  const noting = Object.fromEntries(
    Object.entries(files).map(([name, call]) => [
      name,
      (...args: never[]) => {
        const promised = going?.store.promised ?? 0
        promises.push({ steps: files.length(), promised, begun: going !== undefined })
        return (call as (...given: never[]) => unknown)(...args)
      },
    ]),
  ) as unknown as RecordedFiles
  going = await go({ files: noting, durability, compactBytes })
  await tell(going, steps)
  promises.push({ steps: files.length(), promised: going.store.promised, begun: true })
  await stop(going)
  promises.push({ steps: files.length(), promised: going.store.promised, begun: true })
  return { files, going, promises }
}

/** For each length of the record, the most that was promised by then. */
function promisedBy({ promises }: Story): Map<number, Mark> {
  return new Map(promises.map((one) => [one.steps, one]))
}

async function startOn(disk: MemoryFiles): Promise<Model> {
  const store = openStore({ files: disk, pid: 2 })
  try {
    return modelOf(await store.load())
  } finally {
    await store.close()
  }
}

/** Starts on every disk that may be left, and looks for what was promised. */
async function expectAllStart(story: Story, isPromised: boolean): Promise<number> {
  let starts = 0
  const states = story.going.store.states.map(textOf)
  for (const [steps, { promised, begun }] of promisedBy(story)) {
    for (const disk of story.files.disksAfter(steps)) {
      starts++
      const found = await startOn(disk).catch((error: Error) => {
        expect({ steps, refused: error.message }).toEqual({ steps, refused: null })
        throw error
      })
      const text = textOf(found)
      const from = isPromised && begun ? promised : 0
      if (states.slice(from).includes(text) || (!begun && found.size <= 1)) continue
      if (!isPromised && states.includes(text)) continue
      expect({ steps, promised, state: states.indexOf(text) }).toEqual({
        steps,
        promised,
        state: '≥',
      })
    }
  }
  return starts
}

describe('a power cut with --durability fsync', { timeout: 240_000 }, () => {
  it('at any call of a story refuses no start, and loses nothing that was answered', async () => {
    const story = await record(STEPS.slice(0, 9), 'fsync', 1e9)
    expect(await expectAllStart(story, true)).toBeGreaterThan(250)
  })

  it('at any call while a log is folded does neither', async () => {
    const story = await record(STEPS.slice(0, 12), 'fsync', 5_000)
    expect([...story.files.contents().keys()].join()).toMatch(/snapshot-[2-9]/)
    expect(await expectAllStart(story, true)).toBeGreaterThan(250)
  })

  it('at any call of create-organization, reset and delete-organization does neither', async () => {
    const story = await record([STEPS[8], STEPS[16], STEPS[19]] as typeof STEPS, 'fsync', 1e9)
    expect(await expectAllStart(story, true)).toBeGreaterThan(100)
  })
})

it.each([
  ['folders', { syncFolder: () => {} }],
  ['files', { sync: () => {}, syncLater: async () => {} }],
])(
  'the model notices a store that does not wait for %s',
  { timeout: 60_000 },
  async (_, forgets) => {
    const story = await record([STEPS[8], STEPS[11]] as typeof STEPS, 'fsync', 1e9, forgets)
    await expect(expectAllStart(story, true)).rejects.toThrow()
  },
)

describe('a power cut with --durability flush', { timeout: 240_000 }, () => {
  it('soon after a start, reset or create-organization refuses no start', async () => {
    const story = await record([STEPS[8], STEPS[16]] as typeof STEPS, 'flush', 1e9)
    expect(await expectAllStart(story, false)).toBeGreaterThan(50)
  })
})
