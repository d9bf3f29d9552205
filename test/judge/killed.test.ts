// Programs that `check` and `explore` start are not left behind when the command is killed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { launchProcess } from '../cli/process.ts'
import { freePort } from '../scenario/programs/ports.ts'
import { newFolder } from '../support/folder.ts'

/** Answers every webhook, and lives on when it is asked to end, as does what it has started. */
const STUBBORN = `process.on('SIGTERM', () => {})
if (process.argv[2] === 'below') setInterval(() => {}, 1000)
else {
  require('child_process').spawn(process.execPath, [__filename, 'below'], { stdio: 'inherit' })
    .once('spawn', function () {
      require('http').createServer((q, r) => {
        const file = __filename + '.pids'
        require('fs').writeFileSync(file, process.pid + ' ' + this.pid); r.end()
      }).listen(process.env.PORT, '127.0.0.1')
    })
}`

/** Of the program and of what it has started, once it has answered. */
function pidsIn(file: string): number[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number) : []
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it.each(['check', 'explore'])('%s takes its programs along when it is killed', async (command) => {
  const folder = newFolder()
  const program = join(folder, 'stubborn.cjs')
  writeFileSync(program, STUBBORN)
  const url = `http://127.0.0.1:${await freePort()}/hook`
  const start = `exec '${process.execPath}' '${program}'`
  const file = join(folder, 'explore.json')
  writeFileSync(file, JSON.stringify({ receivers: { app: { url, start } } }))
  const args = command === 'check' ? [url, '--', process.execPath, program] : [file]
  const env = { PATH: process.env.PATH ?? '' }
  const running = launchProcess([command, ...args], { env })
  const noted = () => pidsIn(`${program}.pids`)
  await expect.poll(noted, { timeout: 15_000 }).toHaveLength(2)
  const pids = noted()
  onTestFinished(() => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL')
  })
  expect(pids.map(isAlive)).toEqual([true, true])
  running.kill('SIGKILL')
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL' })
  await expect.poll(() => pids.map(isAlive), { timeout: 10_000 }).toEqual([false, false])
})
