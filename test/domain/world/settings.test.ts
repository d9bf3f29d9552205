// Settings: what each one takes, and what is said to a value that does not fit.
import { describe, expect, it } from 'vitest'

import { defaultSettings, SETTINGS, type SettingName } from '../../../src/domain/world/settings.ts'
import { settingProblems } from '../../../src/domain/world/settings-shape.ts'

const NAMES = Object.keys(SETTINGS) as SettingName[]

/** What is said of one setting; null when nothing is. */
function settingProblem(name: string, value: unknown): string | null {
  return settingProblems({ [name]: value }, [])[0] ?? null
}

/** A row with every column it may have. */
function rowOf(name: SettingName) {
  return SETTINGS[name] as {
    what: string
    default: number | boolean | string
    from?: number
    to?: number
    oneOf?: readonly string[]
  }
}

describe.each(NAMES)('%s', (name) => {
  const { default: standard, what } = rowOf(name)

  it('says in a sentence what it does, and takes its default', () => {
    expect(what).toMatch(/^[A-Z].*\.$/)
    expect(settingProblem(name, standard)).toBeNull()
    expect(defaultSettings()[name]).toBe(standard)
  })

  it('refuses a value of another kind, and names itself', () => {
    const others = [null, {}, [], typeof standard === 'string' ? 1 : '1']
    for (const value of others) expect(settingProblem(name, value)).toContain(name)
  })
})

it.each(NAMES.filter((name) => typeof rowOf(name).default === 'number'))(
  '%s takes numbers of its range, and no others',
  (name) => {
    const { from = Number.NaN, to = Number.NaN } = rowOf(name)
    expect([from, to].map((value) => settingProblem(name, value))).toEqual([null, null])
    for (const value of [from - 1, to + 1, Number.NaN, Infinity, -Infinity]) {
      expect(settingProblem(name, value), String(value)).toContain(`from ${from} to ${to}`)
    }
  },
)

it.each(NAMES.filter((name) => name.endsWith('Ms')))(
  '%s takes whole milliseconds only, because instants are whole',
  (name) => {
    expect(settingProblem(name, (rowOf(name).from ?? 0) + 0.5)).not.toBeNull()
  },
)

it.each(NAMES.filter((name) => rowOf(name).oneOf !== undefined))(
  '%s takes its words, and no others',
  (name) => {
    const { oneOf = [] } = rowOf(name)
    for (const word of oneOf) expect(settingProblem(name, word)).toBeNull()
    for (const word of ['', 'nonsense', String(oneOf[0]).toUpperCase()]) {
      expect(settingProblem(name, word)).toContain(`one of ${oneOf.join(', ')}`)
    }
  },
)

it('names all settings to who asks for one that there is not', () => {
  const problem = settingProblem('retryjitter', 0.2)
  for (const name of NAMES) expect(problem).toContain(name)
  expect(problem).toContain('Did you mean retryJitter?')
})

it.each(['constructor', 'toString', ''])('does not take %j for a setting', (name) => {
  expect(settingProblem(name, 1)).toContain('is not a known field')
})

it('gives every world settings of its own', () => {
  const one = defaultSettings()
  one.retryJitter = 0
  expect(defaultSettings().retryJitter).toBe(0.2)
})
