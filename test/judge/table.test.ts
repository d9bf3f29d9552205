// The table of checks, and the matrix of the zoo: what is claimed there is complete.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { CHECKS, GROUPS } from '../../src/judge/checks/index.ts'

const ZOO = join(import.meta.dirname, '../zoo')
const MATRIX: Record<string, { readonly fails: string[]; readonly twin: string[] }> = JSON.parse(
  readFileSync(join(ZOO, 'matrix.json'), 'utf8'),
)

it.each(Object.entries(CHECKS))('%s says what it wants, why, and how to mend it', (id, row) => {
  expect(id).toMatch(/^[A-Z]{3,4}-\d\d$/)
  expect(id.split('-')[0]).toBe(row.group)
  expect(Object.keys(GROUPS)).toContain(row.group)
  for (const text of [row.what, row.source, row.consequence, row.cure]) {
    expect(text.length).toBeGreaterThan(10)
  }
})

it('calls a must only what a page of the provider, or of Meta, says', () => {
  const others = Object.entries(CHECKS)
    .filter(([, { severity, source }]) => severity === 'must' && !/^(Kirim|Meta),/.test(source))
    .map(([id]) => id)
  expect(others).toEqual([])
})

const PROGRAMS = ['node', 'python'].flatMap((folder) =>
  readdirSync(join(ZOO, folder))
    .filter((file) => /\.(mjs|py)$/.test(file) && !file.startsWith('parts.'))
    .map((file) => `${folder}/${file.replace(/\.\w+$/, '')}`),
)

it('has a row in the matrix for every program of the zoo, and no others', () => {
  expect(Object.keys(MATRIX).sort()).toEqual([...PROGRAMS].sort())
})

it('fails every faulty program, and no mended twin', () => {
  const missed = Object.entries(MATRIX)
    .filter(([name, { fails }]) => (fails.length === 0) !== /careful$/.test(name))
    .map(([name]) => name)
  expect(missed).toEqual([])
  expect(Object.values(MATRIX).flatMap(({ twin }) => twin)).toEqual([])
})
