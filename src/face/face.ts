// The model that a face draws: keeps what is known of one sandbox fresh, and does what is asked.
import type {
  ActionInput,
  ActionName,
  ApiMethod,
  ControlClient,
  Reply,
} from '../client/control-client.ts'
import { followFeed } from './feed.ts'
import {
  type FeedEntry,
  type Known,
  NOTHING_KNOWN,
  type Question,
  withAnswer,
  withConnection,
  withEntries,
  withOnly,
  withProblem,
} from './known.ts'
import { keepAsking } from './questions.ts'

export type Face = {
  readonly client: ControlClient
  readonly get: () => Known
  /** Calls back after each change; gives back how to end that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Keeps the answer to a question fresh until the function that it gives back is called. */
  readonly look: (question: Question) => () => void
  /** A control action. Rejects with the client's errors. */
  readonly act: <Name extends ActionName>(name: Name, input: ActionInput<Name>) => Promise<unknown>
  /** A call of the API, as a program of the business makes it. Rejects with the client's errors. */
  readonly call: (method: ApiMethod, path: string, body?: unknown) => Promise<Reply>
  readonly close: () => void
}

/** In sight of every face: time, what comes next, how many of everything. */
export const STATUS: Question = { path: 'status' }

/** Opens a face on the sandbox of a client; it looks until it is closed. */
export function openFace(client: ControlClient): Face {
  let known = NOTHING_KNOWN
  const listeners = new Set<() => void>()
  const lookers = new Set<Question>([STATUS])
  const sights = new Set<() => void>()
  const change = (next: Known) => {
    if (next === known) return
    known = next
    for (const listener of [...listeners]) listener()
  }
  const watching = new AbortController()
  const { signal } = watching
  const asking = keepAsking<Question>(
    client,
    {
      questions: () => [...lookers],
      always: [STATUS],
      subscribe: (listener) => {
        sights.add(listener)
        return () => sights.delete(listener)
      },
      answered: (answers) => {
        const next = answers.reduce(
          (sofar, { question, data }) => withAnswer(sofar, question, data),
          known,
        )
        // A connection that only stalled goes on by itself: whoever answers is there.
        change(next.connection === 'lost' ? withConnection(next, 'live') : next)
      },
      refused: (question, error) => change(withProblem(known, question, error.message)),
      unreachable: () => change(withConnection(known, 'lost')),
    },
    signal,
  )
  void followFeed(
    client,
    {
      entries: (entries: readonly FeedEntry[]) => {
        change(withEntries(known, entries))
        asking.nudge()
      },
      connected: () => {
        change(withConnection(known, 'live'))
        asking.nudge()
      },
      lost: () => change(withConnection(known, 'lost')),
    },
    signal,
  )
  const thenAsk = async <Result>(promise: Promise<Result>): Promise<Result> => {
    try {
      return await promise
    } finally {
      asking.nudge()
    }
  }
  return {
    client,
    get: () => known,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look: (question) => {
      const own = { ...question }
      lookers.add(own)
      for (const listener of [...sights]) listener()
      return () => {
        lookers.delete(own)
        change(withOnly(known, [...lookers]))
      }
    },
    act: (name, input) => thenAsk(client.act(name, input)),
    call: (method, path, body) => thenAsk(client.call(method, path, body)),
    close: () => watching.abort(),
  }
}
