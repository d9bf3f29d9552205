// What `init` has to know of a project: whether it is one of Node, and how its tests are run.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { UsageError } from '../options.ts'

export type Project = {
  /** Whether there is a package.json. */
  readonly isNode: boolean
  /** How its dependencies are installed on a fresh machine. */
  readonly install: string
  /** How a command of a dependency is run. */
  readonly run: string
  /** How the package is added. */
  readonly add: string
  /** How its tests are run; null when package.json names none. */
  readonly test: string | null
  /** Whether package.json names kirim-sandbox already. */
  readonly hasSandbox: boolean
}

/** By the lock file that gives it away; the last one is for projects without any. */
const PACKAGE_MANAGERS = [
  {
    lock: 'pnpm-lock.yaml',
    install: 'corepack enable && pnpm install --frozen-lockfile',
    run: 'pnpm exec',
    add: 'pnpm add --save-dev',
    test: 'pnpm test',
  },
  {
    lock: 'yarn.lock',
    install: 'corepack enable && yarn install',
    run: 'yarn',
    add: 'yarn add --dev',
    test: 'yarn test',
  },
  {
    lock: 'package-lock.json',
    install: 'npm ci',
    run: 'npx',
    add: 'npm install --save-dev',
    test: 'npm test',
  },
  {
    lock: '',
    install: 'npm install',
    run: 'npx',
    add: 'npm install --save-dev',
    test: 'npm test',
  },
] as const

/** Looks at a folder. @throws UsageError when its package.json cannot be read. */
export function readProject(folder: string): Project {
  const manager =
    PACKAGE_MANAGERS.find(({ lock }) => lock === '' || existsSync(join(folder, lock))) ??
    PACKAGE_MANAGERS[3]
  const { install, run, add, test } = manager
  const facts = readPackage(join(folder, 'package.json'))
  const { scripts, dependencies, devDependencies } = facts ?? {}
  const hasTest = typeof scripts?.test === 'string' && !scripts.test.includes('no test specified')
  return {
    isNode: facts !== null,
    install,
    run,
    add,
    test: hasTest ? test : null,
    hasSandbox: 'kirim-sandbox' in { ...dependencies, ...devDependencies },
  }
}

type PackageFacts = Readonly<
  Partial<Record<'scripts' | 'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>
>

function readPackage(file: string): PackageFacts | null {
  if (!existsSync(file)) return null
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof content === 'object' && content !== null) return content
  } catch (error) {
    throw new UsageError(`${file} could not be read: ${(error as Error).message}`)
  }
  throw new UsageError(`${file} must hold a JSON object.`)
}
