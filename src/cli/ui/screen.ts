// The screen on this process's terminal: when it opens, and that it is left clean however it ends.
import type { ScreenOptions } from '../../tui/start.tsx'
import { holdBack } from '../../tui/terminal.ts'
import { LEAVE_MESSAGE, LEFT_MESSAGE } from '../start/screen.ts'
import { EXIT, HUNG_UP, type Terminal, talk } from '../terminal.ts'

/** A crash is no result of the command: the code that Node itself gives. */
const CRASHED = 1
const INTERRUPTED = 130
const TERMINATED = 143

type Wanted = Pick<ScreenOptions, 'url' | 'apiKey' | 'controlToken'>

/** Whether `start` opened this screen: its process has a line to that of the server. */
export function isPartOfStart(): boolean {
  return process.send !== undefined
}

/** Fulfilled when somebody leaves the screen. Ink and React are loaded only here. */
export async function showScreen(wanted: Wanted, terminal: Terminal): Promise<void> {
  // The terminal may be closed, and the server may end, while the screen opens.
  let leave = () => {}
  let isEnding = false
  const end = (exitCode: number, words?: string) => {
    if (isEnding) return
    isEnding = true
    leave()
    if (process.connected) process.send?.(LEFT_MESSAGE)
    if (words !== undefined) talk(terminal, words)
    terminal.exit(exitCode)
  }
  endWith(end, terminal)
  const { openScreen } = await import('../../tui/start.tsx')
  const screen = await openScreen({
    ...wanted,
    endsSandbox: isPartOfStart(),
    input: process.stdin,
    output: process.stdout,
    variables: terminal.env,
  })
  const letGo = holdBack(process.stderr)
  leave = () => {
    screen.close()
    letGo()
  }
  // Whoever calls process.exit comes by here.
  process.once('exit', leave)
  await screen.closed.finally(leave)
  isEnding = true
}

/** Everything that ends the screen from outside. */
function endWith(end: (exitCode: number, words?: string) => void, terminal: Terminal): void {
  terminal.signals.on('SIGINT', () => end(INTERRUPTED))
  terminal.signals.on('SIGTERM', () => end(TERMINATED))
  // A terminal that was closed ends its input, with an error or without, and sends SIGHUP.
  terminal.signals.on('SIGHUP', () => end(HUNG_UP))
  process.stdin.on('error', () => end(HUNG_UP)).on('end', () => end(HUNG_UP))
  process.on('uncaughtException', (error) => {
    end(CRASHED, error.stack ?? String(error))
    // What fails while it ends is not waited for.
    terminal.exit(CRASHED)
  })
  process.on('message', (message) => {
    if (message === LEAVE_MESSAGE) end(EXIT.well)
  })
  process.on('disconnect', () => end(CRASHED, SERVER_GONE))
  if (isPartOfStart() && !process.connected) end(CRASHED, SERVER_GONE)
}

const SERVER_GONE =
  'kirim-sandbox: the process of the sandbox has ended, and the screen with it. Start it again with `kirim-sandbox`.'
