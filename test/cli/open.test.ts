// The command `open`: the address is printed, and opened where somebody can see it.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { hasBrowser } from '../../src/cli/daily/open.ts'
import { abandonedUrl } from '../client/stranger.ts'
import { newFolder } from '../support/folder.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { runProcess } from './process.ts'
import { run } from './running.ts'

it('only prints where there is no display', async () => {
  const { app } = await startTestSandbox()
  expect(await run(['open', '--url', app.url])).toMatchObject({
    code: 0,
    stdout: `${app.origin}/\n`,
    stderr: '',
  })
  expect((await run(['open', 'docs', '--url', app.url])).stdout).toBe(`${app.origin}/docs\n`)
})

it.runIf(process.platform === 'linux')(
  'has the system open the address, once, where there is one',
  async () => {
    const { app } = await startTestSandbox()
    const folder = newFolder()
    const opened = join(folder, 'opened')
    const opener = join(folder, 'xdg-open')
    writeFileSync(
      opener,
      `#!/bin/sh\necho "$1" >> '${opened}.part'\nmv '${opened}.part' '${opened}'\n`,
    )
    chmodSync(opener, 0o755)
    const env = { PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':0' }
    const { code, stdout } = await runProcess(['open', '--url', app.url], { env })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${app.origin}/\n` })
    await expect.poll(() => existsSync(opened), { timeout: 10_000 }).toBe(true)
    expect(readFileSync(opened, 'utf8')).toBe(`${app.origin}/\n`)
  },
)

it('opens nothing where nothing runs', async () => {
  const { code, stdout, stderr } = await run(['open', '--url', await abandonedUrl()])
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
  expect(stderr).toContain('No sandbox answers at')
})

it('refuses what it cannot open, with what it can', async () => {
  const { code, stderr } = await run(['open', 'dosc'])
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'kirim-sandbox: <what> must be one of page, docs; got "dosc".\n',
  })
})

describe('a browser', () => {
  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', { DISPLAY: ':0', CI: 'true' }, false],
    ['linux', { DISPLAY: ':0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, false],
    ['darwin', {}, true],
    ['win32', { CI: '1' }, false],
  ] as const)('on %s with %j: %j', (platform, env, isThere) => {
    expect(hasBrowser(env, platform)).toBe(isThere)
  })
})
