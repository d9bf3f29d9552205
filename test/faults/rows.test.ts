// The rows of the tables of faults: each is whole by itself, and all of them together are one input.
import { describe, expect, it } from 'vitest'

import {
  FAULT_NAMES,
  FAULTS,
  faultFacts,
  optionNames,
  SITES,
} from '../../src/domain/faults/table.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { faults } from './arming.ts'

describe.each(FAULT_NAMES)('%s', (name) => {
  const { site, what, options, example } = faultFacts(name)

  it('stands at a site, and says what it does in a sentence', () => {
    expect(Object.keys(SITES)).toContain(site)
    expect(what).toMatch(/^[A-Z].*\.$/)
  })

  it('has a deed', () => {
    expect(FAULTS[name].deed).toBeTypeOf('function')
  })

  it('begins with an example that says all it needs', () => {
    expect(Object.keys(options)).toEqual(expect.arrayContaining(Object.keys(example)))
    expect(Object.keys(example)).toEqual(expect.arrayContaining(optionNames(name).needs))
  })

  it('is armed with its example, and shown as it would be armed again', async () => {
    const sandbox = await startTestSandbox()
    const { status } = await sandbox.act('arm-fault', { fault: name, ...example })
    expect(status).toBe(200)
    const [shown] = await faults(sandbox)
    const said = Object.fromEntries(
      Object.keys(example).map((key) => [key, Reflect.get(shown ?? {}, key)]),
    )
    const again = await sandbox.act('arm-fault', { fault: name, ...said })
    expect([again.status, again.body.data.fault]).toEqual([200, name])
  })
})

it('gives an option the same shape in every fault that takes it', () => {
  const shapes = new Map<string, unknown>()
  for (const name of FAULT_NAMES) {
    for (const [option, schema] of Object.entries(faultFacts(name).options)) {
      const { description: _, ...shape } = schema
      // Whether it may be left out is for each fault to say.
      const text = JSON.stringify(shape)
      expect(shapes.get(option) ?? text, `${name} ${option}`).toBe(text)
      shapes.set(option, text)
    }
  }
})
