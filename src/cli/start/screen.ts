// The screen on this process's terminal: when it opens, and that it is left clean however it ends.
import type { ScreenOptions } from '../../tui/start.tsx'
import { talk } from '../terminal.ts'

/** A crash is no result of the command: the code that Node itself gives. */
const CRASHED = 1
const HUNG_UP = 129

export type OpenedScreen = {
  /** Fulfilled when somebody leaves the screen. */
  readonly closed: Promise<void>
  /** Leaves the terminal as it was before. */
  readonly close: () => void
}

/** Opens the screen; Ink and React are loaded only here. */
export async function openTerminalScreen(
  options: Pick<ScreenOptions, 'url' | 'apiKey' | 'controlToken' | 'endsSandbox'>,
): Promise<OpenedScreen> {
  const { openScreen } = await import('../../tui/start.tsx')
  const { holdBack } = await import('../../tui/terminal.ts')
  const screen = await openScreen({
    ...options,
    input: process.stdin,
    output: process.stdout,
    variables: process.env,
  })
  const letGo = holdBack(process.stderr)
  let isOpen = true
  const close = () => {
    if (!isOpen) return
    isOpen = false
    screen.close()
    letGo()
  }
  // Whoever calls process.exit, and every signal that is handled, comes by here.
  process.once('exit', close)
  process.once('SIGHUP', () => process.exit(HUNG_UP))
  process.once('uncaughtException', (error) => {
    close()
    talk(process, error.stack ?? String(error))
    process.exit(CRASHED)
  })
  return { closed: screen.closed.finally(close), close }
}
