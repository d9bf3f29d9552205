// Around the tests: what they run is built before, and what they leave behind is found afterwards.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The variables that name the system's folder for temporary files, on every system. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP']

export async function setup(): Promise<() => void> {
  const { build } = await import(new URL('../scripts/build.mjs', import.meta.url).href)
  build(['generate', 'schemas', 'bundle', 'page'])
  const folder = mkdtempSync(join(tmpdir(), 'kirim-tests-'))
  for (const name of VARIABLES) process.env[name] = folder
  return () => {
    const left = readdirSync(folder)
    rmSync(folder, { recursive: true, force: true })
    if (left.length === 0) return
    process.stderr.write(`The tests left ${left.length} behind: ${left.join(', ')}\n`)
    process.exitCode = 1
  }
}
