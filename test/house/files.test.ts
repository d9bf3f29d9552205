// The shape of files and folders: how large, how named, how begun, and what they may export.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import { isGenerated, pathsBelow, ROOT, readSources, type Source, sourceOf } from './sources.ts'

const FILE_LINES_MAX = 250
/** No reason carries a file beyond this. */
const LARGE_FILE_LINES_MAX = 400
const FOLDER_FILES_MAX = 25

/** Files above the usual limit, each with why it is one idea; up to the larger limit. */
const LARGE_FILES: Readonly<Record<string, string>> = {
  'judge/checks/robustness.ts': 'the one table of its group',
  'judge/exploring/invariants.ts': 'the table of invariants, each with how it is seen not to hold',
  'api/dispatch.ts': 'the journey of a request, stage by stage',
  'app.ts': 'the wiring: everything that a start can be given, and what is made of it',
  'adapters/file-store/file-store.ts': 'the store as its port asks for it, in one piece',
  'cli/program.ts': 'the one table of the commands, and how a command line finds its own',
  'cli/options.ts': 'the one table of the options of start',
  'engine/timeline.ts': 'the one loop of time: its alarm, its jobs, an advance of it',
  'schema/formats.ts': 'the one table of named formats, each with its words and what was meant',
}

/** Words that say nothing about what a file holds. */
const EMPTY_WORDS = ['util', 'utils', 'helper', 'helpers', 'common', 'service', 'manager', 'misc']

const sources = readSources()
const paths = pathsBelow(join(ROOT, 'src')).filter((path) => !isGenerated(path))

it(`has no file of more than ${FILE_LINES_MAX} lines without a reason`, () => {
  const large = sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(
      ({ path, lines }) => lines > (LARGE_FILES[path] ? LARGE_FILE_LINES_MAX : FILE_LINES_MAX),
    )
    .map(({ path, lines }) => `${path}: ${lines}`)
  expect(large).toEqual([])
})

it('gives a reason only for files that need one', () => {
  const sizes = new Map(sources.map(({ path, text }) => [path, text.trimEnd().split('\n').length]))
  const idle = Object.keys(LARGE_FILES).filter((path) => (sizes.get(path) ?? 0) <= FILE_LINES_MAX)
  expect(idle).toEqual([])
})

it('has no mark of a merge that was not finished', () => {
  const marked = sources.filter(({ text }) => /^(?:<{7}|={7}|>{7})(?: |$)/m.test(text))
  expect(marked.map(({ path }) => path)).toEqual([])
})

it(`has no folder of more than ${FOLDER_FILES_MAX} files`, () => {
  const folders = new Set(['', ...paths.flatMap(foldersOf)])
  const full = [...folders].filter((folder) => {
    const entries = readdirSync(join(ROOT, 'src', folder), { withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).length > FOLDER_FILES_MAX
  })
  expect(full).toEqual([])
})

it('names files and folders in kebab-case, by what they hold', () => {
  const badlyNamed = paths.filter((path) => {
    const words = path.split(/[/.-]/)
    const isKebab = path.split('/').every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part))
    return !isKebab || words.some((word) => EMPTY_WORDS.includes(word))
  })
  expect(badlyNamed).toEqual([])
})

it('begins each file with a comment that says what it holds', () => {
  const silent = sources.filter(({ text }) => !/^\/\/ [^@\s].*[.:?]\r?\n/.test(text))
  expect(silent.map(({ path, text }) => `${path}: ${text.slice(0, 60)}`)).toEqual([])
})

it('is checked by the compiler everywhere', () => {
  const unchecked = sources.filter(({ text }) => /@ts-(nocheck|ignore|expect-error)/.test(text))
  expect(unchecked.map(({ path }) => path)).toEqual([])
})

describe('exports', () => {
  it('everything by name', () => {
    expect(sources.filter(hasDefaultExport).map(({ path }) => path)).toEqual([])
  })

  it('what is its own: only an index passes on what others export', () => {
    const barrels = sources
      .filter(({ path, imports }) => !isDoor(path) && imports.some((one) => passesOn(one)))
      .map(({ path }) => path)
    expect(barrels).toEqual([])
  })

  it.each([
    ['export default 1', true],
    ['const a = 1\nexport { a as default }', true],
    ['export default function a() {}', true],
    ['export = 1', true],
    ['export const a = 1', false],
  ])('of which %j is a default: %j', (text, isDefault) => {
    expect(hasDefaultExport(sourceOf('x.ts', text))).toBe(isDefault)
  })
})

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** The tables' indexes, the library's doors, and the door of the build. */
function isDoor(path: string): boolean {
  return /(^|\/)(index|vitest|jest|playwright|build)\.ts$/.test(path)
}

/** Types may be passed on: a room's own name for a type of the room below. */
function passesOn({ isReExport, isTypeOnly }: Source['imports'][number]): boolean {
  return isReExport && !isTypeOnly
}

function hasDefaultExport({ tree }: Source): boolean {
  return tree.statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return true
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      return (
        ts.isNamedExports(statement.exportClause) &&
        statement.exportClause.elements.some(({ name }) => name.text === 'default')
      )
    }
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
  })
}
