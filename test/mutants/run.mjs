// Breaks one rule of the simulator after the other and plays the scenarios: each must be caught.
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { build } from 'esbuild'

import { BUNDLED } from '../../scripts/bundle.mjs'
import { MUTANTS } from './mutants.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const scratch = join(root, 'node_modules', '.cache', 'kirim-sandbox', `mutants-${process.pid}`)
const run = promisify(execFile)

/** Only mutants whose name holds this are tried. */
const [wanted = ''] = process.argv.slice(2)

const chosen = Object.entries(MUTANTS).filter(([rule]) => rule.includes(wanted))
let survivors = 0
await mkdir(scratch, { recursive: true })
try {
  const sound = await failuresOf(await bundle('sound', null))
  if (sound.length > 0) throw new Error(`Without a mutant these fail: ${sound.join(', ')}`)
  for (const [number, [rule, mutant]] of chosen.entries()) {
    const caught = await failuresOf(await bundle(`mutant-${number}`, mutant))
    if (caught.length === 0) survivors++
    const by = caught.length === 0 ? 'NOBODY' : caught.slice(0, 3).join(', ')
    const more = caught.length > 3 ? ` and ${caught.length - 3} more` : ''
    console.log(`${caught.length === 0 ? '✗' : '✓'} ${rule}\n    caught by ${by}${more}`)
  }
} finally {
  await rm(scratch, { recursive: true, force: true })
}
const caught = chosen.length - survivors
console.log(`\n${caught} of ${chosen.length} broken rules were caught.`)
process.exitCode = survivors === 0 ? 0 : 1

/** Bundles the command line with one file changed. */
async function bundle(name, mutant) {
  const outdir = join(scratch, name)
  await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir,
    logLevel: 'error',
    plugins: mutant === null ? [] : [changing(mutant)],
    ...BUNDLED,
  })
  return join(outdir, 'cli.js')
}

/** The text must be there once: a mutant whose rule was rewritten says so. */
function changing({ file, from, to }) {
  const path = join(root, file)
  return {
    name: 'mutant',
    setup(bundling) {
      bundling.onLoad({ filter: /\.ts$/ }, async (asked) => {
        if (asked.path !== path) return undefined
        const text = await readFile(path, 'utf8')
        const times = text.split(from).length - 1
        if (times !== 1) throw new Error(`${file} has ${times} times: ${from}`)
        return { contents: text.replace(from, () => to), loader: 'ts' }
      })
    },
  }
}

/** The scenarios that do not pass. */
async function failuresOf(cli) {
  const { stdout, stderr } = await run(process.execPath, [cli, 'run', 'scenarios', '--json'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error) => error)
  if (!stdout.startsWith('{')) throw new Error(`It did not run: ${stderr}`)
  const { scenarios } = JSON.parse(stdout)
  return scenarios
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ file }) => file.replace(/^scenarios\//, '').replace(/\.yaml$/, ''))
}
