// What the tool `explain` says: the whole of one thing that has a name, read from the tables.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type OpenApiDocument, readSchemas } from '../../contract/document.ts'
import type { ActionName } from '../../contract/input-types.ts'
import { OPERATIONS, type OperationKey, readVendorDocument } from '../../contract/spec.ts'
import { ACTION_INPUTS, ACTIONS } from '../../control/actions/index.ts'
import { operationExamples } from '../../http/docs/examples.ts'
import { CHECKS } from '../../judge/checks/index.ts'
import { packagePath } from '../../package.ts'
import { hintOf, nearest } from '../../schema/nearest.ts'
import { explanation } from '../check/explain.ts'
import { Refused } from './tool.ts'

/** The pages of the reference by the name of their file, without its end. */
export function referencePages(): readonly string[] {
  const files = readdirSync(packagePath('docs', 'reference'))
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3))
    .sort()
}

export function referencePage(page: string): string {
  return readFileSync(join(packagePath('docs', 'reference'), `${page}.md`), 'utf8')
}

/**
 * All about an action, an operation, a check, or anything else that the reference has a section or
 * a row for.
 *
 * @throws Refused when nothing has the name, with what was most likely meant.
 */
export function explained(what: string, place: { origin: string; customer: string }): string {
  const name = what.trim()
  if (Object.hasOwn(ACTIONS, name)) return ofAction(name as ActionName)
  if (Object.hasOwn(OPERATIONS, name)) return ofOperation(name as OperationKey, place)
  if (Object.hasOwn(CHECKS, name)) return explanation(name)
  const pages = referencePages().map((page) => ({ page, text: referencePage(page) }))
  const whole = pages.find(({ page }) => page === name)
  if (whole !== undefined) return whole.text
  const found = pages.flatMap(({ page, text }) => passages(page, text, name))
  if (found.length > 0) return found.join('\n\n')
  const names = [
    ...Object.keys(ACTIONS),
    ...Object.keys(OPERATIONS),
    ...Object.keys(CHECKS),
    ...pages.flatMap(({ page, text }) => [page, ...namesIn(text)]),
  ]
  throw new Refused(`Nothing is called ${JSON.stringify(name)}.${hintOf(nearest(name, names))}`)
}

function ofAction(name: ActionName): string {
  const { what, example, failures } = ACTIONS[name]
  const input = JSON.stringify(ACTION_INPUTS[name], null, 1)
  const call = JSON.stringify({ action: name, input: example })
  return `${name}: ${what}\n\nact ${call}\n\nInput:\n${input}\n\nMay be refused with: ${failures.join(', ') || 'nothing beside what does not fit'}`
}

function ofOperation(key: OperationKey, place: { origin: string; customer: string }): string {
  const document = JSON.parse(readVendorDocument()) as OpenApiDocument
  const schemas = readSchemas(document)[key]
  const { origin, customer } = place
  const examples: Readonly<Record<string, unknown>> = operationExamples(origin, customer)
  const parts = { path: schemas?.path, query: schemas?.query, body: schemas?.body }
  const told = Object.entries(parts)
    .filter(([, schema]) => schema !== null && schema !== undefined)
    .map(([part, schema]) => `${part}: ${JSON.stringify(schema)}`)
  const example = examples[key]
  return [
    section(referencePage('operations'), key) ?? key,
    ...told,
    ...(example === undefined ? [] : [`Bodies that work: ${JSON.stringify(example)}`]),
  ].join('\n\n')
}

/** The section with the name as its title, or the rows that begin with it, each with its page. */
function passages(page: string, text: string, name: string): string[] {
  const whole = section(text, name)
  if (whole !== null) return [`(${page})\n${whole}`]
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (nameOfRow(line) !== name) return []
    const head = lines.slice(0, at).findLastIndex((one) => one.startsWith('| ---')) - 1
    return [`(${page})\n${lines[head]}\n${line}`]
  })
}

/** From a title to the next one that is as high. */
function section(text: string, title: string): string | null {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.replace(/^#{2,4} /, '') === title && line !== title)
  if (at === -1) return null
  const depth = lines[at]?.indexOf(' ') ?? 0
  const isEnd = (line: string) => /^#+ /.test(line) && line.indexOf(' ') <= depth
  const end = lines.findIndex((line, n) => n > at && isEnd(line))
  return lines
    .slice(at, end === -1 ? undefined : end)
    .join('\n')
    .trim()
}

/** What stands as code at the beginning of a row of a table. */
function nameOfRow(line: string): string | undefined {
  return /^\| \[?`([^`]+)`/.exec(line)?.[1]
}

function namesIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    return /^#{2,4} (.+)$/.exec(line)?.[1] ?? nameOfRow(line) ?? []
  })
}
