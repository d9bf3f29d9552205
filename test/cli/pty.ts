// A command in a terminal of its own, lent by `script`: keys go in, and what it writes comes out.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { onTestFinished } from 'vitest'

import { newFolder } from '../support/folder.ts'

const BIN = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))
const SCRIPT = '/usr/bin/script'

/** `script` lends a terminal to a process that has none. */
export const hasPty = existsSync(SCRIPT)

export const ENTERED = '\u001B[?1049h'
export const LEFT = '\u001B[?7h\u001B[?25h\u001B[?1049l'

type PtyOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
}

/** The command in a terminal of its own; the test's end kills what is left of it. */
export function inTerminal(args: string, options: PtyOptions = {}) {
  const { env = {}, columns = 100, rows = 30 } = options
  // The shell stays, so that it can tell how the command ended when the terminal is gone.
  const command = [
    `echo group=$$; stty cols ${columns} rows ${rows}; trap : HUP INT`,
    `'${process.execPath}' '${BIN}' ${args}`,
    'code=$?; stty -a; echo ended=$code >&3; exit $code',
  ].join('; ')
  const { PATH = '' } = process.env
  const child = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
    cwd: newFolder(),
    env: { PATH, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  })
  const [keys, output, , told] = child.stdio as unknown as [Writable, Readable, null, Readable]
  let written = ''
  let changed = () => {}
  output.setEncoding('utf8').on('data', (text: string) => {
    written += text
    changed()
  })
  const ended = once(child, 'exit').then(([code]) => code as number)
  const group = () => Number(/group=(\d+)/.exec(written)?.[1])
  onTestFinished(async () => {
    if (isAlive(-group())) process.kill(-group(), 'SIGKILL')
    child.kill('SIGKILL')
    await ended
  })
  return {
    /** The exit code of the command. */
    ended,
    written: () => written,
    type: (text: string) => keys.write(text),
    until: async (text: string) => {
      while (!written.includes(text)) {
        await new Promise<void>((resolve) => {
          changed = resolve
        })
      }
    },
    /** The process of the server, and that of its screen. */
    server: () => processIn(group(), (line) => !line.endsWith(' ui')),
    screen: () => processIn(group(), (line) => line.endsWith(' ui')),
    /** Fulfilled when no process is left. */
    gone: async () => {
      while (isAlive(-group())) await setImmediate()
    },
    /** Closes the terminal under the command; fulfilled with its exit code. */
    hangUp: async () => {
      child.kill('SIGKILL')
      return Number(/ended=(\d+)/.exec(await textOf(told))?.[1])
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The process of a group whose command line is one of ours and fits. */
function processIn(group: number, fits: (commandLine: string) => boolean): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const found = pids.find((pid) => {
    try {
      const [, , pgrp] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim()
      const isNode = line.startsWith(process.execPath)
      return Number(pgrp) === group && isNode && line.includes('kirim-sandbox.js') && fits(line)
    } catch {
      // It has ended meanwhile.
      return false
    }
  })
  if (found === undefined) throw new Error('There is no such process in the terminal.')
  return Number(found)
}

async function textOf(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
