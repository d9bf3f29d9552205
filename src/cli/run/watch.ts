// Watching scenario files: whatever changes is played again.
import { statSync, watch } from 'node:fs'
import { dirname } from 'node:path'

import type { Clock } from '../../engine/ports.ts'
import { type Terminal, talk } from '../terminal.ts'

/** Editors write a file in several steps; they are over after this. */
const QUIET_MS = 100

/**
 * Runs again after each change, until the process is stopped. Changes during a run are not lost.
 * Reports and cassettes may be written beside the scenarios, so only a new state counts.
 */
export function watchFiles(
  paths: readonly string[],
  clock: Clock,
  stateOf: () => string,
  again: () => Promise<void>,
  terminal: Terminal,
): Promise<never> {
  let isRunning = false
  let isStale = false
  let state = stateOf()
  let alarm: { cancel: () => void } | undefined
  return new Promise((_, reject) => {
    const run = async () => {
      isStale = isRunning
      if (isRunning) return
      isRunning = true
      await again()
      isRunning = false
      talk(terminal, HINT)
      if (isStale) await run()
    }
    const changed = () => {
      alarm?.cancel()
      alarm = clock.setAlarm(QUIET_MS, () => {
        const now = stateOf()
        if (now === state) return
        state = now
        void run().catch(reject)
      })
    }
    const folders = paths.map((path) => (statSync(path).isDirectory() ? path : dirname(path)))
    for (const folder of new Set(folders)) {
      watch(folder, { recursive: true }, changed).on('error', reject)
    }
    talk(terminal, HINT)
  })
}

const HINT = 'Watching for changes; Ctrl-C ends it.'
