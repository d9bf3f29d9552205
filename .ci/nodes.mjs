// Smoke tests on each line of Node that the package promises: what is built starts, answers, plays and stops.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The oldest that is promised, and the newest of the lines that are kept. */
const VERSIONS = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['20.19.0', '22', '24']

const INSTALL_MAX_MS = 120_000
const STEP_MAX_MS = 30_000
const COMMAND = join('bin', 'kirim-sandbox.js')

for (const version of VERSIONS) {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-node-'))
  try {
    const node = install(version, folder)
    if (node === undefined) {
      console.log(`Node ${version} cannot be had here: it is not tried.`)
      continue
    }
    await tryOn(node)
    console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}: well.`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The program; undefined when the registry or the system cannot give it. */
function install(version, folder) {
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
  const args = ['install', '--no-save', '--no-audit', '--no-fund', `node@${version}`]
  try {
    execFileSync('npm', args, { cwd: folder, stdio: 'pipe', timeout: INSTALL_MAX_MS })
  } catch {
    return undefined
  }
  const node = join(folder, 'node_modules', 'node', 'bin', 'node')
  return existsSync(node) ? node : undefined
}

/** @throws Error with what was printed when something does not do as it should. */
async function tryOn(node) {
  const options = { encoding: 'utf8', stdio: 'pipe', timeout: STEP_MAX_MS }
  execFileSync(node, [COMMAND, 'list', 'recipients'], options)
  execFileSync(node, [COMMAND, 'run', join('scenarios', 'rate-limit.yaml')], options)
  const library = `
    const { startSandbox } = await import('./dist/index.js')
    const sandbox = await startSandbox({ clock: 'virtual' })
    await sandbox.advance('1h')
    await sandbox.close()`
  execFileSync(node, ['--input-type=module', '-e', library], options)
  await startAndStop(node)
}

async function startAndStop(node) {
  const flags = ['start', '--memory', '--port', '0', '--json', '--no-tui']
  const child = spawn(node, [COMMAND, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const { url, api_key: apiKey } = JSON.parse(line)
    const { status } = await fetch(`${url}/me`, { headers: { authorization: `Bearer ${apiKey}` } })
    if (status !== 200) throw new Error(`GET /me answered ${status}.`)
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')
    if (code !== 143) throw new Error(`SIGTERM ended it with ${code}.`)
  } finally {
    child.kill('SIGKILL')
  }
}
