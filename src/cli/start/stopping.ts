// How a sandbox stops: in order at the first signal, at once at the second or when it hangs.
import { constants } from 'node:os'

import { EXIT, type Terminal, talk } from '../terminal.ts'

export type LastWords = {
  readonly flush: () => void
  /** Writes what is left and calls back once somebody has taken it. */
  readonly finish: (then: () => void) => void
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A stop that takes longer than this is ended by force. */
const STOP_MAX_MS = 900

/** Stops on SIGINT and SIGTERM, and when it is told to over the control API; gives back how to stop without them. */
export function stopOnSignals(
  close: () => Promise<void>,
  { flush, finish }: LastWords,
  terminal: Terminal,
  told?: Promise<void>,
): (signal: StopSignal) => void {
  let isStopping = false
  const stop = (signal: StopSignal) => {
    const forced = 128 + constants.signals[signal]
    // The shell and the system both say that a terminal was closed: the second time is no hurry.
    if (isStopping && signal === 'SIGHUP') return
    if (isStopping) terminal.exit(forced)
    isStopping = true
    const end = (exitCode: number) => finish(() => terminal.exit(exitCode))
    const force = () => {
      flush()
      terminal.exit(forced)
    }
    setTimeout(force, STOP_MAX_MS).unref()
    close().then(
      () => end(signal === 'SIGINT' ? EXIT.well : forced),
      (error: unknown) => {
        talk(terminal, `kirim-sandbox: the stop failed: ${(error as Error).message}`)
        end(EXIT.couldNotStart)
      },
    )
  }
  terminal.signals.on('SIGINT', () => stop('SIGINT'))
  terminal.signals.on('SIGTERM', () => stop('SIGTERM'))
  // Two who want the same are not one who is impatient.
  void told?.then(() => isStopping || stop('SIGINT'))
  return stop
}
