// The command `init`: what a project needs to begin with, written where nothing is yet.
import { lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Command } from 'commander'

import { UsageError } from './options.ts'
import { AGENT_FILES, type FileRow, PROJECT_FILES } from './project/files.ts'
import { type Project, readProject } from './project/project.ts'
import { pathIn, print, type Terminal } from './terminal.ts'

type InitFlags = { readonly dryRun?: true; readonly agent?: true }

type Files = Readonly<Record<string, FileRow>>

const AFTER_HELP = `
Writes, and never overwrites:
${linesOf(PROJECT_FILES)}

With --agent instead:
${linesOf(AGENT_FILES)}

Examples:
  kirim-sandbox init
  kirim-sandbox init --dry-run
  kirim-sandbox init packages/shop
  kirim-sandbox init --agent`

function linesOf(files: Files): string {
  const width = Math.max(...Object.keys(files).map((path) => path.length))
  return Object.entries(files)
    .map(([path, { what }]) => `  ${path.padEnd(width)}  ${what}`)
    .join('\n')
}

export function describeInit(command: Command, terminal: Terminal): void {
  command
    .argument('[folder]', 'the root of the project', '.')
    .option('--agent', 'write what a coding agent needs, and only that')
    .option('--dry-run', 'only say what would be written')
    .addHelpText('after', AFTER_HELP)
    .action((folder: string, { dryRun, agent }: InitFlags) => {
      const files = agent === true ? AGENT_FILES : PROJECT_FILES
      print(terminal, init(pathIn(terminal, folder), files, dryRun === true).join('\n'))
    })
}

/** Gives back what to tell. @throws UsageError when the folder is none, or cannot be written to. */
function init(folder: string, files: Files, isDry: boolean): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${folder} is no folder. Name the root of a project.`)
  }
  const project = readProject(folder)
  const lines = Object.entries(files).map(([path, row]) => {
    const isThere = isDry ? exists(join(folder, path)) : !wrote(join(folder, path), row, project)
    if (isThere) return `kept   ${path}  (${adviceFor(join(folder, path), row)})`
    return `${isDry ? 'would write' : 'wrote'}  ${path}  (${row.what})`
  })
  return [...lines, ...(isDry || files === AGENT_FILES ? [] : nextSteps(project))]
}

function adviceFor(file: string, { otherwise }: FileRow): string {
  if (otherwise === undefined || holds(file, otherwise.unless)) {
    return 'was there already'
  }
  return `was there already; ${otherwise.advice}`
}

function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes(text)
  } catch {
    return false
  }
}

/** A link that leads nowhere is something that is there, too. */
function exists(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    // A file stands where its folder should be.
    return false
  }
}

/** Whether the file was written: not when there is one, even if it came a moment ago. */
function wrote(file: string, { text }: FileRow, project: Project): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text(project), { flag: 'wx' })
    return true
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && exists(file)) return false
    throw new UsageError(`${file} could not be written: ${message}`)
  }
}

function nextSteps({ isNode, hasSandbox, add, run, test }: Project): string[] {
  const command = isNode ? `${run} kirim-sandbox` : 'npx kirim-sandbox'
  return [
    '',
    'Next:',
    ...(isNode && !hasSandbox ? [`  ${add} kirim-sandbox`] : []),
    `  ${command} run scenarios`,
    `  ${command} exec -- ${test ?? '<your test command>'}`,
  ]
}
