// The terminal UI from the command line: when it opens, and how it leaves the terminal.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it, onTestFinished } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { run, startCli } from './running.ts'

const BIN = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))
const SCRIPT = '/usr/bin/script'
const ENTERED = '\u001B[?1049h'
const LEFT = '\u001B[?7h\u001B[?25h\u001B[?1049l'

it('ui without a terminal says what it needs', async () => {
  const { code, stderr, stdout } = await run(['ui'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('ui needs a terminal')
})

it('ui is in the help', async () => {
  expect((await run(['--help'])).stdout).toMatch(/ui +open the terminal UI on a running sandbox/)
  expect((await run(['ui', '--help'])).stdout).toContain('--url')
})

/** The command in a terminal of its own. */
function inTerminal(args: string, env: Readonly<Record<string, string>> = {}) {
  const command = `echo pid=$$; stty cols 100 rows 30; exec '${process.execPath}' '${BIN}' ${args}`
  const { PATH = '' } = process.env
  const child = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
    cwd: newFolder(),
    env: { PATH, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
  })
  let written = ''
  let changed = () => {}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text
    changed()
  })
  const ended = once(child, 'exit').then(([code]) => code as number)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    ended,
    written: () => written,
    type: (text: string) => child.stdin.write(text),
    until: async (text: string) => {
      while (!written.includes(text)) {
        await new Promise<void>((resolve) => {
          changed = resolve
        })
      }
    },
  }
}

// `script` lends a terminal to a process that has none.
describe.skipIf(!existsSync(SCRIPT))('in a terminal', () => {
  it('start opens the screen, q leaves it clean and ends well', async () => {
    const { until, type, written, ended } = inTerminal('start --port 0 --seed 7')
    await until('Nothing has happened yet')
    expect(written()).toContain(ENTERED)
    type('q')
    expect(await ended).toBe(0)
    expect(written().trimEnd().endsWith(LEFT)).toBe(true)
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s leaves it clean', async (signal, expected) => {
    // The shell tells its own number, and becomes the sandbox: that is where the signal goes.
    const { until, written, ended } = inTerminal('start --port 0 --seed 7')
    await until('Nothing has happened yet')
    const pid = Number(/pid=(\d+)/.exec(written())?.[1])
    process.kill(pid, signal)
    expect(await ended).toBe(expected)
    expect(written().trimEnd().endsWith(LEFT)).toBe(true)
  })

  it('a crash leaves it clean, and tells the error on the screen that was there before', async () => {
    const trap = "process.on('SIGUSR2', () => { throw new Error('kaboom') })"
    const options = `--import data:text/javascript,${encodeURIComponent(trap)}`
    const env = { NODE_OPTIONS: options }
    const { until, written, ended } = inTerminal('start --port 0 --seed 7', env)
    await until('Nothing has happened yet')
    process.kill(Number(/pid=(\d+)/.exec(written())?.[1]), 'SIGUSR2')
    expect(await ended).toBe(1)
    expect(written().split(LEFT)[1]).toContain('Error: kaboom')
  })

  it('ctrl-c leaves it clean, whatever is open', async () => {
    const { until, type, written, ended } = inTerminal('start --port 0 --seed 7')
    await until('Nothing has happened yet')
    type('f')
    await until('Arm a fault')
    type('\u0003')
    expect(await ended).toBe(0)
    expect(written().trimEnd().endsWith(LEFT)).toBe(true)
  })

  it.each([
    ['--no-tui', {}],
    ['--quiet', {}],
    ['', { CI: 'true' }],
    ['', { TERM: 'dumb' }],
  ])('start %s %j writes lines', async (flag, env) => {
    const { until, written, type, ended } = inTerminal(`start --port 0 ${flag}`, env)
    await until('kdv_test_')
    expect(written()).not.toContain(ENTERED)
    type('\u0003')
    await ended
  })

  it('ui opens the screen on a sandbox that runs elsewhere, and leaves it running', async () => {
    const { ready, call } = await startCli()
    const { until, type, ended } = inTerminal(`ui --url ${new URL(ready.url).origin}`)
    await until('Nothing has happened yet')
    await call('GET', '/contacts')
    await until('GET /contacts')
    type('q')
    expect(await ended).toBe(0)
    expect((await call('GET', '/health')).status).toBe(200)
  })
})
