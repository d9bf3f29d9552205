// Random stories of valid requests, control actions and time: the world stays whole, the lists stay true.
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { breachesOf } from './besieged.ts'
import { flawsOf } from './invariants.ts'
import { expectSame, newModel } from './model.ts'
import { PATIENCE_MS, runs } from './runs.ts'
import { OFTEN, type Scene, STEPS, type StepName } from './steps.ts'

/** Which step, and the numbers by which it chooses. */
const step = fc.tuple(
  fc.constantFrom(...(Object.keys(STEPS) as StepName[]), ...OFTEN),
  fc.array(fc.nat(999), { minLength: 5, maxLength: 5 }),
)
const stories = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })

async function take(scene: Scene, name: StepName, numbers: readonly number[]): Promise<void> {
  let n = 0
  await STEPS[name](scene, (from) => (numbers[n++ % numbers.length] as number) % from)
}

it('any story leaves a world that is whole', { timeout: PATIENCE_MS }, async () => {
  const kirim = await startTestSandbox()
  const well = await startReceiver()
  const ill = await startReceiver()
  const receivers = [well.url, ill.url, 'http://127.0.0.1:9/nobody']
  const property = async (story: [StepName, number[]][], limit: number) => {
    await kirim.act('reset', {})
    well.answers = []
    ill.answers = Array(5_000).fill(503)
    const scene = { kirim, model: newModel(), receivers }
    for (const [name, numbers] of story) await take(scene, name, numbers)
    const { world } = kirim.app.organization
    expect(flawsOf(world)).toStrictEqual([])
    await expectSame(kirim, scene.model, limit)
    await kirim.act('disarm-faults', {})
    await kirim.act('advance-clock', { until: 'idle' })
    expect(flawsOf(world)).toStrictEqual([])
    expect(breachesOf(kirim)).toStrictEqual([])
  }
  const limits = fc.integer({ min: 1, max: 7 })
  await fc.assert(fc.asyncProperty(stories, limits, property), runs(8))
})
