// A folder for one test, below the one that a run of the tests has for itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

/** A new and empty folder that is gone when the test ends. */
export function newFolder(): string {
  const { folder, remove } = newLastingFolder()
  onTestFinished(remove)
  return folder
}

/** The same for what outlives a test: who makes it removes it. */
export function newLastingFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-test-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
