// A watchdog: a small process that ends the child when this one is killed and cannot do so itself.
import { spawn } from 'node:child_process'

/**
 * Its standard input is a pipe from here: when that ends, this process is gone. A child that does
 * not end when it is asked to is killed.
 */
const SCRIPT = `
const pid = Number(process.argv[1])
const end = (signal) => { try { process.kill(pid, signal) } catch { process.exit() } }
process.stdin.resume().on('error', () => {}).on('close', () => {
  end('SIGTERM')
  setTimeout(() => end('SIGKILL'), 2000)
})`

/** Watches a process, or a group by its negative number, until it is called off, which is what the returned function does. */
export function watchOver(pid: number): () => void {
  const dog = spawn(process.execPath, ['-e', SCRIPT, '--', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of reach of the terminal's Ctrl+C, and of flags meant for the programs under test.
    detached: true,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot },
    windowsHide: true,
  })
  // Without a watchdog everything works; only a SIGKILL would leave the child alone.
  dog.on('error', () => undefined)
  dog.stdin.on('error', () => undefined)
  dog.unref()
  if ('unref' in dog.stdin) (dog.stdin as unknown as { unref(): void }).unref()
  return () => {
    dog.kill('SIGKILL')
  }
}
