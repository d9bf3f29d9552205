// Prints the matrix of programs and checks: which check each program of the zoo fails.
//   node test/zoo/print-matrix.mjs [name…]   plays all programs, or those named, and writes the table
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const zoo = dirname(fileURLToPath(import.meta.url))
const bin = process.env.KIRIM_SANDBOX_BIN ?? join(zoo, '../../bin/kirim-sandbox.js')
const matrixFile = join(zoo, 'matrix.json')
const WIDTH = Number(process.env.ZOO_WIDTH ?? 2)

const LANGUAGES = { node: process.execPath, python: 'python3' }

/** Every program: `node/last-status-wins`, with the command that starts it. */
const programs = Object.entries(LANGUAGES).flatMap(([folder, language]) => {
  const place = join(zoo, folder)
  if (!existsSync(place)) return []
  return readdirSync(place)
    .filter((file) => /\.(mjs|py)$/.test(file) && !/^parts\./.test(file))
    .map((file) => ({
      name: `${folder}/${file.replace(/\.\w+$/, '')}`,
      words: [language, join(place, file)],
    }))
})

const named = process.argv.slice(2)
const wanted = programs.filter(({ name }) => named.length === 0 || named.includes(name))
const played = {}
const queue = wanted[Symbol.iterator]()
await Promise.all(
  Array.from({ length: WIDTH }, async () => {
    for (const { name, words } of queue) {
      const fails = await failing(words, [], '')
      // The twin is judged by what its program fails, and by what it could be confused with.
      const twin = fails.length === 0 ? [] : await failing(words, ['--only', fails.join(',')], '1')
      played[name] = { fails, twin }
      process.stdout.write(`${name}: ${fails.join(' ')}${twin.length ? `  TWIN ${twin}` : ''}\n`)
      write()
    }
  }),
)

async function failing(words, flags, mended) {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-'))
  const origin = `http://127.0.0.1:${await freePort()}`
  const args = [bin, 'check', `${origin}/hook`, '--observe', `${origin}/state`, '--json', ...flags]
  const env = { ...process.env, ZOO_DATA: join(folder, 'data.jsonl'), MENDED: mended }
  try {
    const text = await new Promise((resolve, reject) => {
      const options = { env, maxBuffer: 2 ** 26 }
      execFile(process.execPath, [...args, '--', ...words], options, (_error, stdout, stderr) =>
        stdout === '' ? reject(new Error(stderr.slice(-2_000))) : resolve(stdout),
      )
    })
    const { checks } = JSON.parse(text)
    return checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** One line for each program, so that a change is seen as one. */
function write() {
  const before = existsSync(matrixFile) ? JSON.parse(readFileSync(matrixFile, 'utf8')) : {}
  const lines = Object.entries({ ...before, ...played })
    .filter(([name]) => programs.some((one) => one.name === name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)}`)
  writeFileSync(matrixFile, `{\n${lines.join(',\n')}\n}\n`)
}
