// Packs the package, installs it into an empty folder, and starts it there as a user would.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const INSTALLED_MAX_BYTES = 60 * 1024 * 1024

const folder = mkdtempSync(join(tmpdir(), 'kirim-sandbox-package-'))
try {
  const tarball = pack()
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    stdio: 'inherit',
  })
  checkSize()
  await checkCommand()
  checkLibrary()
  console.log('The package installs and starts.')
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
    process.kill(-child.pid, 'SIGTERM')
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

function checkLibrary() {
  const code = "import { signPayload } from 'kirim-sandbox'; if (!signPayload) process.exit(1)"
  execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    stdio: 'inherit',
  })
}
