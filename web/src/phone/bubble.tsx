// One message as the customer's phone shows it, with what can be tapped.
import { Button } from 'react-aria-components'

import type { ChatMessage } from '../data.ts'
import { timeOf } from '../parts/shown.ts'

const TICKS: Readonly<Record<string, string>> = {
  pending: '◷',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
}

const PICTURES: Readonly<Record<string, string>> = {
  image: '🖼',
  video: '🎬',
  audio: '🎤',
  document: '📄',
  sticker: '🏷',
  location: '📍',
  contacts: '👤',
}

export type Tap =
  | { readonly kind: 'button'; readonly message: ChatMessage; readonly text: string }
  | { readonly kind: 'row'; readonly message: ChatMessage; readonly id: string }
  | { readonly kind: 'react'; readonly message: ChatMessage; readonly emoji: string }

type Props = {
  readonly message: ChatMessage
  readonly isChosen: boolean
  /** Null where nothing beside the phone is shown. */
  readonly onChoose: (() => void) | null
  readonly onTap: (tap: Tap) => void
}

/** The customer's own messages stand on the right: it is their phone. */
export function Bubble({ message, isChosen, onChoose, onTap }: Props) {
  const { direction, header, text, footer, media, quotes, buttons, list, status, failure } = message
  const isOwn = direction === 'inbound'
  return (
    <li className={`bubble ${isOwn ? 'own' : 'theirs'}${isChosen ? ' chosen' : ''}`}>
      {quotes !== null && <blockquote dir="auto">{quotes}</blockquote>}
      {media !== null && (
        <p className="media" dir="auto">
          <span aria-hidden="true">{PICTURES[media.kind] ?? '📎'}</span> {media.kind}: {media.name}
        </p>
      )}
      {header !== null && <strong dir="auto">{header}</strong>}
      {text !== null && (
        <p className="text" dir="auto">
          {text}
        </p>
      )}
      {text === null && header === null && media === null && (
        <p className="text soft">{message.type}</p>
      )}
      {footer !== null && (
        <p className="footer" dir="auto">
          {footer}
        </p>
      )}
      {failure !== null && <p className="failure">Not delivered: {failure}</p>}
      <p className="foot">
        <time dateTime={message.created_at}>{timeOf(message.created_at)}</time>
        {!isOwn && (
          <span className={`ticks ${status}`} role="img" aria-label={status} title={status}>
            {TICKS[status] ?? ''}
          </span>
        )}
        {onChoose !== null && (
          <Button
            className="link"
            onPress={onChoose}
            aria-label={`Time line of this ${message.type}`}
          >
            time line
          </Button>
        )}
      </p>
      {buttons.map((button) => (
        <Button
          key={button.text}
          className="tap"
          isDisabled={button.kind !== 'reply' || isOwn}
          onPress={() => onTap({ kind: 'button', message, text: button.text })}
        >
          {button.text}
        </Button>
      ))}
      {list !== null && (
        <details>
          <summary>{list.button}</summary>
          {list.rows.map(({ id, title }) => (
            <Button key={id} className="tap" onPress={() => onTap({ kind: 'row', message, id })}>
              {title}
            </Button>
          ))}
        </details>
      )}
      {!isOwn && (
        <Button
          className="react"
          aria-label="React with a thumb up"
          onPress={() => onTap({ kind: 'react', message, emoji: '👍' })}
        >
          👍
        </Button>
      )}
    </li>
  )
}
