// Help of the whole command line: what there is, and what somebody most likely meant.
import { expect, it } from 'vitest'

import { runCommand } from './run-command.ts'

const COMMANDS = ['start', 'do', 'list', 'env', 'wait']

it('lists the commands, with examples', async () => {
  const { exitCode, stdout } = await runCommand(['--help'])
  expect(exitCode).toBe(0)
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
  expect(stdout).toContain('Examples:')
})

it.each(COMMANDS)('has a help with examples for %s, asked for either way', async (command) => {
  const { exitCode, stdout } = await runCommand([command, '--help'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`Usage: kirim-sandbox ${command} `)
  expect(stdout).toMatch(new RegExp(`Examples:\\n(.*\\n)*.*kirim-sandbox ${command}`))
  expect((await runCommand(['help', command])).stdout).toBe(stdout)
})

it('names the nearest of the commands when there is none of that name', async () => {
  const { exitCode, stdout, stderr } = await runCommand(['lst'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toMatch(/^kirim-sandbox: There is no command lst\. Did you mean list\? Commands: /)
})
