// Everything that happened to one message, from the call to each attempt of each webhook, and what is planned.
import type { MessageDetail, Moment } from '../data.ts'
import { Copy, Nothing, Part, Status } from '../parts/elements.tsx'
import { dateTimeOf, durationOf } from '../parts/shown.ts'
import { linkTo } from '../route.ts'
import { useAnswer, useStatus } from '../session.tsx'

export function TimeLine({ id }: { readonly id: string }) {
  const { data: message, problem } = useAnswer<MessageDetail>({ path: `messages/${id}` })
  const { organization } = useStatus()
  if (message === undefined) return <Nothing>{problem ?? 'Reading …'}</Nothing>
  const planned = message.plan.filter(({ taken }) => !taken)
  const now = organization === undefined ? null : Date.parse(organization.clock.now)
  return (
    <>
      <Part title={`${message.direction} ${message.type}`} tools={<Status of={message.status} />}>
        <p dir="auto">{message.summary}</p>
        <dl className="headers">
          <div>
            <dt>id</dt>
            <dd>
              <code>{message.id}</code> <Copy text={message.id} what="id" />
            </dd>
          </div>
          <div>
            <dt>wamid</dt>
            <dd>
              <code>{message.wamid}</code> <Copy text={message.wamid} what="wamid" />
            </dd>
          </div>
          <div>
            <dt>customer</dt>
            <dd>
              <a href={linkTo('chats', message.customer, message.id)}>{message.customer}</a>
            </dd>
          </div>
        </dl>
        {message.failure !== null && (
          <p className="problem">
            {message.failure.code} ({message.failure.meta_code}): {message.failure.details}
          </p>
        )}
      </Part>
      <Part title="Time line">
        <ol className="time-line">
          {message.time_line.map((moment, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: moments only come at the end.
            <li key={index} className={moment.kind}>
              <time dateTime={moment.at}>{dateTimeOf(moment.at)}</time>
              <Happened moment={moment} />
            </li>
          ))}
          {planned.map(({ status, due_at: due }) => (
            <li key={status} className="planned">
              <time dateTime={due}>{dateTimeOf(due)}</time>
              <span>
                planned: {status}
                {now !== null && ` in ${durationOf(Math.max(0, Date.parse(due) - now))}`}
              </span>
            </li>
          ))}
        </ol>
      </Part>
    </>
  )
}

function Happened({ moment }: { readonly moment: Moment }) {
  switch (moment.kind) {
    case 'accepted':
      return <span>accepted{moment.request_id ? ` by request ${moment.request_id}` : ''}</span>
    case 'received':
      return <span>received from the customer</span>
    case 'status':
      return <Status of={moment.status ?? ''} />
    case 'delivery':
      return (
        <span>
          webhook {moment.event_type} {moment.message_status ?? ''}{' '}
          <a href={linkTo('webhooks', moment.delivery_id)}>{moment.delivery_id}</a>{' '}
          <Status of={moment.status ?? ''} />
        </span>
      )
    case 'attempt':
      return (
        <span>
          attempt {moment.attempt} to {moment.url}:{' '}
          {moment.response_status ?? moment.error ?? moment.outcome}
          {moment.fault ? ` (fault ${moment.fault})` : ''}
        </span>
      )
  }
}
