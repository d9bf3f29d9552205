// The command `exec`: a command runs against a sandbox of its own, and its end is passed on.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { launch, run } from './running.ts'

const NODE = process.execPath

/** Runs a script of Node under `exec`. */
function execScript(script: string, flags: readonly string[] = [], surroundings = {}) {
  return run(['exec', ...flags, '--', NODE, '-e', script], surroundings)
}

const CALL_ME = `
const { KIRIM_BASE_URL: url, KIRIM_API_KEY: key } = process.env
fetch(url + '/me', { headers: { authorization: 'Bearer ' + key } })
  .then((reply) => console.log(reply.status))`

describe('the command', () => {
  it('is told where its sandbox is', async () => {
    const { code, stdout } = await execScript(`
      const { KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_CONTROL_URL, KIRIM_WEBHOOK_INBOX } = process.env
      console.log(JSON.stringify({ KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_CONTROL_URL, KIRIM_WEBHOOK_INBOX }))`)
    expect(code).toBe(0)
    const variables = JSON.parse(stdout)
    const { origin } = new URL(variables.KIRIM_BASE_URL)
    expect(variables).toEqual({
      KIRIM_BASE_URL: `${origin}/v1`,
      KIRIM_API_KEY: 'kdv_test_kirimsandboxkirimsandbox',
      KIRIM_CONTROL_URL: `${origin}/_sandbox`,
      KIRIM_WEBHOOK_INBOX: `${origin}/_sandbox/inbox/default`,
    })
  })

  it('can call it, and what was called is shown on stderr', async () => {
    const { code, stdout, stderr } = await execScript(CALL_ME)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '200\n' })
    expect(stderr).toMatch(/^kirim-sandbox {2}http:\/\/127\.0\.0\.1:\d+\/v1 {2}seed \d+$/m)
    expect(stderr).toContain('Coverage  1 of 213 pairs of operation and status (0.4 %)')
    expect(stderr).toMatch(/^GET {4}\/me +1 +·/m)
  })

  it('is told which members of its bodies nobody read', async () => {
    const script = `
      const { KIRIM_BASE_URL: url, KIRIM_API_KEY: key } = process.env
      const headers = { authorization: 'Bearer ' + key, 'content-type': 'application/json' }
      const body = JSON.stringify({ name: 'VIP', color: 'amber', colour: 'red' })
      fetch(url + '/labels', { method: 'POST', headers, body })`
    const { code, stderr } = await execScript(script)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^ {2}POST \/labels: colour is not a known field; .*mean color\?$/m)
  })

  it('gets its arguments as they are, with or without dashes before it', async () => {
    const show = 'console.log(JSON.stringify(process.argv.slice(1)))'
    const words = ['--', '--watch', 'a b', '$HOME', '-q', '*']
    const dashed = await run(['exec', '--', NODE, '-e', show, ...words])
    const plain = await run(['exec', '-q', NODE, '-e', show, ...words])
    expect(JSON.parse(dashed.stdout)).toEqual(words.slice(1))
    expect(JSON.parse(plain.stdout)).toEqual(words.slice(1))
    expect(plain.stderr).toBe('')
  })

  it('reads from the same standard input', async () => {
    const running = launch(['exec', '--', NODE, '-e', 'process.stdin.pipe(process.stdout)'])
    running.stdin.end('what was typed')
    expect((await running.ended).stdout).toBe('what was typed')
  })

  it('is read by a shell when that is asked for', async () => {
    const line = 'echo "$KIRIM_API_KEY" && exit 4'
    const { code, stdout } = await run(['exec', '--shell', '--', line])
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'kdv_test_kirimsandboxkirimsandbox\n' })
  })

  it('has a sandbox with the options of start, but always on a free port', async () => {
    const script = `
      fetch(process.env.KIRIM_CONTROL_URL + '/status').then((reply) => reply.json())
        .then(({ data }) => console.log(JSON.stringify(data.organizations[0])))`
    const { stdout } = await execScript(script, ['--seed', '9', '--clock', 'virtual'], {
      config: { port: 1, host: '192.0.2.1', tier: 'pro' },
      env: { KIRIM_SANDBOX_WORLD: 'empty' },
    })
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 9,
      tier: 'pro',
      clock: { mode: 'virtual', now: '2026-01-01T00:00:00.000Z' },
      rows: { contacts: 0 },
    })
  })

  it('leaves no sandbox behind', async () => {
    const { stdout } = await execScript('console.log(process.env.KIRIM_BASE_URL)')
    await expect(fetch(stdout.trim())).rejects.toThrow('fetch failed')
  })
})

describe('the exit code', () => {
  it('is that of the command', async () => {
    expect(await execScript('process.exit(7)')).toMatchObject({ code: 7, signal: null })
  })

  it('is 128 and the number of the signal that ended it', async () => {
    expect(await execScript("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ code: 137 })
  })

  it('is 127 when there is no such command, and that is explained', async () => {
    const { code, stdout, stderr } = await run(['exec', '--', 'no-such-command'])
    expect({ code, stdout }).toEqual({ code: 127, stdout: '' })
    expect(stderr).toContain('There is no command "no-such-command". Is it installed, and in PATH?')
    expect(stderr).not.toContain('Coverage')
  })

  it('tells whoever quotes the whole line how it is meant', async () => {
    const { code, stderr } = await run(['exec', '--', 'npm test'])
    expect(code).toBe(127)
    expect(stderr).toContain('leave the quotes out, or add --shell')
  })

  it('is 126 for what is no program', async () => {
    const { code, stderr } = await run(['exec', '--', newFolder()])
    expect(code).toBe(126)
    expect(stderr).toContain('may not be run')
  })

  it('is 2 when there is nothing to run, or an option is wrong', async () => {
    const nothing = await run(['exec'])
    expect(nothing).toMatchObject({ code: 2, stdout: '' })
    expect(nothing.stderr).toContain('kirim-sandbox exec -- npm test')
    const wrong = await execScript('', ['--clock', 'fast'])
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--clock must be') })
    const percent = await execScript('', ['--min-coverage', '101'])
    expect(percent).toMatchObject({ code: 2, stderr: expect.stringContaining('from 0 to 100') })
  })
})

describe('the coverage', () => {
  it('must reach the bar', async () => {
    expect(await execScript(CALL_ME, ['--min-coverage', '0.4'])).toMatchObject({ code: 0 })
    const below = await execScript(CALL_ME, ['--min-coverage', '0.5'])
    expect(below.code).toBe(3)
    expect(below.stderr).toContain(
      'The coverage is 0.4 %; 0.5 % was asked for: that takes 1 more of the 213 pairs.',
    )
  })

  it('does not hide that the command failed', async () => {
    const script = `${CALL_ME}.then(() => { process.exitCode = 9 })`
    expect(await execScript(script, ['--min-coverage', '50'])).toMatchObject({ code: 9 })
  })

  it('is of all organisations', async () => {
    const script = `
      const { KIRIM_BASE_URL: url, KIRIM_CONTROL_URL: control } = process.env
      const act = (name, key) => fetch(control + '/actions/' + name, {
        method: 'POST', body: '{}',
        headers: { 'content-type': 'application/json', ...(key && { authorization: 'Bearer ' + key }) },
      }).then((reply) => reply.json())
      act('create-organization').then(async ({ data }) => {
        await fetch(url + '/labels', { headers: { authorization: 'Bearer ' + data.api_key } })
        await act('delete-organization', data.api_key)
      })`
    const { stderr } = await execScript(script)
    expect(stderr).toMatch(/^GET {4}\/labels +1/m)
  })

  it('is written into files, whatever the command did', async () => {
    const cwd = newFolder()
    const files = ['--coverage-json', 'out/coverage.json', '--coverage-html', 'out/coverage.html']
    const { code } = await execScript(`${CALL_ME}.then(() => process.exit(1))`, files, { cwd })
    expect(code).toBe(1)
    const report = JSON.parse(readFileSync(join(cwd, 'out/coverage.json'), 'utf8'))
    expect(report).toMatchObject({ total: 213, seen: 1, breaches: { count: 0 } })
    expect(readFileSync(join(cwd, 'out/coverage.html'), 'utf8')).toMatch(/^<!doctype html>/)
  })

  it('says so when a file cannot be written', async () => {
    const cwd = newFolder()
    const { code, stderr } = await execScript('', ['--coverage-json', '.'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('kirim-sandbox: . could not be written')
    expect(existsSync(join(cwd, 'coverage.json'))).toBe(false)
  })

  it('notices that nothing was called', async () => {
    expect((await execScript('')).stderr).toContain('No operation was called')
  })
})

it('tells on request what happens in the sandbox', async () => {
  const { stderr } = await execScript(CALL_ME, ['--verbose'])
  expect(stderr).toMatch(/GET +\/v1\/me +200 .* req_/)
})

it('reports a fault that was armed and never struck, and keeps the exit code', async () => {
  const arm = (optional: boolean) => `fetch(process.env.KIRIM_CONTROL_URL + '/actions/arm-fault', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault: 'latency', ms: 5, match: { operation: 'GET /me' }, optional: ${optional} }),
  })`
  const forgotten = await execScript(arm(false))
  expect(forgotten.code).toBe(0)
  expect(forgotten.stderr).toContain('was armed and never struck: nothing matched it.')
  expect((await execScript(arm(true))).stderr).not.toContain('never struck')
})
