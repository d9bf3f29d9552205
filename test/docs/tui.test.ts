// The page about the terminal UI: its keys are those of the table, its screens fit their terminal.
import { expect, it } from 'vitest'

import { line, lineWidth } from '../../src/tui/screen/spans.ts'
import { keySections } from '../../src/tui/screen/views/help.ts'
import { VIEWS } from '../../src/tui/screen/views/index.ts'
import { readPage } from './pages.ts'

const { text } = readPage('docs/tui.md')

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

it('shows screens of a terminal of 120×40 cells', () => {
  const blocks = [...text.matchAll(/^```txt\n(.*?)\n```$/gms)].map(([, block = '']) => block)
  expect(blocks.length).toBeGreaterThan(2)
  for (const block of blocks) {
    const lines = block.split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
    for (const one of lines) expect(lineWidth(line(one))).toBeLessThanOrEqual(120)
  }
})
