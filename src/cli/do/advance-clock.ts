// What `do advance-clock` has beside other actions: how far it has got, and Ctrl-C, which cancels it.
import type { ActionInput, ControlClient } from '../../client/control-client.ts'
import { pause } from '../../client/waiting.ts'
import { type Terminal, talk } from '../terminal.ts'

/** How often it is said how far the advance has got; a shorter one is not spoken of. */
const SAID_EVERY_MS = 1_000

/** The exit code of a command that Ctrl-C ended, as a shell tells it. */
const INTERRUPTED = 130

/**
 * Moves the clock of a running sandbox; gives back what the action replies. Ctrl-C cancels the
 * advance and says how far it got; a second one does not wait for that.
 */
export async function advanceClock(
  client: ControlClient,
  input: ActionInput<'advance-clock'>,
  terminal: Terminal,
): Promise<unknown> {
  const over = new AbortController()
  let isCancelled = false
  const cancel = () => {
    if (isCancelled) return terminal.exit(INTERRUPTED)
    isCancelled = true
    talk(terminal, 'kirim-sandbox: cancelling; the job that runs now ends first.')
    // Where it is over already, its reply is on the way.
    client.cancelAdvance().catch(() => undefined)
  }
  terminal.signals.on('SIGINT', cancel)
  try {
    void tellProgress(client, terminal, over.signal)
    const data = await client.act('advance-clock', input)
    if (isCancelled) sayHowFar(data as Advanced, terminal)
    return data
  } finally {
    over.abort()
    terminal.signals.off('SIGINT', cancel)
  }
}

type Advanced = { readonly to: string; readonly jobs: number; readonly cancelled?: true }

function sayHowFar({ to, jobs, cancelled }: Advanced, terminal: Terminal): void {
  const how = cancelled === true ? 'cancelled' : 'over before it was cancelled'
  talk(terminal, `kirim-sandbox: ${how} at ${to} after ${jobs} jobs.`)
  if (cancelled === true) terminal.setExitCode(INTERRUPTED)
}

/** Says each second how far it has got. */
async function tellProgress(
  client: ControlClient,
  terminal: Terminal,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(SAID_EVERY_MS, over)
    if (over.aborted) return
    try {
      const { data } = await client.read('status', {}, over)
      const { organization_id: id, organizations } = data
      const advance = organizations.find((one) => one.id === id)?.advance
      if (advance == null) continue
      const { now, target, jobs } = advance
      talk(terminal, `kirim-sandbox: it is ${now}, on the way to ${target}; ${jobs} jobs run.`)
    } catch {
      // The advance itself says what is wrong.
    }
  }
}
