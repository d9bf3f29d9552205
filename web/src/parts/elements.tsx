// Small things that several views draw: a status, a text that can be copied, bytes, a titled part.
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'

import { useDo } from '../doing.tsx'
import { indented } from './shown.ts'

const MARKS: Readonly<Record<string, string>> = {
  pending: '◷',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
  succeeded: '✓',
  dead: '✕',
  active: '●',
  disabled: '○',
}

/** A status with a mark and its name: colour is never all that tells two apart. */
export function Status({ of }: { readonly of: string }) {
  return (
    <span className={`status ${of}`}>
      <span aria-hidden="true">{MARKS[of] ?? '•'}</span> {of}
    </span>
  )
}

export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const run = useDo()
  return (
    <Button
      className="small"
      onPress={() => void run(() => navigator.clipboard.writeText(text), `Copied the ${what}`)}
    >
      Copy {what}
    </Button>
  )
}

/** A text to the byte; JSON with indents, when asked to. */
export function Bytes({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="bytes" tabIndex={0} aria-label={label}>
      <pre>{indented(text)}</pre>
    </section>
  )
}

export function Headers({ of }: { readonly of: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="headers">
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

type PartProps = {
  readonly title: string
  readonly tools?: ReactNode
  readonly children: ReactNode
}

export function Part({ title, tools, children }: PartProps) {
  return (
    <section className="part">
      <header>
        <h2>{title}</h2>
        {tools}
      </header>
      {children}
    </section>
  )
}

/** Two panes: a list, and what of it is opened. On a narrow screen the opened one covers the list. */
export function Split({ list, detail }: { readonly list: ReactNode; readonly detail: ReactNode }) {
  return (
    <div className={`split${detail === null ? '' : ' opened'}`}>
      <div className="list">{list}</div>
      {detail !== null && <div className="detail">{detail}</div>}
    </div>
  )
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="nothing">{children}</p>
}
