// The terminal UI from the command line: when it opens, and how it leaves the terminal.
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { ENTERED, hasPty, inTerminal, LEFT } from './pty.ts'
import { run, startCli } from './running.ts'

it('ui without a terminal says what it needs', async () => {
  const { code, stderr, stdout } = await run(['ui'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('ui needs a terminal')
})

it('ui is in the help', async () => {
  expect((await run(['--help'])).stdout).toMatch(/ui +open the terminal UI on a running sandbox/)
  expect((await run(['ui', '--help'])).stdout).toContain('--url')
})

/** Both processes crash when they are told to. */
const CRASHES = {
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => { throw new Error('kaboom') })")}`,
}
const CRASH_WORDS = 'Error: kaboom'

const FIRST = 'Nothing has happened yet'

/** As the terminal was: what is typed is shown, lines are taken whole, ctrl-c interrupts. */
const COOKED = /isig icanon .*echo /

describe.skipIf(!hasPty)('in a terminal', () => {
  const opened = async (flags = '', env: Readonly<Record<string, string>> = {}) => {
    const terminal = inTerminal(`start --port 0 --seed 7 ${flags}`, { env })
    await terminal.until(FIRST)
    return terminal
  }

  /** Left once, and what was said behind it. */
  const behind = (written: string) => {
    const parts = written.split(LEFT)
    expect(parts).toHaveLength(2)
    expect(written).toContain(ENTERED)
    expect(parts[1]).toMatch(COOKED)
    return parts[1] ?? ''
  }

  it('start opens the screen, q leaves it clean, ends well and says what is kept', async () => {
    const { type, written, ended, gone } = await opened()
    type('q')
    expect(await ended).toBe(0)
    expect(behind(written())).toContain('All is kept in .kirim-sandbox')
    await gone()
  })

  it('says that nothing is kept with --memory', async () => {
    const { type, written, ended } = await opened('--memory')
    type('q')
    await ended
    expect(behind(written())).toContain('nothing was kept')
  })

  it('gives the screen its key and token by variables, which no list of processes shows', async () => {
    const { type, written, ended, screen } = await opened('--control-token a-control-token-of-mine')
    expect(readFileSync(`/proc/${screen()}/cmdline`, 'utf8')).not.toMatch(
      /a-control-token-of-mine|kdv_test/,
    )
    type('q')
    expect(await ended).toBe(0)
    behind(written())
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 0],
  ] as const)('%s to the server leaves it clean', async (signal, expected) => {
    const { server, written, ended, gone } = await opened()
    process.kill(server(), signal)
    expect(await ended).toBe(expected)
    behind(written())
    await gone()
  })

  it('a crash of the server leaves it clean, and tells the error on the screen before', async () => {
    const { server, written, ended, gone } = await opened('', CRASHES)
    process.kill(server(), 'SIGUSR2')
    expect(await ended).toBe(1)
    expect(behind(written())).toContain('Error: kaboom')
    await gone()
  })

  it('a server that is killed takes no screen with it that stays', async () => {
    // The terminal stays until something is typed, as that of a shell would.
    const { server, written, type, until, gone } = await opened('; read typed')
    process.kill(server(), 'SIGKILL')
    await until('the process of the sandbox has ended')
    expect(written()).toContain(LEFT)
    type('\r\n')
    await gone()
  })

  it.each([
    ['crashes', 'SIGUSR2', CRASH_WORDS],
    ['is killed', 'SIGKILL', 'the screen broke (SIGKILL)'],
    ['is ended', 'SIGTERM', 'the screen broke (exit code 143)'],
  ] as const)(
    'a screen that %s leaves the sandbox running, with lines',
    async (_, signal, words) => {
      const { screen, written, until, type, ended, gone } = await opened('', CRASHES)
      process.kill(screen(), signal)
      await until('Open the screen again from another terminal: kirim-sandbox ui --url http://')
      expect(written()).toContain(words)
      const url = /--url (http:\S+)/.exec(written())?.[1]
      expect((await fetch(`${url}/v1/contacts`)).status).toBe(401)
      await until('/v1/contacts')
      type('\u0003')
      expect(await ended).toBe(0)
      behind(written())
      await gone()
    },
  )

  it('a terminal that is closed ends both, in order', async () => {
    const { hangUp, gone } = await opened()
    expect(await hangUp()).toBe(129)
    await gone()
  })

  it('ctrl-c leaves it clean, whatever is open', async () => {
    const { until, type, written, ended } = await opened()
    type('f')
    await until('Arm a fault')
    type('\u0003')
    expect(await ended).toBe(0)
    behind(written())
  })

  it.each([
    ['--no-tui', {}],
    ['--quiet', {}],
    ['', { CI: 'true' }],
    ['', { TERM: 'dumb' }],
  ])('start %s %j writes lines', async (flag, env) => {
    const { until, written, type, ended } = inTerminal(`start --port 0 ${flag}`, { env })
    await until('kdv_test_')
    expect(written()).not.toContain(ENTERED)
    type('\u0003')
    await ended
  })

  it('ui opens the screen on a sandbox that runs elsewhere, and leaves it running', async () => {
    const { ready, call } = await startCli()
    const origin = new URL(ready.url).origin
    const { until, type, ended, written } = inTerminal(`ui --url ${origin}`)
    await until(FIRST)
    await call('GET', '/contacts')
    await until('GET /contacts')
    type('q')
    expect(await ended).toBe(0)
    expect(behind(written())).toContain(`The sandbox at ${origin} goes on running.`)
    expect((await call('GET', '/health')).status).toBe(200)
  })
})
