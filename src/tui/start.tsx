// Opens the screen on a sandbox, wherever it runs: terminal, store, feed and effects wired together.
import { render } from 'ink'

import { type ControlClient, controlClient } from '../client/control-client.ts'
import { NoSandboxError } from '../client/control-errors.ts'
import { followFeed } from '../face/feed.ts'
import { keepAsking, type Onlooker } from '../face/questions.ts'
import { App } from './app.tsx'
import { perform } from './effects.ts'
import type { FeedEntry, OrganizationsData, ReadWish } from './screen/data.ts'
import type { Effect, Size } from './screen/model.ts'
import { readsOf, STATUS_WISH } from './screen/reads.ts'
import { newState } from './screen/state.ts'
import { themeOf } from './screen/theme.ts'
import { newStore, type Store } from './store.ts'
import { copyTo, enterScreen, newDisplay, streamFor, type TerminalOutput } from './terminal.ts'

export type ScreenOptions = {
  readonly url: string
  /** Whose organisation; the default one when left out. */
  readonly apiKey?: string | undefined
  /** For a sandbox that asks for one. */
  readonly controlToken?: string | undefined
  /** Whether leaving the screen ends the sandbox, which is worth a question. */
  readonly endsSandbox: boolean
  readonly input: NodeJS.ReadStream
  readonly output: TerminalOutput
  readonly variables: Readonly<Record<string, string | undefined>>
}

export type Screen = {
  readonly store: Store
  /** Fulfilled when somebody leaves it; rejected when it breaks, with the terminal as it was. */
  readonly closed: Promise<void>
  /** Leaves the terminal as it was. */
  readonly close: () => void
}

/** @throws NoSandboxError when there is none, before anything is drawn. */
export async function openScreen(options: ScreenOptions): Promise<Screen> {
  const { output, variables, endsSandbox } = options
  let client = await keyedClient(options)
  const { apiUrl, controlUrl } = client.client
  const session = { apiUrl, controlUrl, apiKey: client.apiKey, endsSandbox }
  let watching = new AbortController()
  let knowledge = { nudge: () => {} }
  let quit = () => {}
  const closing = new AbortController()
  const act = (effects: readonly Effect[]) => {
    const done = perform(effects, {
      client: () => client.client,
      copy: (text) => copyTo(output, text),
      switchTo: (apiKey, name) => {
        const { url, controlToken } = options
        client = { client: controlClient({ url, apiKey, controlToken }), apiKey }
        store.dispatch({ kind: 'switched', apiKey, name })
        watch()
      },
      quit: () => quit(),
      tell: (happening) => store.dispatch(happening),
    })
    void done.then(() => knowledge.nudge())
  }
  const store = newStore(newState(session, sizeOf(output)), act, closing.signal)
  const watch = () => {
    watching.abort()
    watching = new AbortController()
    const { signal } = watching
    knowledge = keepAsking(client.client, onlookerOf(store), signal)
    void followFeed(
      client.client,
      listenerOf(store, () => knowledge.nudge()),
      signal,
    )
  }
  const leave = enterScreen(output)
  const display = newDisplay(output)
  const resized = () => {
    display.forget()
    store.dispatch({ kind: 'resized', size: sizeOf(output) })
  }
  output.on('resize', resized)
  const ink = render(<App store={store} theme={themeOf(variables)} />, {
    stdin: options.input,
    stdout: streamFor(display, output),
    exitOnCtrlC: false,
    patchConsole: false,
    // Whole frames, one by one: what of them is new is what the display finds out.
    debug: true,
  })
  quit = () => ink.unmount()
  const close = () => {
    closing.abort()
    watching.abort()
    output.off('resize', resized)
    ink.unmount()
    leave()
  }
  watch()
  const closed = ink.waitUntilExit().then(close, (error: unknown) => {
    close()
    throw error
  })
  return { store, closed, close }
}

/** What the screen shows is in sight; a key that no longer works is worth a word. */
function onlookerOf(store: Store): Onlooker<ReadWish> {
  return {
    questions: () => readsOf(store.get()),
    always: [STATUS_WISH],
    subscribe: store.subscribe,
    answered: (answers) => {
      const reads = answers.map(({ question, data }) => ({ name: question.name, data }))
      store.dispatch({ kind: 'reads', reads })
    },
    refused: (_question, error) => {
      if (error.status !== 401) return
      store.dispatch({ kind: 'said', tone: 'bad', text: `${error.message} Press o.` })
    },
  }
}

function listenerOf(store: Store, nudge: () => void) {
  return {
    entries: (entries: readonly FeedEntry[]) => {
      store.dispatch({ kind: 'entries', entries })
      nudge()
    },
    connected: () => {
      store.dispatch({ kind: 'connected' })
      nudge()
    },
    lost: () => store.dispatch({ kind: 'lost' }),
  }
}

type Keyed = { readonly client: ControlClient; readonly apiKey: string }

/** The API wants a key even where the control API does without: the first one that works. */
async function keyedClient({ url, apiKey, controlToken }: ScreenOptions): Promise<Keyed> {
  const client = controlClient({ url, apiKey, controlToken })
  const { data } = await client.read('organizations')
  if (apiKey !== undefined) return { client, apiKey }
  const [first] = (data as OrganizationsData).organizations
  const key = first?.api_keys.find(
    ({ revoked_at: revoked, expires_at: expires }) =>
      revoked === null && (expires === null || expires > first.clock.now),
  )
  if (key === undefined) {
    throw new NoSandboxError('No key of the default organization works. Give one with --api-key.')
  }
  return { client: controlClient({ url, apiKey: key.token, controlToken }), apiKey: key.token }
}

function sizeOf({ columns, rows }: TerminalOutput): Size {
  return { columns, rows }
}
