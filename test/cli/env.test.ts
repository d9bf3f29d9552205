// The command `env`: variables for each shell, whatever stands in them.
import { execFileSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import { SHELLS } from '../../src/cli/env.ts'
import { abandonedUrl } from '../client/stranger.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'

describe('prints where the sandbox is', () => {
  it('for sh', async () => {
    const { app } = await startTestSandbox()
    const { exitCode, stdout, stderr } = await runCommand(['env', '--url', app.url])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.split('\n')).toEqual([
      `export KIRIM_BASE_URL='${app.url}'`,
      `export KIRIM_API_KEY='${app.apiKey}'`,
      `export KIRIM_CONTROL_URL='${app.controlUrl}'`,
      `export KIRIM_WEBHOOK_INBOX='${app.controlUrl}/inbox/default'`,
      '',
    ])
  })

  it('for fish and for PowerShell', async () => {
    const { app } = await startTestSandbox()
    const fish = await runCommand(['env', '--url', app.url, '--shell', 'fish'])
    expect(fish.stdout).toContain(`set -gx KIRIM_BASE_URL '${app.url}'\n`)
    const powershell = await runCommand(['env', '--url', app.url, '--shell', 'powershell'])
    expect(powershell.stdout).toContain(`$env:KIRIM_BASE_URL = '${app.url}'\n`)
  })

  it('as JSON', async () => {
    const { app } = await startTestSandbox()
    const { stdout } = await runCommand(['env', '--url', app.url, '--json'])
    expect(JSON.parse(stdout)).toEqual({
      KIRIM_BASE_URL: app.url,
      KIRIM_API_KEY: app.apiKey,
      KIRIM_CONTROL_URL: app.controlUrl,
      KIRIM_WEBHOOK_INBOX: `${app.controlUrl}/inbox/default`,
    })
  })
})

describe('the key', () => {
  it('is the one that is given, when the sandbox knows it', async () => {
    const { app, act } = await startTestSandbox()
    const { body } = await act('issue-key', { label: 'another' })
    const given = ['--api-key', body.data.token]
    const { stdout } = await runCommand(['env', '--url', app.url, '--json', ...given])
    expect(JSON.parse(stdout).KIRIM_API_KEY).toBe(body.data.token)
    const unknown = ['--api-key', 'kdv_test_nobodynobodynobodynobodyn']
    expect(await runCommand(['env', '--url', app.url, ...unknown])).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('invalid_api_key'),
    })
  })

  it('is not the one of the environment: that is what is to be set', async () => {
    const { app } = await startTestSandbox()
    const variables = { KIRIM_API_KEY: 'kdv_live_theonethatmustnotbesent' }
    const { stdout } = await runCommand(['env', '--url', app.url], { variables })
    expect(stdout).toContain(`export KIRIM_API_KEY='${app.apiKey}'`)
  })

  it('is one that works', async () => {
    const { app, act } = await startTestSandbox()
    await act('revoke-key', { token: app.apiKey })
    const { stdout } = await runCommand(['env', '--url', app.url, '--json'])
    expect(JSON.parse(stdout).KIRIM_API_KEY).toMatch(/^kdv_/)
    expect(JSON.parse(stdout).KIRIM_API_KEY).not.toBe(app.apiKey)
  })
})

describe('the control token', () => {
  const TOKEN = 'a-token-of-a-test-123'

  it.each(['flag', 'variable'])('is sent and printed when it is given as a %s', async (way) => {
    const { app } = await startTestSandbox({ controlToken: TOKEN })
    const flags = way === 'flag' ? ['--control-token', TOKEN] : []
    const variables: Record<string, string> =
      way === 'flag' ? {} : { KIRIM_SANDBOX_CONTROL_TOKEN: TOKEN }
    const { stdout, stderr } = await runCommand(['env', '--url', app.url, ...flags], { variables })
    expect(stderr).toBe('')
    expect(stdout).toContain(`export KIRIM_SANDBOX_CONTROL_TOKEN='${TOKEN}'\n`)
    const does = ['do', 'reset', '--url', app.url, ...flags]
    expect((await runCommand(does, { variables })).exitCode).toBe(0)
  })

  it('that is missing or wrong is asked for, with the names of flag and variable', async () => {
    const { app } = await startTestSandbox({ controlToken: TOKEN })
    for (const command of [
      ['env'],
      ['do', 'reset'],
      ['wait', '--message', 'msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3'],
    ]) {
      for (const flags of [[], ['--control-token', `${TOKEN}x`]]) {
        const { exitCode, stdout, stderr } = await runCommand([
          ...command,
          '--url',
          app.url,
          ...flags,
        ])
        expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
        expect(stderr).toMatch(
          /--control-token or KIRIM_SANDBOX_CONTROL_TOKEN.*control_token_required/,
        )
        expect(stderr).not.toContain(TOKEN)
      }
    }
  })
})

describe('values are quoted', () => {
  const AWKWARD = `it's "quoted" $HOME \`id\` \\ ; ‘curly’ & | <\n> *`

  it('so that sh takes them as they are', () => {
    const script = `${SHELLS.sh('KIRIM_TEST', AWKWARD)}\nprintf %s "$KIRIM_TEST"`
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(AWKWARD)
  })

  it('for fish with backslashes', () => {
    expect(SHELLS.fish('A', "it's \\ $HOME")).toBe("set -gx A 'it\\'s \\\\ $HOME'")
  })

  it('for PowerShell by doubling, typographic quotes too', () => {
    expect(SHELLS.powershell('A', "it's ‘curly’ $x")).toBe("$env:A = 'it''s ‘‘curly’’ $x'")
  })
})

it('prints nothing on stdout when there is no sandbox, and exits with 5', async () => {
  const { exitCode, stdout, stderr } = await runCommand(['env', '--url', await abandonedUrl()])
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' })
  expect(stderr).toContain('No sandbox answers at')
})

it('refuses a shell that it does not know', async () => {
  const { exitCode, stderr } = await runCommand(['env', '--shell', 'cmd'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--shell must be one of sh, fish, powershell; got "cmd".')
})
