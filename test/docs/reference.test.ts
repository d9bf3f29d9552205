// The pages of the reference say what the tables of the code say.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { V1 } from '../../src/api/v1/api.ts'
import { START_OPTIONS } from '../../src/cli/options.ts'
import { EXIT } from '../../src/cli/terminal.ts'
import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { ACTIONS } from '../../src/control/actions/index.ts'
import { FAILURES, type FailureCode } from '../../src/domain/failures/failures.ts'
import { run } from '../cli/running.ts'
import { ROOT } from '../house/sources.ts'

const folder = join(ROOT, 'docs', 'reference')
const files = readdirSync(folder)

let printed: Readonly<Record<string, string>>

beforeAll(async () => {
  const script = pathToFileURL(join(ROOT, 'scripts', 'print-reference.mjs')).href
  const { printReference } = await import(script)
  printed = await printReference()
})

it('has the pages that `npm run docs` writes, and no others', () => {
  expect([...files].sort()).toEqual(Object.keys(printed).sort())
})

it.each(files)('%s is as `npm run docs` writes it', (file) => {
  expect(readFileSync(join(folder, file), 'utf8')).toBe(printed[file])
})

describe('tells', () => {
  it('every operation with every status', () => {
    const sections = printed['operations.md']?.split('\n### ') ?? []
    for (const key of OPERATION_KEYS) {
      const section = sections.find((text) => text.startsWith(`${key}\n`)) ?? ''
      const statuses = [...section.matchAll(/^\| (\d{3})/gm)].map(([, status]) => Number(status))
      expect([key, statuses]).toEqual([key, OPERATIONS[key].statuses])
    }
  })

  it('every action', () => {
    for (const name of Object.keys(ACTIONS)) {
      expect(printed['actions.md']).toContain(`\n## ${name}\n\n${ACTIONS[name as 'reset'].what}`)
    }
  })

  it('every failure once', () => {
    for (const code of Object.keys(FAILURES)) {
      const rows = printed['failures.md']
        ?.split('\n')
        .filter((row) =>
          row.startsWith(`| \`${code}\` | ${V1.failures[code as FailureCode].status} `),
        )
      expect([code, rows?.length]).toEqual([code, 1])
    }
  })
})

it('tells every command with its flags, and every exit code', async () => {
  const text = printed['commands.md'] ?? ''
  const { stdout } = await run(['--help'])
  const names = [...stdout.matchAll(/^ {2}([a-z]+) (?=.* {2})/gm)].map(([, name]) => name)
  expect(names).toContain('status')
  for (const name of names.filter((one) => one !== 'help')) {
    expect(text).toContain(`\n## ${name}\n\n\`\`\`text\nUsage: kirim-sandbox ${name} `)
  }
  for (const { flag } of Object.values(START_OPTIONS)) expect(text).toContain(flag)
  for (const code of Object.values(EXIT)) expect(text).toContain(`| \`${code}\` | `)
})
