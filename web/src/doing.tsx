// Does what was asked for, and says how it went: one place for success and for refusals.
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { Button } from 'react-aria-components'

import { ControlError } from '../../src/client/control-errors.ts'

type Word = { readonly id: number; readonly tone: 'good' | 'bad'; readonly text: string }

/** Resolves with the result, or undefined when it was refused and that was said. */
type Do = <Result>(deed: () => Promise<Result>, said?: string) => Promise<Result | undefined>

const DoingContext = createContext<Do | null>(null)

const GOOD_NEWS_MS = 4_000

export function useDo(): Do {
  const run = useContext(DoingContext)
  if (run === null) throw new Error('Nothing around this component does anything.')
  return run
}

/** What a refusal says, with the member that is to blame. */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const param = error instanceof ControlError ? error.param : undefined
  return param === undefined || error.message.includes(param)
    ? error.message
    : `${param}: ${error.message}`
}

export function Doing({ children }: { readonly children: ReactNode }) {
  const [words, setWords] = useState<readonly Word[]>([])
  const next = useRef(0)
  const drop = useCallback(
    (id: number) => setWords((before) => before.filter((one) => one.id !== id)),
    [],
  )
  const say = useCallback(
    (tone: Word['tone'], text: string) => {
      const id = ++next.current
      setWords((before) => [...before.slice(-3), { id, tone, text }])
      if (tone === 'good') setTimeout(() => drop(id), GOOD_NEWS_MS)
    },
    [drop],
  )
  const run: Do = useCallback(
    async (deed, said) => {
      try {
        const result = await deed()
        if (said !== undefined) say('good', said)
        return result
      } catch (error) {
        say('bad', explained(error))
        return undefined
      }
    },
    [say],
  )
  return (
    <DoingContext.Provider value={run}>
      {children}
      <div className="words" role="status" aria-live="polite">
        {words.map(({ id, tone, text }) => (
          <p key={id} className={`word ${tone}`}>
            <span>{text}</span>
            <Button aria-label="Close this message" onPress={() => drop(id)}>
              ×
            </Button>
          </p>
        ))}
      </div>
    </DoingContext.Provider>
  )
}
