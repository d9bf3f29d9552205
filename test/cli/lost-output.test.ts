// Output that nobody reads or that cannot be written: verdicts stand, and servers go on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { launchProcess, startProcess } from './process.ts'

const BIN = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))

/** A folder with one scenario, which fails or passes. */
function folderWith(status: number): string {
  const folder = newFolder()
  const text = `name: A story\nsteps:\n  - call: { operation: GET /me }\n  - expect-reply: { status: ${status} }\n`
  writeFileSync(join(folder, 'story.yaml'), text)
  return folder
}

describe('when the reader leaves', () => {
  it('a scenario that failed has failed', async () => {
    const { child, ended } = launchProcess(['run', 'story.yaml'], { cwd: folderWith(418) })
    child.stdout?.destroy()
    expect((await ended).code).toBe(1)
  })

  it('exec ends as its command does', async () => {
    const words = ['exec', '--', process.execPath, '-e', 'process.exit(7)']
    const { child, ended } = launchProcess(words)
    child.stderr?.destroy()
    expect((await ended).code).toBe(7)
  })

  it('the sandbox of exec goes on under the suite, whatever it has to say', async () => {
    const script = `
      const call = () => fetch(process.env.KIRIM_BASE_URL + '/nonsense', {
        headers: { authorization: 'Bearer ' + process.env.KIRIM_API_KEY },
      })
      let answers = 0
      for (let n = 0; n < 20; n++) answers += (await call()).status === 404 ? 1 : 0
      process.exit(answers === 20 ? 9 : 1)`
    const words = ['exec', '--verbose', '--', process.execPath, '--input-type=module', '-e', script]
    const { child, ended } = launchProcess(words)
    child.stderr?.destroy()
    expect((await ended).code).toBe(9)
  })

  it('a server whose ready line was read goes on', async () => {
    const { child, call, ended } = await startProcess(['--memory'])
    child.stdout?.destroy()
    for (let n = 0; n < 5; n++) {
      const { status } = await call('POST', '/labels', { name: `Label ${n}` })
      expect(status).toBe(200)
    }
    child.kill('SIGINT')
    expect((await ended).code).toBe(0)
  })
})

describe.skipIf(!existsSync('/dev/full'))('when the disk is full', () => {
  const runInto = async (folder: string) => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [BIN, 'run', 'story.yaml'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', full, 'pipe'],
    })
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const [code] = await once(child, 'close')
    closeSync(full)
    return { code, stderr }
  }

  it('a success is none, and it is said once why', async () => {
    const { code, stderr } = await runInto(folderWith(200))
    expect(code).toBe(2)
    expect(stderr).toMatch(/^kirim-sandbox: the output could not be written: ENOSPC.*full\?\n$/)
  })

  it('a failure stays one', async () => {
    expect((await runInto(folderWith(418))).code).toBe(1)
  })
})
