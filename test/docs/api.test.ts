// The page about the library says what its doors export.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { beforeAll, expect, it } from 'vitest'

import * as library from '../../src/index.ts'
import { ROOT } from '../house/sources.ts'

let printed: string

beforeAll(async () => {
  const { printApi } = await import(pathToFileURL(join(ROOT, 'scripts', 'print-api.mjs')).href)
  printed = printApi()
})

it('is as `npm run docs` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8')).toBe(printed)
})

it('has a section for everything that can be imported', () => {
  for (const name of Object.keys(library)) expect(printed).toContain(`\n### ${name}\n`)
})

it('says of everything what it is', () => {
  const silent = printed
    .split(/^### /m)
    .slice(1)
    .filter((section) => /^\w+\n\n```/.test(section))
  expect(silent.map((section) => section.split('\n')[0])).toEqual([])
})
