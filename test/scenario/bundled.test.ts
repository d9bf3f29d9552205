// The bundled scenarios: they pass, reach the whole contract, and give the same bytes everywhere.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { runProcess } from '../cli/process.ts'
import { ROOT } from '../house/sources.ts'

const folder = join(ROOT, 'scenarios')
const files = readdirSync(folder).sort()
const cassettes = join(ROOT, 'fixtures', 'cassettes')

type Report = {
  readonly passed: number
  readonly scenarios: readonly { readonly file: string; readonly verdict: string }[]
  readonly coverage: {
    readonly total: number
    readonly reached: number
    readonly seen: number
    readonly operations: readonly {
      readonly statuses: readonly { readonly status: number; readonly hits: number }[]
    }[]
    readonly events: readonly { readonly seen: boolean }[]
    readonly message_types: Readonly<Record<string, readonly { readonly seen: boolean }[]>>
    readonly breaches: { readonly count: number }
  }
}

let report: Report

/** All of them are played at once; the machine may be busy. */
const ALL_MAX_MS = 120_000

beforeAll(async () => {
  const args = ['run', folder, '--json', '--replay', cassettes]
  const { stdout } = await runProcess(args, { env: { TZ: 'Asia/Jakarta' } })
  report = JSON.parse(stdout)
}, ALL_MAX_MS)

it('are thirty or more, and each says which bug it finds', () => {
  expect(files.length).toBeGreaterThanOrEqual(30)
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    expect(text, file).toMatch(/^# yaml-language-server: \$schema=\.\.\/scenario\.schema\.json\n/)
    expect(text, file).toMatch(/\ndescription: >-\n( {2}.+\n){2,}/)
    expect(text, file).toMatch(/- expect-|expect-reply:/)
  }
})

it('pass', () => {
  const failed = report.scenarios.filter(({ verdict }) => verdict !== 'passed')
  expect(failed).toEqual([])
  expect(report.passed).toBe(files.length)
})

it('reach every pair of the contract, and naturally all but the outages', () => {
  const { total, reached, operations, events, message_types: types, breaches } = report.coverage
  expect([reached, total]).toEqual([213, 213])
  const pairs = operations.flatMap(({ statuses }) => statuses)
  for (const { status, hits } of pairs) if (status < 500) expect(hits).toBeGreaterThan(0)
  for (const { seen } of [...events, ...Object.values(types).flat()]) expect(seen).toBe(true)
  expect(breaches.count).toBe(0)
})

it('are told in docs/scenario-coverage.md as `npm run docs` writes it', async () => {
  const script = pathToFileURL(join(ROOT, 'scripts', 'print-scenario-coverage.mjs')).href
  const { coveragePage } = await import(script)
  const written = readFileSync(join(ROOT, 'docs', 'scenario-coverage.md'), 'utf8')
  expect(written).toBe(coveragePage(report))
})

describe('have a cassette each', () => {
  it('and no cassette is left over', () => {
    const expected = files.map((file) => file.replace('.yaml', '.cassette'))
    expect(readdirSync(cassettes).sort()).toEqual(expected)
  })

  it(
    'that they match to the byte, in Jakarta as on the other side of the earth',
    async () => {
      const args = ['run', folder, '--replay', cassettes]
      const env = { TZ: 'America/St_Johns', LC_ALL: 'C' }
      const ended = await runProcess(args, { env })
      expect(ended.stdout).not.toContain('differs')
      expect(ended.code).toBe(0)
    },
    ALL_MAX_MS,
  )
})
