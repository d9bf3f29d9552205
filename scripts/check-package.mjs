// Packs the package, installs it into an empty folder, and uses it there as its users would.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { build } from './build.mjs'
import { checkLibrary } from './check-library.mjs'

const INSTALLED_MAX_BYTES = 60 * 1024 * 1024

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = mkdtempSync(join(tmpdir(), 'kirim-sandbox-package-'))
try {
  build()
  const tarball = pack()
  checkManifest(tarball)
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    stdio: 'inherit',
  })
  checkSize()
  await checkCommand()
  checkLibrary(folder)
  console.log('The package installs, starts, and works in test suites.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function pack() {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
    }),
  )
  return join(folder, filename)
}

/**
 * What others find wrong with packages. `require` gets a module, which Node can from 22 on: that is
 * meant. Projects that resolve modules as Node 10 did find the main door only.
 */
function checkManifest(tarball) {
  const tools = [
    ['publint', 'run', tarball, '--strict'],
    ['attw', tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm'],
  ]
  for (const [tool, ...args] of tools) {
    execFileSync(join(root, 'node_modules', '.bin', tool), args, { cwd: root, stdio: 'inherit' })
  }
}

function checkSize() {
  const bytes = sizeOf(join(folder, 'node_modules'))
  console.log(`Installed: ${(bytes / 1024 / 1024).toFixed(1)} MiB.`)
  if (bytes > INSTALLED_MAX_BYTES) throw new Error('The installed package is too large.')
}

function sizeOf(path) {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

async function checkCommand() {
  const child = spawn('npx', ['kirim-sandbox', 'start', '--port', '0', '--json', '--no-tui'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    const ready = await firstLine(child)
    const response = await fetch(`${ready.url}/me`, {
      headers: { authorization: `Bearer ${ready.api_key}` },
    })
    if (response.status !== 200) throw new Error(`GET /me answered ${response.status}.`)
  } finally {
    // The whole group: npx starts the command as a child of its own.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  }
}

async function firstLine(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line)
    if (ready.event !== 'ready') throw new Error(`The first line is not the ready line: ${line}`)
    return ready
  }
  throw new Error('The command ended without a ready line.')
}
