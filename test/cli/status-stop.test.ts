// The commands `status` and `stop`: what runs, found by its address or its data folder, and its end.
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { abandonedUrl } from '../client/stranger.ts'
import { newFolder } from '../support/folder.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { startProcess } from './process.ts'
import { run, startCli } from './running.ts'

const TOKEN = 'a-token-of-a-test-123'

describe('status', () => {
  it('shows what runs at an address', async () => {
    const { ready } = await startCli(['--memory', '--clock', 'virtual', '--seed', '7'])
    const { code, stdout, stderr } = await run(['status', '--url', ready.url])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^url +${ready.url}$`, 'm'))
    expect(stdout).toContain(ready.organization_id)
    expect(stdout).toMatch(/^clock +virtual, \d{4}-/m)
    expect(stdout).toMatch(/^kept in +nothing is kept/m)
    expect(stdout).toMatch(new RegExp(`^process +${ready.pid}, running for \\d+ `, 'm'))
  })

  it('finds the sandbox of the data folder of this directory, without an address', async () => {
    const cwd = newFolder()
    const { ready } = await startCli([], { cwd })
    const { code, stdout } = await run(['status', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      url: ready.url,
      pid: ready.pid,
      kept_in: join(cwd, '.kirim-sandbox'),
      organizations: [{ id: ready.organization_id }],
    })
  })

  it('finds it by the name of the folder, wherever it is asked', async () => {
    const cwd = newFolder()
    const { ready } = await startCli(['--data', 'kept'], { cwd })
    const { stdout } = await run(['status', '--json', '--data', join(cwd, 'kept')])
    expect(JSON.parse(stdout).url).toBe(ready.url)
  })

  it('takes the address of the variable before the data folder of this directory', async () => {
    const cwd = newFolder()
    await startCli([], { cwd })
    const { app } = await startTestSandbox()
    const env = { KIRIM_CONTROL_URL: app.controlUrl }
    expect(JSON.parse((await run(['status', '--json'], { cwd, env })).stdout).url).toBe(app.url)
  })

  it('says that none runs from a folder, also where one was killed', async () => {
    const cwd = newFolder()
    const { kill, ended } = await startProcess(['--data', join(cwd, 'kept')])
    kill('SIGKILL')
    await ended
    expect(existsSync(join(cwd, 'kept', 'address.json'))).toBe(true)
    for (const data of ['kept', 'never']) {
      expect(await run(['status', '--data', data], { cwd })).toMatchObject({
        code: 5,
        stdout: '',
        stderr: `kirim-sandbox: No sandbox runs from ${data}.\n`,
      })
    }
  })

  it('refuses two places at once', async () => {
    const { code, stderr } = await run(['status', '--url', 'localhost:1', '--data', 'kept'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'kirim-sandbox: --url and --data cannot be given together: both say which sandbox.\n',
    })
  })
})

describe('stop', () => {
  it('ends the sandbox of a data folder in order, and all is kept', async () => {
    const cwd = newFolder()
    const first = await startCli([], { cwd })
    await first.call('POST', '/contacts', { phone_number: '+6281312345678' })
    const { code, stdout, stderr } = await run(['stop'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Stopped the sandbox at ${new URL(first.ready.url).origin}`)
    expect(stdout).toContain(`All is kept in ${join(cwd, '.kirim-sandbox')}.`)
    expect(await first.ended).toMatchObject({ code: 0 })
    expect(first.stdout()).toContain('The sandbox was told to stop over the control API.')
    expect(existsSync(join(cwd, '.kirim-sandbox', 'address.json'))).toBe(false)
    const second = await startCli([], { cwd })
    const { body } = await second.call('GET', '/contacts?phone_number=%2B6281312345678')
    expect(JSON.stringify(body)).toContain('+6281312345678')
  })

  it('ends a process that keeps nothing, by its address', async () => {
    const { ready, ended } = await startProcess(['--memory'])
    const { code, stdout } = await run(['stop', '--url', ready.url])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Stopped the sandbox at ${new URL(ready.url).origin} (process id ${ready.pid}).\n`,
    })
    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  })

  it('asks for the control token, and does nothing without it', async () => {
    const { ready, ended } = await startCli(['--memory', '--control-token', TOKEN])
    const refused = await run(['stop', '--url', ready.url])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/--control-token or KIRIM_SANDBOX_CONTROL_TOKEN/)
    const env = { KIRIM_SANDBOX_CONTROL_TOKEN: TOKEN }
    expect((await run(['status', '--url', ready.url], { env })).code).toBe(0)
    expect((await run(['stop', '--url', ready.url], { env })).code).toBe(0)
    expect((await ended).code).toBe(0)
  })

  it('leaves alone what a program has started for itself', async () => {
    const { app } = await startTestSandbox()
    const { code, stderr } = await run(['stop', '--url', app.url])
    expect(code).toBe(1)
    expect(stderr).toMatch(/belongs to the program that started it.*stop_refused, 409/)
    expect((await run(['status', '--url', app.url])).code).toBe(0)
  })

  it('says that none runs there', async () => {
    const { code, stderr } = await run(['stop', '--url', await abandonedUrl()])
    expect(code).toBe(5)
    expect(stderr).toContain('No sandbox answers at')
    const cwd = newFolder()
    expect(await run(['stop', '--data', 'kept'], { cwd })).toMatchObject({ code: 5 })
  })

  it('says so with 4 when it has not ended in time', async () => {
    const url = await deafSandbox()
    const { code, stderr } = await run(['stop', '--url', url, '--timeout', '1ms'])
    expect(code).toBe(4)
    expect(stderr).toContain('has not ended in time')
    expect(stderr).toContain('kill 4711')
  })

  it('is not done by a form of a page, nor by an input that says something', async () => {
    const { ready } = await startCli(['--memory'])
    const ask = (type: string, body: string) =>
      fetch(`${ready.control_url}/stop`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
    expect((await ask('text/plain', '{}')).status).toBe(400)
    expect((await ask('application/json', '{"force":true}')).status).toBe(400)
    expect((await fetch(`${ready.control_url}/status`)).status).toBe(200)
  })
})

it('a damaged address is none, and the next start replaces it', async () => {
  const cwd = newFolder()
  const { kill, ended } = await startCli([], { cwd })
  const path = join(cwd, '.kirim-sandbox', 'address.json')
  writeFileSync(path, '{"pid":')
  const { code, stderr } = await run(['stop', '--data', '.kirim-sandbox'], { cwd })
  expect(code).toBe(5)
  expect(stderr).toContain('does not listen: it is starting or stopping')
  kill('SIGINT')
  await ended
  writeFileSync(path, 'not JSON')
  await startCli([], { cwd })
  expect((await run(['status'], { cwd })).code).toBe(0)
})

/** Answers as a sandbox that says that it will stop, and never does. */
async function deafSandbox(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data: { pid: 4711, kept_in: null } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
