// Who may use which package, who may use adapters, and that every package is accounted for.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { roomOf } from './rooms.ts'
import { ROOT, readSources, type Source, sourceOf } from './sources.ts'

/** Packages that stay in one room, so that nothing else depends on them. */
const HOME_OF: Readonly<Record<string, string>> = {
  fastify: 'http',
  '@fastify/swagger': 'http',
  '@fastify/swagger-ui': 'http',
  ink: 'tui',
  react: 'tui',
  'react/jsx-runtime': 'tui',
  commander: 'cli',
  undici: 'adapters',
  lowdb: 'adapters',
  '@faker-js/faker': 'adapters',
  yaml: 'scenario',
  ajv: 'contract',
  'ajv-formats': 'schema',
  leven: 'schema',
  'jsonc-parser': 'schema',
  typebox: 'schema',
}

/** Only the wiring picks adapters; beside it these take something that is not an adapter. */
const ADAPTER_GUESTS: Readonly<Record<string, string>> = {
  'cli/daily/whereabouts.ts → adapters/file-store/address.ts':
    'looks for the sandbox of a data folder, and starts none',
  'cli/run.ts → adapters/world-files.ts': 'tells the error class of a world file apart',
  'cli/start.ts → adapters/egress.ts': 'tells the error class of a bad target apart',
  'cli/start.ts → adapters/world-files.ts': 'tells the error class of a world file apart',
  'library/sandbox.ts → adapters/world-files.ts': 'tells the error class of a world file apart',
}

const sources = readSources()

it('keeps each package in its room', () => {
  expect(sources.flatMap(strayPackages)).toEqual([])
})

it('notices a package outside its room', () => {
  const source = sourceOf('api/x.ts', "import { Pool } from 'undici'\nimport 'fastify/types'\n")
  expect(strayPackages(source)).toEqual([
    'api/x.ts imports undici, which belongs to adapters',
    'api/x.ts imports fastify, which belongs to http',
  ])
})

it('lets only the wiring pick adapters', () => {
  const guests = sources
    .filter(({ path }) => path !== 'app.ts' && roomOf(path) !== 'adapters')
    .flatMap(({ path, imports }) =>
      imports.filter(({ target }) => isAdapter(target)).map(({ target }) => `${path} → ${target}`),
    )
  expect([...new Set(guests)].sort()).toEqual(Object.keys(ADAPTER_GUESTS).sort())
})

describe('docs/dependencies.md', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>
  const names = Object.keys({ ...dependencies, ...devDependencies })

  it.each(names)('has a line about %s', (name) => {
    const path = join(ROOT, 'docs', 'dependencies.md')
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    // The name itself, not a longer name that holds it: `ajv` is not told of by `ajv-formats`.
    const mention = new RegExp(`(?<![\\w@/-])${name.replaceAll('/', '\\/')}(?![\\w/-])`)
    expect(lines.filter((line) => mention.test(line))).not.toEqual([])
  })

  it('is needed for every package that the sources import', () => {
    const imported = sources.flatMap(({ imports }) =>
      imports.filter(({ isOurs, target }) => !isOurs && !target.startsWith('node:')),
    )
    const unknown = imported.filter(({ target }) => !names.includes(target))
    expect(unknown.map(({ target }) => target)).toEqual([])
  })
})

function strayPackages({ path, imports }: Source): string[] {
  return imports.flatMap(({ isOurs, target }) => {
    const home = isOurs ? undefined : HOME_OF[target]
    if (home === undefined || roomOf(path) === home) return []
    return [`${path} imports ${target}, which belongs to ${home}`]
  })
}

function isAdapter(target: string): boolean {
  return roomOf(target) === 'adapters'
}
