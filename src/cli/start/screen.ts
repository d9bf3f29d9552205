// The screen of `start` as a process of its own: how it opens, how it is told to leave, how it ended.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'

import { LEAVE } from '../../tui/terminal.ts'
import { EXIT, HUNG_UP } from '../terminal.ts'

/** Where the screen finds the sandbox. */
export type ScreenTarget = {
  readonly controlUrl: string
  readonly apiKey: string
  readonly controlToken?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * left: somebody pressed q · closed: it was told to close · hung-up: there is no terminal any more ·
 * broke: it crashed, was killed, or could not be opened.
 */
export type ScreenEnd =
  | { readonly kind: 'left' | 'closed' | 'hung-up' }
  | { readonly kind: 'broke'; readonly how: string }

export type ScreenProcess = {
  /** Fulfilled when it has ended and the terminal is as it was; never rejected. */
  readonly ended: Promise<ScreenEnd>
  /** Has it leave the terminal; fulfilled when it has. */
  readonly close: () => Promise<void>
}

/** What a screen is told when it is to leave; that its line to the server breaks means something else. */
export const LEAVE_MESSAGE = 'leave'

/** What a screen says when it has left the terminal: whatever becomes of it then, all is tidy. */
export const LEFT_MESSAGE = 'left'

/** A screen that does not leave when it is told to is ended by force after so long. */
const CLOSE_MAX_MS = 400

/** Opens the screen. Where the sandbox is and its keys stand in variables, which `ps` does not show. */
export function openScreenProcess(target: ScreenTarget): ScreenProcess {
  const [, script = ''] = process.argv
  const screen = spawn(process.execPath, [script, 'ui'], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: variablesOf(target),
  })
  giveWay(screen)
  let isClosing = false
  const ended = endOf(screen).then((end) => (isClosing ? ({ kind: 'closed' } as const) : end))
  return {
    ended,
    close: async () => {
      if (!isClosing && screen.connected) screen.send(LEAVE_MESSAGE, () => undefined)
      isClosing = true
      const force = setTimeout(() => screen.kill('SIGKILL'), CLOSE_MAX_MS)
      await ended
      clearTimeout(force)
    },
  }
}

/** Who looks on does not hold up who is looked at: where both want the processor, the server has it first. */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system allows nobody to say so.
  }
}

function variablesOf({ controlUrl, apiKey, controlToken, env }: ScreenTarget): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = {
    ...env,
    KIRIM_CONTROL_URL: controlUrl,
    KIRIM_API_KEY: apiKey,
    KIRIM_SANDBOX_CONTROL_TOKEN: controlToken,
  }
  // Its tools would wait for one another.
  if (variables.NODE_OPTIONS?.includes('--inspect')) variables.NODE_OPTIONS = ''
  return variables
}

async function endOf(screen: ChildProcess): Promise<ScreenEnd> {
  let hasLeft = false
  screen.on('message', (message) => {
    hasLeft ||= message === LEFT_MESSAGE
  })
  const failed = once(screen, 'error').then(([error]) => (error as Error).message)
  const exited = once(screen, 'exit').catch(() => [null, null])
  const first = await Promise.race([failed, exited])
  // A message that could not be sent is an error, too, and no end.
  if (typeof first === 'string' && screen.pid === undefined) return { kind: 'broke', how: first }
  const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null]
  if (code === EXIT.well) return { kind: 'left' }
  if (code === HUNG_UP || signal === 'SIGHUP') return { kind: 'hung-up' }
  if (signal !== null && !hasLeft) tidyTerminal()
  return { kind: 'broke', how: signal === null ? `exit code ${code}` : signal }
}

/** What a screen that was killed could not do itself: raw mode off, the alternate screen left. */
function tidyTerminal(): void {
  process.stdout.write(LEAVE)
  if (process.platform === 'win32') {
    process.stdin.setRawMode?.(false)
    return
  }
  spawnSync('stty', ['sane'], { stdio: ['inherit', 'ignore', 'ignore'] })
}
