// The floors of the house: a room imports only from below, and nothing goes round in circles.
import { describe, expect, it } from 'vitest'

import { floorProblems, ROOMS, roomOf } from './rooms.ts'
import { type Import, readSources, type Source, sourceOf } from './sources.ts'

const sources = readSources()

it('imports only from below or from its own room', () => {
  expect(sources.length).toBeGreaterThan(50)
  expect(sources.flatMap(floorProblems)).toEqual([])
})

it('keeps the domain to itself, apart from shapes and hashing', () => {
  const strangers = sources
    .filter(({ path }) => path.startsWith('domain/'))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ isOurs, target }) =>
          isOurs ? !/^(domain|schema)\//.test(target) : target !== 'node:crypto',
        )
        .map(({ target }) => `${path} imports ${target}`),
    )
  expect(strangers).toEqual([])
})

describe('goes in no circle', () => {
  it('of imports that load something', () => {
    expect(circles(sources, ({ isTypeOnly }) => !isTypeOnly)).toEqual([])
  })

  it('of imports of types either', () => {
    expect(circles(sources, () => true)).toEqual([])
  })
})

describe('the rules bite', () => {
  const problemsOf = (path: string, target: string) =>
    floorProblems(sourceOf(path, `// A file.\nimport { x } from '${target}'\n`))

  it.each([
    ['domain/world/x.ts', '../messaging/y.ts'],
    ['domain/webhooks/x.ts', '../messaging/y.ts'],
    ['domain/faults/x.ts', '../access/y.ts'],
    ['domain/messaging/x.ts', '../../wire/y.ts'],
    ['wire/x.ts', '../engine/y.ts'],
    ['api/x.ts', '../control/y.ts'],
    ['control/x.ts', '../adapters/y.ts'],
    ['http/x.ts', '../scenario/y.ts'],
    ['tui/x.ts', '../engine/y.ts'],
    ['client/x.ts', '../tui/y.ts'],
    ['app.ts', './cli/y.ts'],
    ['api/x.ts', '../contract/generated/types.ts'],
    ['api/x.ts', '../nowhere/y.ts'],
    ['x.ts', './app.ts'],
  ])('%s may not import %s', (path, target) => {
    expect(problemsOf(path, target)).toHaveLength(1)
  })

  it.each([
    ['domain/messaging/x.ts', '../webhooks/y.ts'],
    ['wire/x.ts', '../contract/y.ts'],
    ['tui/panels/x.ts', '../../client/y.ts'],
    ['index.ts', './library/sandbox.ts'],
    ['library/x.ts', '../app.ts'],
    ['cli/x.ts', '../app.ts'],
    ['contract/x.ts', './generated/types.ts'],
  ])('%s may import %s', (path, target) => {
    expect(problemsOf(path, target)).toEqual([])
  })

  it('sees every way to import', () => {
    const text = [
      "import type { A } from '../a.ts'",
      "import { type B } from '../b.ts'",
      "import { type C, c } from '../c.ts'",
      "import '../d.ts'",
      "export * from '../e.ts'",
      "export type { F } from '../f.ts'",
      "const g = await import('../g.ts')",
      "let h: import('../h.ts').H",
    ].join('\n')
    const { imports } = sourceOf('wire/x.ts', text)
    const seen = imports.map(({ target, isTypeOnly }) => `${target} ${isTypeOnly}`)
    expect(seen).toEqual([
      'a.ts true',
      'b.ts true',
      'c.ts false',
      'd.ts false',
      'e.ts false',
      'f.ts true',
      'g.ts false',
      'h.ts true',
    ])
  })

  it('finds a circle, and names its files once', () => {
    const files = [
      sourceOf('a.ts', "import { b } from './b.ts'"),
      sourceOf('b.ts', "import { c } from './c.ts'"),
      sourceOf('c.ts', "import type { a } from './a.ts'"),
      sourceOf('d.ts', "import { a } from './a.ts'"),
    ]
    expect(circles(files, () => true)).toEqual(['a.ts → b.ts → c.ts → a.ts'])
    expect(circles(files, ({ isTypeOnly }) => !isTypeOnly)).toEqual([])
  })
})

it('has a floor for every room that exists', () => {
  for (const { path } of sources) expect(roomOf(path), path).toBeDefined()
  for (const [room, { floor }] of Object.entries(ROOMS)) expect(floor, room).toBeLessThan(10)
})

/** Every circle once, as the path round it; a file is not entered twice. */
function circles(files: readonly Source[], counts: (one: Import) => boolean): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const enter = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) found.push([...trail.slice(at), path].join(' → '))
    if (at !== -1 || done.has(path)) return
    for (const one of byPath.get(path)?.imports ?? []) {
      if (one.isOurs && counts(one)) enter(one.target, [...trail, path])
    }
    done.add(path)
  }
  for (const { path } of files) enter(path, [])
  return found
}
