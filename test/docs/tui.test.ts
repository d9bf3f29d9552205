// The page about the terminal UI: its keys are those of the table, its screens are captured ones.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { line, lineWidth } from '../../src/tui/screen/spans.ts'
import { keySections } from '../../src/tui/screen/views/help.ts'
import { VIEWS } from '../../src/tui/screen/views/index.ts'
import { ROOT } from '../house/sources.ts'
import { readPage } from './pages.ts'

const { text } = readPage('docs/tui.md')
const folder = join(ROOT, 'docs', 'screens')
const files = readdirSync(folder)

it('has the keys of the table, and no others', () => {
  const written = keySections().map(({ title, keys }) =>
    [
      `### ${title}`,
      '',
      '| key | what it does |',
      '| --- | --- |',
      ...keys.map(([shown, what]) => `| \`${shown}\` | ${what} |`),
    ].join('\n'),
  )
  const from = text.indexOf('### Everywhere')
  expect(text.slice(from).trimEnd()).toBe(written.join('\n\n'))
})

it('tells of every view', () => {
  for (const { title, what } of Object.values(VIEWS)) {
    if (title !== 'Help') expect(text).toContain(`- **${title}**: ${what}`)
  }
})

it('shows screens that were captured', () => {
  const blocks = [...text.matchAll(/^```txt\n(.*?)\n```$/gms)].map(([, block = '']) => block)
  const captured = files.map((file) => readFileSync(join(folder, file), 'utf8').trimEnd())
  expect(blocks.length).toBeGreaterThan(2)
  for (const block of blocks) expect(captured).toContain(block)
})

describe.each(files)('%s', (file) => {
  it('has the size that its name says', () => {
    const [, columns, rows] = /-(\d+)x(\d+)\.txt$/.exec(file) ?? []
    const lines = readFileSync(join(folder, file), 'utf8').replace(/\n$/, '').split('\n')
    expect(lines.length).toBeLessThanOrEqual(Number(rows))
    for (const one of lines) expect(lineWidth(line(one))).toBeLessThanOrEqual(Number(columns))
  })
})
