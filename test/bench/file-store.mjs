// POST /messages with a file behind it, beside the same server without one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { rateOf } from './post-messages.mjs'
import { startHelper, startOurs } from './processes.mjs'
import { alternate } from './rounds.mjs'
import { measured, percent, perSecond, skipped } from './table.mjs'

const BUDGET = 'POST /messages, file store'
const BAR = 0.6

export const fileStore = {
  name: 'file',
  what: 'POST /messages, kept in a file',
  run: async (settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'kirim-sandbox-bench-'))
    try {
      return [await row(settings, folder)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function row(settings, folder) {
  let n = 0
  const withFile = () => startOurs(settings, { flags: ['--data', join(folder, String(++n))] })
  try {
    await (await withFile()).stop()
  } catch (error) {
    return skipped(BUDGET, `≥ ${percent(BAR)} of memory`, `start takes no --data: ${error.message}`)
  }
  const load = await startHelper('load.mjs')
  const figures = await alternate(
    {
      memory: () => rateOf(load, settings, () => startOurs(settings)),
      file: () => rateOf(load, settings, withFile),
    },
    settings.rounds,
  )
  await load.stop()
  const ratio = figures.share('file', 'memory')
  return measured({
    budget: BUDGET,
    bar: `≥ ${percent(BAR)} of memory`,
    baseline: perSecond(figures.memory),
    ours: perSecond(figures.file),
    ratio: percent(ratio),
    met: ratio >= BAR,
  })
}
