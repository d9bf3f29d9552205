// A watchdog: a small process that ends the programs started here when this process is killed and cannot do so itself.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

/**
 * Its standard input is a pipe from here, by which it hears what to watch (`+17`) and what no longer
 * (`-17`); when that ends, this process is gone. What does not end when it is asked to is killed.
 */
const SCRIPT = `
const watched = new Set()
let rest = ''
const end = (signal) => {
  for (const pid of watched) try { process.kill(pid, signal) } catch { watched.delete(pid) }
  if (watched.size === 0) process.exit()
}
process.stdin.setEncoding('utf8').on('error', () => {}).on('data', (text) => {
  const lines = (rest + text).split('\\n')
  rest = lines.pop()
  for (const line of lines) watched[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)))
}).on('close', () => {
  end('SIGTERM')
  setTimeout(() => end('SIGKILL'), 2000)
})`

/** One for all that this process starts; it goes when this process does. */
let dog: ChildProcess | undefined

/**
 * Watches until it is called off, which is what the returned function does.
 *
 * @param pid of a process, or below 0 of a whole group, as `process.kill` takes it.
 */
export function watchOver(pid: number): () => void {
  dog ??= newDog()
  const { stdin } = dog
  stdin?.write(`+${pid}\n`)
  return () => {
    stdin?.write(`-${pid}\n`)
  }
}

/** A process with all that it has started, where there are groups. */
export function groupOf(pid: number): number {
  return process.platform === 'win32' ? pid : -pid
}

function newDog(): ChildProcess {
  const made = spawn(process.execPath, ['-e', SCRIPT], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of reach of the terminal's Ctrl+C, and of flags meant for the programs under test.
    detached: true,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot },
    windowsHide: true,
  })
  // Without a watchdog everything works; only a SIGKILL would leave the programs alone.
  const forget = () => {
    if (dog === made) dog = undefined
  }
  made.on('error', forget).on('exit', forget)
  const stdin = made.stdin as Writable & { unref?: () => void }
  stdin.on('error', () => undefined)
  made.unref()
  stdin.unref?.()
  return made
}
