// Keeps what is on the screen up to date: asks the control API for what is in sight, when it changed.
import type { ControlClient } from '../client/control-client.ts'
import { ControlError } from '../client/control-errors.ts'
import { pause } from '../client/patience.ts'
import type { ReadName, ReadWish } from './screen/data.ts'
import { readsOf, STATUS_WISH, wishKey } from './screen/reads.ts'
import type { Store } from './store.ts'

/** The world clock is looked at so often. */
const STATUS_MS = 1_000
/** While much happens, what is in sight is asked for no more often than this. */
const REFRESH_MS = 250

export type Knowledge = {
  /** Something happened: what is in sight may have changed. */
  readonly nudge: () => void
}

/** Asks until the signal is aborted. */
export function keepKnowing(client: ControlClient, store: Store, signal: AbortSignal): Knowledge {
  let isStale = true
  let wake = new AbortController()
  const known = new Set<string>()
  const refresh = async (wishes: readonly ReadWish[]) => {
    for (const wish of wishes) known.add(wishKey(wish))
    const answers = await Promise.all(wishes.map((wish) => answerTo(client, wish, store, signal)))
    if (signal.aborted) return
    const inSight = new Set(readsOf(store.get()).map(wishKey))
    for (const key of known) if (!inSight.has(key)) known.delete(key)
    // An answer about what is out of sight by now would push out the one that is waited for.
    const reads = answers.flatMap((one) => (one !== null && inSight.has(one.key) ? [one] : []))
    if (reads.length > 0) store.dispatch({ kind: 'reads', reads })
  }
  const lookAround = () => {
    const unknown = readsOf(store.get()).filter((wish) => !known.has(wishKey(wish)))
    if (unknown.length > 0) void refresh(unknown)
  }
  const run = async () => {
    while (!signal.aborted) {
      const wasStale = isStale
      isStale = false
      await refresh(wasStale ? readsOf(store.get()) : [STATUS_WISH])
      if (wasStale) await pause(REFRESH_MS, signal)
      wake = new AbortController()
      if (!isStale) await pause(STATUS_MS, AbortSignal.any([signal, wake.signal]))
    }
  }
  const unsubscribe = store.subscribe(lookAround)
  signal.addEventListener('abort', unsubscribe, { once: true })
  void run()
  return {
    nudge: () => {
      isStale = true
      wake.abort()
    },
  }
}

type Answer = { readonly name: ReadName; readonly key: string; readonly data: unknown }

/** Null where there is no answer: the feed notices when nobody is there. */
async function answerTo(
  client: ControlClient,
  wish: ReadWish,
  store: Store,
  signal: AbortSignal,
): Promise<Answer | null> {
  try {
    const { data } = await client.read(wish.path, wish.query, signal)
    return { name: wish.name, key: wishKey(wish), data }
  } catch (error) {
    // A row that is gone is no news; a key that no longer works is.
    if (error instanceof ControlError && error.status === 401) {
      store.dispatch({ kind: 'said', tone: 'bad', text: `${error.message} Press o.` })
    }
    return null
  }
}
