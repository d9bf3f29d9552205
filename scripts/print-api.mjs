// Writes docs/api.md: what the library's doors export, printed from the declarations and their comments.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import ts from 'typescript'

import { fence } from './reference-text.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const target = join(root, 'docs', 'api.md')

/** The doors in their order, and what each is imported as. */
const DOORS = {
  'src/index.ts': 'kirim-sandbox',
  'src/vitest.ts': 'kirim-sandbox/vitest',
  'src/jest.ts': 'kirim-sandbox/jest',
  'src/playwright.ts': 'kirim-sandbox/playwright',
}

/** What a reader looks for first stands first; the others follow by their names. */
const FIRST = [
  'startSandbox',
  'SandboxOptions',
  'OrganizationOptions',
  'KirimSandbox',
  'KirimOrganization',
  'FurtherOrganization',
  'WaitFor',
  'WaitOptions',
  'Actions',
  'Call',
  'Inbox',
]

const HEAD = `# The library

<!-- Printed by \`npm run docs\` from the comments of the code. -->

Everything that can be imported, with the types as they are declared. How it is used stands in
[testing.md](testing.md); what the actions take and do in [reference/actions.md](reference/actions.md).
`

/** The text of the page. */
export function printApi() {
  const told = new Set()
  const sections = Object.entries(DOORS).map(([file, name]) => {
    const exported = exportsOf(file)
    const order = [...FIRST, ...exported.map((one) => one.name).sort()]
    exported.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    return [`## ${name}`, ...exported.map((one) => described(one, told))].join('\n\n')
  })
  return `${HEAD}\n${sections.join('\n\n')}\n`
}

/** The exports of a file that have a declaration, whichever file that stands in. */
function exportsOf(file) {
  const tree = parse(file)
  const found = []
  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { source, names } = passedOnBy(file, statement)
      for (const name of names) found.push(declarationOf(source, name))
    } else if (isExported(statement)) found.push(...declaredBy(statement))
  }
  return found.filter((one) => one !== null)
}

/**
 * The names that a declaration passes on, and the file it has them from.
 * @param {string} file
 * @param {ts.ExportDeclaration} declaration
 */
function passedOnBy(file, { moduleSpecifier, exportClause }) {
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) {
    throw new Error(`${file} exports a list without a file that it comes from.`)
  }
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) {
    throw new Error(`${file} exports all of ${moduleSpecifier.text}: name what is exported.`)
  }
  return {
    source: join(dirname(file), moduleSpecifier.text),
    names: exportClause.elements.map(({ name }) => name.text),
  }
}

function parse(file) {
  const text = readFileSync(join(root, file), 'utf8')
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true)
}

function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
}

function declaredBy(statement) {
  if (!ts.isVariableStatement(statement)) return [{ name: statement.name.text, node: statement }]
  return statement.declarationList.declarations.map(({ name }) => ({
    name: name.getText(),
    node: statement,
  }))
}

/** Follows an export to where it is declared. */
function declarationOf(file, name) {
  for (const statement of parse(file).statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) {
      const { source, names } = passedOnBy(file, statement)
      if (names.includes(name)) return declarationOf(source, name)
    } else if (isExported(statement)) {
      const found = declaredBy(statement).find((one) => one.name === name)
      if (found !== undefined) return found
    }
  }
  throw new Error(`${file} does not declare ${name}.`)
}

/** What several doors export is told once. */
function described({ name, node }, told) {
  const place = `${node.getSourceFile().fileName} ${name}`
  if (told.has(place)) return `### ${name}\n\nAs above.`
  told.add(place)
  const doc = docOf(node)
  return [`### ${name}`, ...(doc === '' ? [] : [doc]), fence('ts', shapeOf(node))].join('\n\n')
}

/** The comment before a declaration, its tags as sentences. */
function docOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  if (doc === undefined) return ''
  const thrown = (doc.tags ?? [])
    .filter(({ tagName }) => tagName.text === 'throws')
    .map((tag) => `Throws ${ts.getTextOfJSDocComment(tag.comment) ?? ''}`.trim())
  const text = ts.getTextOfJSDocComment(doc.comment) ?? ''
  return [text, ...thrown].filter((one) => one !== '').join('\n\n')
}

/** A declaration without what only the machine needs: bodies, and the word export. */
function shapeOf(node) {
  if (ts.isFunctionDeclaration(node)) return bare(textUpTo(node, node.body))
  if (ts.isVariableStatement(node)) return constantShape(node)
  if (ts.isClassDeclaration(node)) return classShape(node)
  return bare(node.getText())
}

/** A table of functions shows their names; anything else, what it is declared as. */
function constantShape(node) {
  const [{ name, type, initializer }] = node.declarationList.declarations
  if (type !== undefined) return `const ${name.text}: ${type.getText()}`
  if (!ts.isObjectLiteralExpression(initializer)) return bare(node.getText())
  const members = initializer.properties.map((one) => one.name?.getText()).join(', ')
  return `const ${name.text}: { ${members} }`
}

function textUpTo(node, body) {
  const text = node.getText()
  return body === undefined ? text : text.slice(0, body.getStart() - node.getStart()).trimEnd()
}

function classShape(node) {
  const lines = node.members
    .filter((member) => !ts.isConstructorDeclaration(member))
    .map((member) => `  ${textUpTo(member, member.body)}`)
  const heading = bare(
    node
      .getText()
      .slice(0, node.members.pos - node.getStart())
      .trimEnd(),
  )
  const doc = node.members.map((member) => commentBefore(member))
  return [heading, ...lines.flatMap((line, at) => [...doc[at], line]), '}'].join('\n')
}

function commentBefore(member) {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc)
  return doc === undefined ? [] : [`  ${doc.getText()}`]
}

function bare(text) {
  return text.replace(/^export /, '')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(target, printApi())
}
