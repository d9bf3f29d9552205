// The command `config`: each option of start, its value, and where that comes from.
import { describe, expect, it } from 'vitest'

import { START_OPTIONS, variableOf } from '../../src/cli/options.ts'
import { run } from './running.ts'

const SECRET = 'whsec_aSecretOfATest1234'

async function printed(args: readonly string[], options: Parameters<typeof run>[1] = {}) {
  const { code, stdout, stderr } = await run(['config', '--print', '--json', ...args], options)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

describe('prints', () => {
  it('every option of start, with its default', async () => {
    const values = await printed([])
    expect(Object.keys(values)).toEqual(Object.keys(START_OPTIONS))
    expect(values.port).toEqual({ value: 3000, origin: 'default', name: null })
    expect(values.seed).toEqual({ value: null, origin: 'default', name: null })
  })

  it('where each value comes from: flag, variable, file', async () => {
    const config = { port: 1, host: '127.0.0.2', tier: 'pro' }
    const env = { [variableOf('port')]: '2', [variableOf('host')]: '127.0.0.3' }
    const values = await printed(['--port', '4000'], { config, env })
    expect(values.port).toEqual({ value: 4000, origin: 'flag', name: '--port' })
    expect(values.host).toEqual({
      value: '127.0.0.3',
      origin: 'variable',
      name: 'KIRIM_SANDBOX_HOST',
    })
    expect(values.tier).toEqual({
      value: 'pro',
      origin: 'file',
      name: 'kirim-sandbox.config.json',
    })
  })

  it('a flag that says no', async () => {
    expect((await printed(['--no-tui'])).tui).toEqual({
      value: false,
      origin: 'flag',
      name: '--no-tui',
    })
  })

  it('a table for people', async () => {
    const { stdout } = await run(['config', '--print', '--allow-target', 'a.test', '-q'])
    expect(stdout).toMatch(/^OPTION +VALUE +FROM$/m)
    expect(stdout).toMatch(/^allowTarget +a\.test +flag --allow-target$/m)
    expect(stdout).toMatch(/^quiet +true +flag --quiet$/m)
    expect(stdout).toMatch(/^data +\.kirim-sandbox +default$/m)
  })

  it('that there is a secret, and not the secret', async () => {
    const env = { KIRIM_SANDBOX_WEBHOOK_SECRET: SECRET }
    for (const format of [[], ['--json']]) {
      const args = ['config', '--print', ...format, '--control-token', SECRET]
      const { code, stdout } = await run(args, { env })
      expect(code).toBe(0)
      expect(stdout).not.toContain(SECRET)
      expect(stdout.match(/\(covered\)/g)).toHaveLength(2)
    }
  })
})

it('refuses what a start would refuse', async () => {
  const { code, stdout, stderr } = await run(['config', '--print'], { config: { prot: 1 } })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(
    /^kirim-sandbox: "prot" in kirim-sandbox\.config\.json.*Did you mean port\?/,
  )
})

it('says what it is asked with', async () => {
  const { code, stderr } = await run(['config'])
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'kirim-sandbox: --print must be given.\n' })
})
