// Files that are wrong on purpose: each is refused with every place and its cure.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { readScenario } from '../../src/scenario/read-scenario.ts'
import { ROOT } from '../house/sources.ts'

const folder = join(ROOT, 'test', 'scenario', 'broken')
const files = readdirSync(folder).filter((name) => /\.(yaml|json)$/.test(name))

it('are twenty or more', () => {
  expect(files.length).toBeGreaterThanOrEqual(20)
})

it.each(files)('%s', (file) => {
  const { scenario, problems } = readScenario(file, read(file), new Set())
  const told = problems.map(({ position: { line, column }, message }) => {
    return `${line}:${column}  ${message}`
  })
  expect(scenario).toBeUndefined()
  expect(`${told.join('\n')}\n`).toBe(read(`${file.replace('.', '-')}.txt`))
})

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}
