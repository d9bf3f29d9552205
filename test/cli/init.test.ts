// The command `init`: what it writes is right, and what was there stays as it was.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'

import { CHECKS } from '../../src/judge/checks/index.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'
import { run } from './running.ts'

const FILES = [
  '.github/workflows/kirim-sandbox.yml',
  '.vscode/settings.json',
  'kirim-sandbox.config.json',
  'scenarios/first-message.yaml',
]

/** A project with these files. */
function project(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = newFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, path), text)
  }
  return folder
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}

const text = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')

function configSchema(): object {
  return JSON.parse(readFileSync(join(ROOT, 'config.schema.json'), 'utf8'))
}

it('writes what a project begins with, and says what', async () => {
  const cwd = project()
  const { code, stdout, stderr } = await run(['init'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(filesOf(cwd)).toEqual(FILES)
  for (const path of FILES) expect(stdout).toContain(`wrote  ${path}  (`)
})

it('writes into the folder that is named', async () => {
  const cwd = project({ 'packages/shop/package.json': {} })
  await run(['init', 'packages/shop'], { cwd })
  expect(filesOf(join(cwd, 'packages/shop'))).toEqual([...FILES, 'package.json'].sort())
})

it('never overwrites, and says what was there', async () => {
  const before = Object.fromEntries(FILES.map((path) => [path, `mine: ${path}`]))
  const cwd = project(before)
  const { code, stdout } = await run(['init'], { cwd })
  expect(code).toBe(0)
  for (const path of FILES) {
    expect(text(cwd, path)).toBe(before[path])
    expect(stdout).toContain(`kept   ${path}  (was there already`)
  }
  expect(stdout).toContain('add "yaml.schemas"')
  expect(stdout).not.toContain('wrote')
})

it('writes through no link that leads nowhere', async () => {
  const cwd = project()
  symlinkSync(join(cwd, 'elsewhere.json'), join(cwd, 'kirim-sandbox.config.json'))
  const { stdout } = await run(['init'], { cwd })
  expect(stdout).toContain('kept   kirim-sandbox.config.json')
  expect(filesOf(cwd)).not.toContain('elsewhere.json')
})

it('has nothing more to do the second time', async () => {
  const cwd = project()
  await run(['init'], { cwd })
  const { code, stdout } = await run(['init'], { cwd })
  expect(code).toBe(0)
  expect(stdout).not.toMatch(/wrote|yaml\.schemas/)
})

it('writes nothing on a dry run, and says what it would', async () => {
  const cwd = project({ '.vscode/settings.json': {} })
  const { code, stdout } = await run(['init', '--dry-run'], { cwd })
  expect(code).toBe(0)
  expect(filesOf(cwd)).toEqual(['.vscode/settings.json'])
  expect(stdout).toContain('would write  scenarios/first-message.yaml')
  expect(stdout).toContain('kept   .vscode/settings.json')
})

it.each([
  ['a folder that is not there', ['init', 'nowhere'], {}, 'nowhere is no folder'],
  ['a file', ['init', 'x'], { x: '' }, 'x is no folder'],
  ['a broken package.json', ['init'], { 'package.json': '{' }, 'package.json could not be read'],
  ['a file in the way', ['init'], { scenarios: '' }, 'could not be written'],
])('explains %s', async (_, args, files, message) => {
  const { code, stderr } = await run(args, { cwd: project(files) })
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

describe('the config', () => {
  it('is one that the sandbox takes, and that its schema allows', async () => {
    const cwd = project()
    await run(['init'], { cwd })
    const config = JSON.parse(text(cwd, 'kirim-sandbox.config.json'))
    const validate = new Ajv({ strict: true }).compile(configSchema())
    validate(config)
    expect(validate.errors ?? []).toEqual([])
    expect(config.$schema).toBe('./node_modules/kirim-sandbox/config.schema.json')
    const { code } = await run(['exec', '-q', '--', process.execPath, '-e', ''], { cwd })
    expect(code).toBe(0)
  })

  it('has a schema that refuses what the sandbox refuses', () => {
    const validate = new Ajv({ strict: true }).compile(configSchema())
    for (const wrong of [
      { port: 70_000 },
      { port: '3000' },
      { clock: 'fast' },
      { tier: 'gold' },
      { prot: 1 },
      { seed: -1 },
      { allowTarget: 'a.example' },
      { world: '' },
    ]) {
      expect([wrong, validate(wrong)]).toEqual([wrong, false])
    }
    expect(validate({ allowTarget: ['a.example'], tui: false, clock: 'x60' })).toBe(true)
  })

  it('has a schema that is as the build writes it', async () => {
    const script = pathToFileURL(join(ROOT, 'scripts', 'print-config-schema.mjs')).href
    const { printConfigSchema } = await import(script)
    expect(readFileSync(join(ROOT, 'config.schema.json'), 'utf8')).toBe(await printConfigSchema())
  })
})

describe('the workflow', () => {
  const TEST = { scripts: { test: 'vitest run' } }

  it.each([
    ['npm', { 'package-lock.json': {} }, ['npm ci', 'npx kirim-sandbox exec', '-- npm test']],
    ['pnpm', { 'pnpm-lock.yaml': '' }, ['pnpm install', 'pnpm exec kirim-sandbox', '-- pnpm test']],
    ['yarn', { 'yarn.lock': '' }, ['yarn install', 'yarn kirim-sandbox exec', '-- yarn test']],
    ['no lock file', {}, ['npm install', 'npx kirim-sandbox exec', '-- npm test']],
  ])('is for a project with %s', async (_, files, expected) => {
    const cwd = project({ 'package.json': TEST, ...files })
    await run(['init'], { cwd })
    for (const part of expected) expect(text(cwd, FILES[0] ?? '')).toContain(part)
  })

  it('is for a project of another language', async () => {
    const cwd = project({ 'pyproject.toml': '' })
    const { stdout } = await run(['init'], { cwd })
    const workflow = text(cwd, FILES[0] ?? '')
    expect(workflow).not.toContain('npm ci')
    expect(workflow).toMatch(/run: npx --yes kirim-sandbox@\d+\.\d+\.\d+ run scenarios/)
    expect(workflow).toContain('<your test command>')
    expect(stdout).not.toContain('npm install')
  })

  it('tells how the package is added, unless it is there', async () => {
    const without = await run(['init'], { cwd: project({ 'package.json': TEST }) })
    expect(without.stdout).toContain('npm install --save-dev kirim-sandbox')
    const devDependencies = { 'kirim-sandbox': '*' }
    const cwd = project({ 'package.json': { ...TEST, devDependencies } })
    expect((await run(['init'], { cwd })).stdout).not.toContain('npm install')
  })
})

it('points editors at the schema of scenarios, from where the scenario is', async () => {
  const cwd = project()
  await run(['init'], { cwd })
  const [first = ''] = text(cwd, 'scenarios/first-message.yaml').split('\n')
  const path = '../node_modules/kirim-sandbox/scenario.schema.json'
  expect(first).toBe(`# yaml-language-server: $schema=${path}`)
  const { 'yaml.schemas': schemas } = JSON.parse(text(cwd, '.vscode/settings.json'))
  expect(schemas).toEqual({ [path.slice(1)]: ['scenarios/**/*.yaml'] })
})

describe('for an agent', () => {
  it('writes how the tools are started, and the rules, and nothing else', async () => {
    const cwd = project({ 'package.json': {}, 'pnpm-lock.yaml': '' })
    const { code, stdout } = await run(['init', '--agent'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('wrote  .mcp.json')
    const skill = '.claude/skills/kirim-sandbox/SKILL.md'
    expect(filesOf(cwd)).toEqual([skill, '.mcp.json', 'package.json', 'pnpm-lock.yaml'].sort())
    expect(JSON.parse(text(cwd, '.mcp.json'))).toEqual({
      mcpServers: {
        'kirim-sandbox': { command: 'pnpm', args: ['exec', 'kirim-sandbox', 'mcp'] },
      },
    })
    expect(text(cwd, skill)).toMatch(/^---\nname: kirim-sandbox\ndescription: \S.+\n---\n/)
    expect(text(cwd, skill)).toContain('Idempotency-Key')
    for (const [id, { severity, what }] of Object.entries(CHECKS)) {
      if (severity === 'must') expect(text(cwd, skill)).toContain(`${id}: ${what}.`)
    }
  })

  it('keeps what is there, and says what to add', async () => {
    const cwd = project({ '.mcp.json': { mcpServers: {} } })
    const { stdout } = await run(['init', '--agent'], { cwd })
    expect(stdout).toContain('add "kirim-sandbox": {"command":"npx"')
    expect(JSON.parse(text(cwd, '.mcp.json'))).toEqual({ mcpServers: {} })
  })
})
