// Plain words: what docs/glossary.md says to avoid stands in no comment, no text and no page.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import { isGenerated, pathsBelow, ROOT, sourceOf } from './sources.ts'

const GLOSSARY = 'docs/glossary.md'

/** Rows of the glossary's tables, by the heading above them. */
function tablesOf(page: string): Map<string, [string, string][]> {
  const sections = page.split(/^## /m).slice(1)
  return new Map(
    sections.map((section) => {
      const rows = [...section.matchAll(/^\| (.+?) \| (.+?) \|$/gm)].slice(1)
      const [heading = ''] = section.split('\n')
      return [heading, rows.map(([, word = '', meaning = '']) => [word, meaning])]
    }),
  )
}

const TABLES = tablesOf(readFileSync(join(ROOT, GLOSSARY), 'utf8'))
const AVOIDED = TABLES.get('Words to avoid') ?? []
const TERMS = [...TABLES]
  .filter(([heading]) => heading !== 'Words to avoid')
  .flatMap(([, to]) => to)

/** Whole words, in any case; one phrase may run over several lines of a comment. */
const BAD = new RegExp(
  `(?<![\\w-])(?:${AVOIDED.flatMap(([words]) => words.split(', '))
    .map((word) => word.replaceAll(' ', String.raw`(?:\s|\*|//)+`))
    .join('|')})(?![\\w-])`,
  'gi',
)

type Prose = { readonly text: string; readonly at: number }

/** Blanks out what stands in code marks: names are not prose. Lines stay where they are. */
function withoutNames(text: string): string {
  return text.replaceAll(/^( *)```.*?^\1```|`[^`\n]+`/gms, (code) => code.replaceAll(/[^\n]/g, ' '))
}

/** The comments of a source, and the texts in it. */
function proseOf(text: string, path: string): Prose[] {
  const { tree } = sourceOf(path, text)
  const found: Prose[] = []
  const visit = (node: ts.Node) => {
    const isText = ts.isLiteralExpression(node) || ts.isJsxText(node) || isTemplatePart(node)
    if (isText) found.push({ text: node.getText(tree), at: node.getStart(tree) })
    const children = node.getChildren(tree)
    if (children.length === 0 && !ts.isJsxText(node)) {
      const trivia = text.slice(node.pos, node.getStart(tree, false))
      if (trivia.includes('/')) found.push({ text: withoutNames(trivia), at: node.pos })
    }
    // A comment is read as the text before a token; its tags' trees would give it twice.
    children.filter((child) => !ts.isJSDoc(child)).forEach(visit)
  }
  visit(tree)
  return found
}

function isTemplatePart(node: ts.Node): boolean {
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
}

/** Each word to avoid, with its place. */
function badWordsIn(path: string, text: string): string[] {
  // Few files have one anywhere; only those are taken apart.
  if (text.search(BAD) === -1) return []
  const prose = /\.(tsx?|mjs)$/.test(path)
    ? proseOf(text, path)
    : [{ text: withoutNames(text), at: 0 }]
  return prose.flatMap((one) =>
    [...one.text.matchAll(BAD)].map(({ 0: word, index }) => {
      const line = text.slice(0, one.at + index).split('\n').length
      return `${path}:${line}: ${word.replaceAll(/(\s|\*|\/\/)+/g, ' ')}`
    }),
  )
}

const FILES = [
  'README.md',
  ...['src', 'scripts', 'web', 'docs'].flatMap((folder) =>
    pathsBelow(join(ROOT, folder)).map((path) => `${folder}/${path}`),
  ),
].filter(
  (path) =>
    /\.(tsx?|mjs|md|html)$/.test(path) &&
    !isGenerated(path) &&
    !path.includes('node_modules/') &&
    // What was decided is history, and stays as it was written.
    !path.startsWith('docs/decisions/') &&
    path !== GLOSSARY,
)

describe('the words that docs/glossary.md says to avoid', () => {
  it('stand in no comment, no text and no page', () => {
    const found = FILES.flatMap((path) => badWordsIn(path, readFileSync(join(ROOT, path), 'utf8')))
    expect(found).toEqual([])
  })

  it.each([
    ['example.ts', '// One of the noes.'],
    ['example.ts', "const what = 'Told of it'"],
    ['example.ts', '/**\n * Somebody is told\n * of it.\n */\nexport const one = 1'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source with a template in it.
    ['example.ts', 'const said = `the wish of ${name}, and no more`'],
    ['example.ts', 'function f() {\n  // It waits in vain.\n}'],
    ['example.ts', "import { pause } from './patience.ts'"],
    ['example.tsx', 'const page = <p>Every no is listed</p>'],
    ['page.md', 'A request that came\nto nothing.'],
  ])('would be found in %s: %s', (path, text) => {
    expect(badWordsIn(path, text)).toHaveLength(1)
  })

  it.each([
    ['example.ts', '// A no-op, of no use, and wishful.'],
    ['example.ts', '// The member `wish` is kept.'],
    ['page.md', 'The member `wish`:\n\n```yaml\nwish: all\n```\n'],
  ])('are not found in %s: %s', (path, text) => {
    expect(badWordsIn(path, text)).toEqual([])
  })

  it('come with what to write instead, once each, and are no terms', () => {
    const words = AVOIDED.flatMap(([listed]) => listed.split(', '))
    expect(words.length).toBeGreaterThan(20)
    expect(new Set(words).size).toBe(words.length)
    const written = [...AVOIDED.map(([, instead]) => instead), ...TERMS.flat()]
    expect(written.filter((text) => text.match(BAD))).toEqual([])
  })
})

describe('the terms of docs/glossary.md', () => {
  it('stand there once each', () => {
    const words = TERMS.flatMap(([listed]) => listed.split(', '))
    expect(words.length).toBeGreaterThan(50)
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
  })

  it('are all used', () => {
    const used = FILES.map((path) => readFileSync(join(ROOT, path), 'utf8')).join('\n')
    const idle = TERMS.flatMap(([listed]) => listed.split(', ')).filter(
      (word) => !new RegExp(`\\b${word.replaceAll(' ', String.raw`\s+`)}s?\\b`, 'i').test(used),
    )
    expect(idle).toEqual([])
  })
})
