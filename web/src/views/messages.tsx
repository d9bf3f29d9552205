// The newest messages, and the time line of the one that is opened.
import type { Message } from '../data.ts'
import { Split, Status } from '../parts/elements.tsx'
import { Rows } from '../parts/rows.tsx'
import { dateTimeOf } from '../parts/shown.ts'
import { goTo, linkTo, useRoute } from '../route.ts'
import { useAnswer } from '../session.tsx'
import { TimeLine } from './time-line.tsx'

const MESSAGES_MAX = 100

export function MessagesView() {
  const { id } = useRoute()
  const { data } = useAnswer<{ readonly messages: readonly Message[] }>({
    path: 'messages',
    query: { limit: MESSAGES_MAX },
  })
  return (
    <Split
      list={
        <Rows
          label="Messages"
          items={data?.messages ?? []}
          keyOf={(message) => message.id}
          opened={id}
          rowHeight={48}
          onOpen={(message) => goTo('messages', message.id)}
          empty="No message yet. Send one through the API, or write as a customer."
          draw={(message) => (
            <>
              <div className="line">
                <time dateTime={message.created_at}>{dateTimeOf(message.created_at)}</time>
                <span>{message.direction === 'inbound' ? '← from' : '→ to'}</span>
                <strong>{message.customer}</strong>
                <span className="soft">{message.type}</span>
                <Status of={message.status} />
              </div>
              <div className="line soft" dir="auto">
                {message.summary ?? message.id}
              </div>
            </>
          )}
        />
      }
      detail={
        id === null ? null : (
          <>
            <a className="back" href={linkTo('messages')}>
              ← Back
            </a>
            <TimeLine id={id} />
          </>
        )
      }
    />
  )
}
