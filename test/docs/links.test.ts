// Links between the pages of the documentation lead somewhere.
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'

import { expect, it } from 'vitest'

import { ROOT } from '../house/sources.ts'
import { type Page, readPage, readPages } from './pages.ts'

const pages = readPages()

it.each(pages)('$path: every relative link leads to a file, and to a heading of it', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([])
})

it('notices links that lead nowhere', () => {
  const text =
    '[a](time.md) [b](nothing.md) [c](time.md#nothing) [d](https://kirim.dev) `[e](f.md)`'
  const page = { path: 'docs/x.md', text }
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([
    'nothing.md',
    'time.md#nothing',
  ])
})

function linksOf({ text }: Page): string[] {
  const prose = text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

function leadsSomewhere({ path, text }: Page, link: string): boolean {
  const [file = '', heading] = link.split('#')
  const target = file === '' ? path : posix.join(posix.dirname(path), file)
  if (file !== '' && !existsSync(join(ROOT, target))) return false
  if (heading === undefined) return true
  return anchorsOf(file === '' ? text : readPage(target).text).includes(heading)
}

/** As they are made where the pages are read: lower case, without punctuation, with dashes. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
}
