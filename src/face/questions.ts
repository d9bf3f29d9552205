// Keeps answers up to date: asks the control API for what is in sight, whenever it may have changed.
import type { ControlClient } from '../client/control-client.ts'
import { ControlError } from '../client/control-errors.ts'
import { pause } from '../client/waiting.ts'
import { keyOf, type Question } from './known.ts'

/** The world clock is looked at so often, in milliseconds. */
const STATUS_MS = 1_000
/** While much happens, what is in sight is asked for no more often than this. */
const REFRESH_MS = 250

/** Who looks: what is in sight, and where answers go. */
export type Onlooker<Asked extends Question> = {
  readonly questions: () => readonly Asked[]
  /** Asked even when nothing happened: the status, for its clock. */
  readonly always: readonly Asked[]
  /** Calls back when other things may be in sight; gives back how to end that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly answered: (
    answers: readonly { readonly question: Asked; readonly data: unknown }[],
  ) => void
  /** The sandbox refused: a row that is gone, a key that no longer works. */
  readonly refused: (question: Asked, error: ControlError) => void
  /** Nobody answered, or something that is no sandbox. */
  readonly unreachable?: () => void
}

export type Asking = {
  /** Something happened: what is in sight may have changed. */
  readonly nudge: () => void
}

/** Asks until the signal is aborted. */
export function keepAsking<Asked extends Question>(
  client: ControlClient,
  onlooker: Onlooker<Asked>,
  signal: AbortSignal,
): Asking {
  let isStale = true
  let wake = new AbortController()
  const known = new Set<string>()
  const refresh = async (questions: readonly Asked[]) => {
    for (const question of questions) known.add(keyOf(question))
    const answers = await Promise.all(
      questions.map((question) => answerTo(client, question, onlooker, signal)),
    )
    if (signal.aborted) return
    const inSight = new Set(onlooker.questions().map(keyOf))
    for (const key of known) if (!inSight.has(key)) known.delete(key)
    // An answer about what is out of sight by now would push out the one that is waited for.
    const useful = answers.filter((one) => one !== null && inSight.has(keyOf(one.question)))
    if (useful.length > 0) onlooker.answered(useful as NonNullable<(typeof useful)[number]>[])
  }
  const lookAround = () => {
    const unknown = onlooker.questions().filter((question) => !known.has(keyOf(question)))
    if (unknown.length > 0) void refresh(unknown)
  }
  const run = async () => {
    while (!signal.aborted) {
      const wasStale = isStale
      isStale = false
      await refresh(wasStale ? onlooker.questions() : onlooker.always)
      if (wasStale) await pause(REFRESH_MS, signal)
      wake = new AbortController()
      if (!isStale) await pause(STATUS_MS, AbortSignal.any([signal, wake.signal]))
    }
  }
  const unsubscribe = onlooker.subscribe(lookAround)
  signal.addEventListener('abort', unsubscribe, { once: true })
  void run()
  return {
    nudge: () => {
      isStale = true
      wake.abort()
    },
  }
}

/** Null where there is no answer: the feed notices when nobody is there. */
async function answerTo<Asked extends Question>(
  client: ControlClient,
  question: Asked,
  onlooker: Onlooker<Asked>,
  signal: AbortSignal,
): Promise<{ readonly question: Asked; readonly data: unknown } | null> {
  try {
    const { data } = await client.read(question.path, question.query, signal)
    return { question, data }
  } catch (error) {
    if (error instanceof ControlError) onlooker.refused(question, error)
    else if (!signal.aborted) onlooker.unreachable?.()
    return null
  }
}
