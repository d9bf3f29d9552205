// The command `init`: what a project needs to begin with, written where nothing is yet.
import { lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Command } from 'commander'

import { UsageError } from './options.ts'
import { PROJECT_FILES } from './project/files.ts'
import { type Project, readProject } from './project/project.ts'
import { pathIn, print, type Terminal } from './terminal.ts'

type InitFlags = { readonly dryRun?: true }

const AFTER_HELP = `
Writes, and never overwrites:
${Object.entries(PROJECT_FILES)
  .map(([path, { what }]) => `  ${path.padEnd(37)} ${what}`)
  .join('\n')}

Examples:
  kirim-sandbox init
  kirim-sandbox init --dry-run
  kirim-sandbox init packages/shop`

export function describeInit(command: Command, terminal: Terminal): void {
  command
    .argument('[folder]', 'the root of the project', '.')
    .option('--dry-run', 'only say what would be written')
    .addHelpText('after', AFTER_HELP)
    .action((folder: string, { dryRun }: InitFlags) => {
      print(terminal, init(pathIn(terminal, folder), dryRun === true).join('\n'))
    })
}

/** Gives back what to tell. @throws UsageError when the folder is none, or cannot be written to. */
function init(folder: string, isDry: boolean): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${folder} is no folder. Name the root of a project.`)
  }
  const project = readProject(folder)
  const lines = Object.entries(PROJECT_FILES).map(([path, { what }]) => {
    const isThere = isDry ? exists(join(folder, path)) : !wrote(folder, path, project)
    if (isThere) return `kept   ${path}  (${adviceFor(folder, path)})`
    return `${isDry ? 'would write' : 'wrote'}  ${path}  (${what})`
  })
  return [...lines, ...(isDry ? [] : nextSteps(project))]
}

function adviceFor(folder: string, path: string): string {
  const { otherwise } = PROJECT_FILES[path] ?? {}
  if (otherwise === undefined || holds(join(folder, path), otherwise.unless)) {
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
function wrote(folder: string, path: string, project: Project): boolean {
  const file = join(folder, path)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, PROJECT_FILES[path]?.text(project) ?? '', { flag: 'wx' })
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
