// The lock of a data folder: who is refused, who takes over, and that of many only one does.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { diskFiles, type Files } from '../../../src/adapters/file-store/files.ts'
import { takeLock } from '../../../src/adapters/file-store/lock.ts'
import { machine, type Processes } from '../../../src/adapters/file-store/processes.ts'
import { memoryFiles, systemError } from './memory-files.ts'

const PATH = '/lock'

function processes(pid: number, others: Partial<Processes> = {}): Processes {
  return { pid, host: 'here', isAlive: () => true, beganAt: () => 'then', ...others }
}

function take(files: Files, pid: number, others: Partial<Processes> = {}, now = 0) {
  return takeLock(files, PATH, now, processes(pid, others))
}

describe('a lock that is held', () => {
  it('refuses another process, and names the holder', () => {
    const files = memoryFiles()
    take(files, 41)
    expect(() => take(files, 42)).toThrow(/process id 41 .*--data DIR.*--memory/)
  })

  it('refuses a second one of the same process', () => {
    const files = memoryFiles()
    take(files, 41)
    expect(() => take(files, 41)).toThrow('process id 41')
  })

  it('is free again when it was released, and a release takes nobody else’s away', () => {
    const files = memoryFiles()
    const first = take(files, 41)
    first.release()
    const second = take(files, 42)
    first.release()
    expect(() => take(files, 43)).toThrow('process id 42')
    second.release()
    expect([...files.contents().keys()]).toEqual([])
  })
})

describe('a lock that nobody holds any more is taken over', () => {
  it('when its process is dead', () => {
    const files = memoryFiles()
    take(files, 41)
    take(files, 42, { isAlive: () => false })
    expect(() => take(files, 43)).toThrow('process id 42')
  })

  it('when the number of its process is that of another one now', () => {
    const files = memoryFiles()
    take(files, 41)
    take(files, 42, { beganAt: () => 'later' })
    expect(() => take(files, 43, { beganAt: () => 'later' })).toThrow('process id 42')
  })

  it('when that number is the own one, as in a container', () => {
    const files = memoryFiles()
    take(files, 1)
    expect(() => take(files, 1, { beganAt: () => 'later' })).not.toThrow()
  })

  it.each([
    '',
    '{"pid":4',
    'null',
    '{"pid":0,"host":"here"}',
    '{"pid":-1,"host":"here"}',
    '\0\0\0',
  ])('when it says nothing: %j', (text) => {
    const files = memoryFiles()
    files.put(PATH, Buffer.from(text))
    take(files, 42)
    expect(() => take(files, 43)).toThrow('process id 42')
  })
})

it('a lock of another machine is held as long as it is touched', () => {
  const files = memoryFiles()
  const holder = take(files, 41, { host: 'elsewhere' })
  holder.touch(100_000)
  expect(() => take(files, 42, {}, 130_000)).toThrow('process id 41 on elsewhere')
  expect(() => take(files, 42, {}, 150_000)).not.toThrow()
})

it('says how long the lock of another machine is held still, and what to do', () => {
  const files = memoryFiles()
  take(files, 1, { host: 'container-a' }).touch(100_000)
  expect(() => take(files, 1, { host: 'container-b' }, 112_000)).toThrow(
    /process id 1 on container-a, another machine or container .*renewed its lock 12 s ago\. If it was killed, the folder is free in 28 s: start again then, or delete \/lock now\. .*--data DIR.*--memory/,
  )
})

it('works where a file cannot have two names', () => {
  const files = memoryFiles()
  const link = () => {
    throw systemError('EPERM')
  }
  const lock = take({ ...files, link }, 41)
  expect(() => take({ ...files, link }, 42)).toThrow('process id 41')
  lock.release()
  expect([...files.contents().keys()]).toEqual([])
})

it('whoever is interrupted at any call by a second one: only one has the lock', () => {
  for (let at = 0; at < 40; at++) {
    const files = memoryFiles()
    const dead = (pid: number) => pid !== 9
    takeLock(files, PATH, 0, processes(9))
    const taken: number[] = []
    const attempt = (through: Files, pid: number) => {
      try {
        takeLock(through, PATH, 0, processes(pid, { isAlive: dead }))
        taken.push(pid)
      } catch (error) {
        expect((error as Error).name).toBe('FolderInUse')
      }
    }
    let calls = 0
    const interrupted = Object.fromEntries(
      Object.entries(files).map(([name, call]) => [
        name,
        (...args: unknown[]) => {
          if (calls++ === at) attempt(files, 42)
          return (call as (...args: unknown[]) => unknown)(...args)
        },
      ]),
    ) as unknown as Files
    attempt(interrupted, 41)
    if (calls <= at) break
    expect([at, taken.length]).toEqual([at, 1])
    expect(() => takeLock(files, PATH, 0, processes(43, { isAlive: dead }))).toThrow(`${taken[0]}`)
  }
})

it('knows this process, and one that was killed, on the real machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const script = join(folder, 'wait.mjs')
  writeFileSync(script, 'process.send("here"); setInterval(() => {}, 1000)')
  const child = fork(script)
  await once(child, 'message')
  const path = join(folder, 'lock')
  const other = { ...machine(), pid: child.pid as number }
  takeLock(diskFiles(), path, 0, { ...other })
  expect(() => takeLock(diskFiles(), path, 0, machine())).toThrow(`process id ${child.pid}`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = takeLock(diskFiles(), path, 0, machine())
  expect(() => takeLock(diskFiles(), path, 0, machine())).toThrow(`process id ${process.pid}`)
  lock.release()
  expect(readdirSync(folder)).toEqual(['wait.mjs'])
})
