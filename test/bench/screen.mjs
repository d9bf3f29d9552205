// The terminal UI: what its process costs the server beside it, and how often it draws.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'

import { CONNECTIONS } from './post-messages.mjs'
import { startHelper, startOurs } from './processes.mjs'
import { messageRequests, phones } from './requests.mjs'
import { alternate } from './rounds.mjs'
import { measured, percent, perSecond, skipped } from './table.mjs'

const BAR = 0.95
const FRAMES_BAR = 10
const WARM_UP_SECONDS = 1.5
/** A screen as people have it. */
const SIZE = { columns: 120, rows: 40 }
/** What each frame begins with: synchronised output. */
const FRAME = '\u001B[?2026h'
const KEY = 'kdv_test_kirimsandboxkirimsandbox'

export const screen = {
  name: 'screen',
  what: 'POST /messages with the terminal UI open on its traffic',
  run: async (settings) => {
    const budget = 'POST /messages with the UI open'
    const bar = `≥ ${percent(BAR)} of without, ≥ ${FRAMES_BAR} frames/s`
    // Only `script` lends a terminal to a process that has none.
    if (!existsSync('/usr/bin/script')) return [skipped(budget, bar, 'there is no `script` here')]
    const load = await startHelper('load.mjs')
    const frames = []
    const figures = await alternate(
      {
        without: () => rateOf(load, settings, startOurs(settings)),
        open: () => rateOf(load, settings, startOnScreen(settings), frames),
      },
      settings.rounds,
    )
    await load.stop()
    const ratio = figures.share('open', 'without')
    const slowest = Math.min(...frames)
    return [
      measured({
        budget,
        bar,
        baseline: perSecond(figures.without),
        ours: `${perSecond(figures.open)}, ${slowest.toFixed(0)} frames/s`,
        ratio: percent(ratio),
        met: ratio >= BAR && slowest >= FRAMES_BAR,
      }),
    ]
  },
}

async function rateOf(load, { seconds }, starting, frames) {
  const server = await starting
  const requests = messageRequests(KEY, phones(5), 100)
  const order = { port: server.port, requests, connections: CONNECTIONS }
  await load.ask({ ...order, seconds: WARM_UP_SECONDS })
  const before = server.frames?.() ?? 0
  const result = await load.ask({ ...order, seconds })
  frames?.push((server.frames() - before) / result.seconds)
  await server.stop()
  return result.answered / result.seconds
}

/** `start` in a terminal of its own, as somebody would have it. */
async function startOnScreen({ bin }) {
  const port = await freePort()
  const flags = `--port ${port} --memory --seed 1`
  const { columns, rows } = SIZE
  const command = `stty cols ${columns} rows ${rows}; exec '${process.execPath}' '${bin}' start ${flags}`
  const { CI: _ci, ...env } = process.env
  const child = spawn('/usr/bin/script', ['-qfec', command, '/dev/null'], {
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let frames = 0
  const ready = new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      frames += text.split(FRAME).length - 1
      if (text.includes('real')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`The screen ended with code ${code}.`)))
  })
  await ready
  return {
    port,
    frames: () => frames,
    stop: async () => {
      const ended = once(child, 'exit')
      // The process inside is not ours to signal; ctrl-c on its terminal is.
      child.stdin.write('\u0003')
      await ended
    },
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
