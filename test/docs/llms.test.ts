// llms.txt names the pages as they are.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, it } from 'vitest'

import { ROOT } from '../house/sources.ts'
import { readPages } from './pages.ts'

const text = readFileSync(join(ROOT, 'llms.txt'), 'utf8')

it('is as `npm run docs` writes it', async () => {
  const script = pathToFileURL(join(ROOT, 'scripts', 'print-llms.mjs')).href
  const { printLlms } = await import(script)
  expect(text).toBe(printLlms())
})

it('leads to every page but decisions, and nowhere that is not there', () => {
  const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([])
  const pages = readPages().map(({ path }) => path)
  const meant = pages.filter(
    (path) => !path.includes('decisions/') && !path.endsWith('reference/README.md'),
  )
  expect(meant.filter((path) => !targets.includes(path))).toEqual([])
})

it('says of each page what it is in a sentence', () => {
  const lines = text.split('\n').filter((line) => line.startsWith('- [') && line.includes('docs/'))
  expect(lines.filter((line) => !/\): \S.+/.test(line))).toEqual([])
})
