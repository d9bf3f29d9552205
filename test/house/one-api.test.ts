// What only one generation of the provider's API is like stands where that API is made.
import ts from 'typescript'
import { expect, it } from 'vitest'

import { readSources, type Source, sourceOf, walk } from './sources.ts'

/** The prefix of its paths, the number of its operations, and that of their statuses. */
const PREFIX = /\/v1(?![\w.=-])/
const NUMBERS = /(?<![\w.])(?:37|213)(?![\w.])/

/** The room in which the API is made. */
const ROOM = 'api/v1/'

/** Where one of them may stand all the same, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {}

const sources = readSources()

it('writes the prefix and the size of the API in no room but its own', () => {
  const found = sources
    .filter(({ path }) => !path.startsWith(ROOM) && EXCEPTIONS[path] === undefined)
    .flatMap(factsWritten)
  expect(found).toEqual([])
})

it('makes an exception only for files that need one', () => {
  const idle = Object.keys(EXCEPTIONS).filter((path) => {
    const source = sources.find((one) => one.path === path)
    return source === undefined || factsWritten(source).length === 0
  })
  expect(idle).toEqual([])
})

it.each([
  ["const path = '/v1/messages'"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a source with a template in it.
  ['const url = `${origin}/v1`'],
  ['const below = /^\\/v1\\//'],
  ['const count = 213'],
  ["const text = 'all 37 operations'"],
])('would notice %s', (text) => {
  expect(factsWritten(sourceOf('cli/example.ts', text))).toHaveLength(1)
})

it.each([
  ["import { bodyOf } from '../wire/v1/bodies.ts'"],
  ["const header = 'v1=abc'"],
  ['const ms = 137'],
  ['// Everything stands below /v1: 37 operations.'],
])('lets pass %s', (text) => {
  expect(factsWritten(sourceOf('cli/example.ts', text))).toEqual([])
})

/** Literals with such a fact, with their lines; comments and imports are not code. */
function factsWritten({ path, tree }: Source): string[] {
  const found: string[] = []
  walk(tree, (node) => {
    const text = literalText(node)
    if (text === undefined || isSpecifier(node)) return
    if (!PREFIX.test(text) && !NUMBERS.test(text)) return
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree))
    found.push(`${path}:${line + 1}: ${text}`)
  })
  return found
}

function literalText(node: ts.Node): string | undefined {
  if (ts.isRegularExpressionLiteral(node)) return node.text.slice(1).replaceAll('\\/', '/')
  if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node)) return node.text
  return ts.isTemplateHead(node) ? node.text : undefined
}

function isSpecifier({ parent }: ts.Node): boolean {
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent))
  )
}
