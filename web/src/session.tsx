// Who looks at what: the sandbox behind the page, one organisation of it, and the control token.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'

import { controlClient } from '../../src/client/control-client.ts'
import { ControlError } from '../../src/client/control-errors.ts'
import { type Face, openFace, STATUS } from '../../src/face/face.ts'
import { type Answer, type Known, keyOf, type Question } from '../../src/face/known.ts'
import type { OrganizationsData, StatusData } from './data.ts'
import { TokenForm } from './token-form.tsx'

const TOKEN_PLACE = 'kirim-sandbox-token'
const KEY_PLACE = 'kirim-sandbox-key'

type Session = {
  readonly face: Face
  readonly apiKey: string
  readonly apiUrl: string
  /** Looks at the organisation of another key from now on. */
  readonly switchTo: (apiKey: string) => void
}

const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('There is no session around this component.')
  return session
}

type Phase =
  | { readonly kind: 'asking' }
  | { readonly kind: 'locked'; readonly message: string; readonly wasGiven: boolean }
  | { readonly kind: 'away'; readonly message: string }
  | { readonly kind: 'open'; readonly apiKey: string }

const RETRY_MS = 1_000

/** Finds out whom the page speaks to; asks for the control token where the sandbox does. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [token, setToken] = useState(() => sessionStorage.getItem(TOKEN_PLACE) ?? undefined)
  const [phase, setPhase] = useState<Phase>({ kind: 'asking' })
  const connect = useCallback(async () => {
    try {
      const apiKey = await firstKey(token)
      setPhase({ kind: 'open', apiKey })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const isLocked = error instanceof ControlError && error.code === 'control_token_required'
      setPhase(
        isLocked
          ? { kind: 'locked', message, wasGiven: token !== undefined }
          : { kind: 'away', message },
      )
    }
  }, [token])
  useEffect(() => {
    void connect()
  }, [connect])
  useEffect(() => {
    if (phase.kind !== 'away') return
    const timer = setTimeout(() => void connect(), RETRY_MS)
    return () => clearTimeout(timer)
  }, [phase, connect])
  if (phase.kind === 'asking') return null
  if (phase.kind === 'away') return <p className="alone">{phase.message}</p>
  if (phase.kind === 'locked') {
    return (
      <TokenForm
        problem={phase.wasGiven ? phase.message : null}
        onToken={(given) => {
          sessionStorage.setItem(TOKEN_PLACE, given)
          setToken(given)
        }}
      />
    )
  }
  const switchTo = (apiKey: string) => {
    sessionStorage.setItem(KEY_PLACE, apiKey)
    setPhase({ kind: 'open', apiKey })
  }
  return (
    <OpenSession key={phase.apiKey} apiKey={phase.apiKey} token={token} switchTo={switchTo}>
      {children}
    </OpenSession>
  )
}

type OpenProps = {
  readonly apiKey: string
  readonly token: string | undefined
  readonly switchTo: (apiKey: string) => void
  readonly children: ReactNode
}

function OpenSession({ apiKey, token, switchTo, children }: OpenProps) {
  const [face, setFace] = useState<Face | null>(null)
  useEffect(() => {
    const opened = openFace(
      controlClient({ url: location.origin, apiKey, ...(token && { controlToken: token }) }),
    )
    setFace(opened)
    return () => opened.close()
  }, [apiKey, token])
  const session = useMemo(
    () => (face === null ? null : { face, apiKey, apiUrl: face.client.apiUrl, switchTo }),
    [face, apiKey, switchTo],
  )
  if (session === null) return null
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

/** The key that was chosen in this tab, if it still works; else the first that does. */
async function firstKey(token: string | undefined): Promise<string> {
  const client = controlClient({ url: location.origin, ...(token && { controlToken: token }) })
  const { data } = await client.read('organizations')
  const { organizations } = data as OrganizationsData
  const working = organizations.flatMap(({ api_keys, clock }) =>
    api_keys
      .filter(({ revoked_at: revoked, expires_at: expires }) => {
        return revoked === null && (expires === null || expires > clock.now)
      })
      .map(({ token: key }) => key),
  )
  const chosen = sessionStorage.getItem(KEY_PLACE)
  if (chosen !== null && working.includes(chosen)) return chosen
  const [first] = working
  if (first === undefined)
    throw new Error('No API key of this sandbox works. Issue one: npx kirim-sandbox do issue-key')
  return first
}

/** A part of what is known; drawn again when this part changes. */
export function useKnown<Part>(part: (known: Known) => Part): Part {
  const { face } = useSession()
  return useSyncExternalStore(face.subscribe, () => part(face.get()))
}

const UNANSWERED: Answer = { data: undefined, problem: null }

/** The answer to a question, kept fresh while the component is there; null asks nothing. */
export function useAnswer<Data>(question: Question | null): {
  readonly data: Data | undefined
  readonly problem: string | null
} {
  const { face } = useSession()
  const key = question === null ? '' : keyOf(question)
  const asked = useRef(question)
  asked.current = question
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question.
  useEffect(() => {
    if (asked.current === null) return
    return face.look(asked.current)
  }, [face, key])
  const answer = useKnown((known) => known.answers.get(key)) ?? UNANSWERED
  return answer as { data: Data | undefined; problem: string | null }
}

/** The organisation that is looked at; undefined before the first answer. */
export function useStatus() {
  const { data } = useAnswer<StatusData>(STATUS)
  const organization = data?.organizations.find(({ id }) => id === data.organization_id)
  return { status: data, organization }
}
