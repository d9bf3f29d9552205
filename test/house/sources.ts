// The sources as the house rules see them: files, what each imports, and the words of its code.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** One import, re-export or `import()` of a file. */
export type Import = {
  /** A path below src for ours, a package for others: `node:fs`, `fastify`, `@faker-js/faker`. */
  readonly target: string
  readonly isOurs: boolean
  /** Gone after compilation: nothing is loaded because of it. */
  readonly isTypeOnly: boolean
  readonly isReExport: boolean
}

export type Source = {
  /** Below src, with slashes: `domain/world/time.ts`. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
  readonly imports: readonly Import[]
}

/** All TypeScript sources, without what is generated. */
export function readSources(): Source[] {
  return pathsBelow(join(ROOT, 'src'))
    .filter((path) => /\.tsx?$/.test(path) && !isGenerated(path))
    .map(readSource)
}

export function isGenerated(path: string): boolean {
  return /(^|\/)generated\//.test(path)
}

/** Every file below a folder, with slashes, in one order. */
export function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}

/** A source made up of a text, to see that a rule bites. */
export function sourceOf(path: string, text: string): Source {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind)
  return { path, text, tree, imports: importsOf(path, tree) }
}

function readSource(path: string): Source {
  return sourceOf(path, readFileSync(join(ROOT, 'src', path), 'utf8'))
}

function importsOf(path: string, tree: ts.SourceFile): Import[] {
  const imports: Import[] = []
  const add = (specifier: string, isTypeOnly: boolean, isReExport = false) => {
    const isOurs = specifier.startsWith('.')
    const target = isOurs ? posix.join(posix.dirname(path), specifier) : packageOf(specifier)
    imports.push({ target, isOurs, isTypeOnly, isReExport })
  }
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(textOf(node.moduleSpecifier), importIsTypeOnly(node.importClause))
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(textOf(node.moduleSpecifier), exportIsTypeOnly(node), true)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(textOf(node.argument.literal), true)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (specifier !== undefined && ts.isStringLiteralLike(specifier)) add(specifier.text, false)
    }
  })
  return imports
}

function importIsTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.isTypeOnly) return true
  const { name, namedBindings } = clause
  if (name !== undefined || namedBindings === undefined) return false
  return ts.isNamedImports(namedBindings) && namedBindings.elements.every((one) => one.isTypeOnly)
}

function exportIsTypeOnly({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly || exportClause === undefined) return isTypeOnly
  return ts.isNamedExports(exportClause) && exportClause.elements.every((one) => one.isTypeOnly)
}

function textOf(node: ts.Node): string {
  return (node as ts.StringLiteral).text
}

/** `@faker-js/faker/locale/id` belongs to `@faker-js/faker`; Node's modules keep their prefix. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Visits every node of a tree. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}
