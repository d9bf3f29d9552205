// A sandbox behind its screen: what comes of it when somebody leaves the screen, and when either breaks.
import type { App } from '../../app.ts'
import { CONTROL_PREFIX } from '../../http/prefixes.ts'
import { holdBack } from '../../tui/terminal.ts'
import { type Terminal, talk } from '../terminal.ts'
import { openScreenProcess, type ScreenEnd } from './screen.ts'
import { type LastWords, stopOnSignals } from './stopping.ts'

/** A crash is no result of the command: the code that Node itself gives. */
const CRASHED = 1

type OnScreen = {
  readonly controlToken: string | undefined
  readonly lines: LastWords
  /** Goes on with lines instead. */
  readonly uncover: () => void
  readonly terminal: Terminal
  /** Fulfilled when it is told to stop over the control API. */
  readonly told: Promise<void>
}

/** Opens the screen, stops with it, and goes on with lines when it breaks. */
export function runOnScreen(
  app: App,
  { controlToken, lines, uncover, terminal, told }: OnScreen,
): void {
  const { origin, apiKey } = app
  const controlUrl = origin + CONTROL_PREFIX
  const letGo = holdBack(process.stderr)
  const screen = openScreenProcess({ controlUrl, apiKey, controlToken, env: terminal.env })
  const close = async () => {
    await Promise.all([app.close(), screen.close()]).finally(letGo)
    talk(terminal, wordsOfEnd(app))
  }
  const stop = stopOnSignals(close, lines, terminal, told)
  terminal.signals.on('SIGHUP', () => stop('SIGHUP'))
  process.once('uncaughtException', async (error) => {
    await screen.close()
    letGo()
    talk(terminal, error.stack ?? String(error))
    terminal.exit(CRASHED)
  })
  void screen.ended.then((end) => {
    if (end.kind === 'left') stop('SIGINT')
    if (end.kind === 'hung-up') stop('SIGHUP')
    if (end.kind !== 'broke') return
    letGo()
    uncover()
    talk(terminal, wordsOfBreak(app, end))
  })
}

/** Whoever leaves the screen reads here what is left of it all. */
function wordsOfEnd({ keptIn }: App): string {
  return keptIn === null
    ? 'The sandbox has stopped; with --memory nothing was kept.'
    : `The sandbox has stopped. All is kept in ${keptIn}: the next start goes on from there.`
}

function wordsOfBreak(
  { origin, asksForToken }: App,
  { how }: Extract<ScreenEnd, { readonly kind: 'broke' }>,
): string {
  const token = asksForToken ? ' --control-token …' : ''
  return `kirim-sandbox: the screen broke (${how}); the sandbox goes on, with lines. Open the screen again from another terminal: kirim-sandbox ui --url ${origin}${token}`
}
