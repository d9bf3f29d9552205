// The command `list`: the tables of the sandbox, for people and for programs.
import { describe, expect, it } from 'vitest'

import { LISTINGS } from '../../src/cli/list.ts'
import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { ACTION_INPUTS } from '../../src/control/actions/index.ts'
import { FAILURES } from '../../src/domain/failures/failures.ts'
import { SEND_FAILURES } from '../../src/domain/failures/send-failures.ts'
import { FAULT_NAMES } from '../../src/domain/faults/table.ts'
import { RECIPIENTS } from '../../src/domain/messaging/recipients.ts'
import { SETTINGS } from '../../src/domain/world/settings.ts'
import { runCommand } from './run-command.ts'

const TABLES = Object.keys(LISTINGS) as (keyof typeof LISTINGS)[]

async function list(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(['list', ...args])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

describe('a table', () => {
  const names: readonly [table: string, names: readonly string[]][] = [
    ['operations', OPERATION_KEYS.map((key) => OPERATIONS[key].summary)],
    ['actions', Object.keys(ACTION_INPUTS)],
    ['faults', [...FAULT_NAMES]],
    ['failures', [...Object.keys(FAILURES), ...Object.keys(SEND_FAILURES), '131049']],
    ['recipients', [...Object.keys(RECIPIENTS), '+628000000001']],
    ['settings', Object.keys(SETTINGS)],
    ['scenarios', ['rate-limit.yaml', 'A burst runs into the rate limit', 'window-closes.yaml']],
    ['overlay', ['$.webhooks', 'prose: /concepts/idempotency/']],
  ]

  it.each(names)('of %s has every row', async (table, rows) => {
    const text = await list(table)
    for (const row of rows) expect(text).toContain(row)
    // A row is a line, so that it can be searched for.
    for (const line of text.split('\n')) expect(line).not.toMatch(/^ {2,}\S/)
  })

  it.each(TABLES)('of %s is JSON when it is asked for', async (table) => {
    expect(JSON.parse(await list(table, '--json'))).toEqual(
      JSON.parse(JSON.stringify(LISTINGS[table].data())),
    )
  })
})

it('shows the codes of a message that fails', async () => {
  const line = (await list('failures')).split('\n').find((one) => one.startsWith('template_paused'))
  expect(line).toMatch(/template_paused +132015 +132015 +Template is paused/)
})

it('gives programs the schema of each action', async () => {
  const [first] = JSON.parse(await list('actions', '--json'))
  expect(first).toMatchObject({ name: 'customer-writes', input: { required: ['from'] } })
})

it('says what can be listed', async () => {
  const { stdout } = await runCommand(['list', '--help'])
  for (const table of TABLES) expect(stdout).toContain(`  ${table} `)
})

it.each([['fault'], []])('refuses what is no table: %s', async (...args) => {
  const { exitCode, stdout, stderr } = await runCommand(['list', ...args])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toMatch(/^kirim-sandbox: .* Tables: operations, actions, /)
})

it.each([
  [[], 'list takes the name of a table. Tables: operations, actions, '],
  [['fautls'], 'There is no table fautls. Did you mean faults? Tables: operations, '],
])('list %j names its tables', async (args, words) => {
  const { exitCode, stdout, stderr } = await runCommand(['list', ...args])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(words)
})
