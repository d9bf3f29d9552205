// One call of the API: what was sent, what was answered, and the same as a curl command.
import type { FeedEntry } from '../../../src/face/known.ts'
import { Bytes, Copy, Headers, Part } from '../parts/elements.tsx'
import { dateTimeOf, quoted } from '../parts/shown.ts'
import { linkTo } from '../route.ts'
import { useAnswer, useSession } from '../session.tsx'

type Side = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** What was sent and answered, as long as the sandbox remembers it. */
type Call = {
  readonly exchange: {
    readonly request: Side
    readonly response: Side
    readonly curl: string | null
  } | null
}

export function CallDetail({ entry }: { readonly entry: FeedEntry }) {
  const { apiUrl } = useSession()
  const { data } = useAnswer<Call>({ path: `journal/${entry.number}` })
  const exchange = data?.exchange ?? null
  const { method, path, status, code, message, subject, request_id: requestId } = entry
  const origin = new URL(apiUrl).origin
  const curl = exchange?.curl ?? curlOf(String(method), origin + String(path))
  return (
    <>
      <Part title={`${method} ${path}`} tools={<Copy text={curl} what="curl" />}>
        <p>
          <strong>{String(status)}</strong> {code === undefined ? '' : String(code)} at{' '}
          {dateTimeOf(entry.at)}, request <code>{String(requestId)}</code>
        </p>
        {message !== undefined && <p className="problem">{String(message)}</p>}
        {typeof subject === 'string' && subject.startsWith('msg_') && (
          <p>
            Message <a href={linkTo('messages', subject)}>{subject}</a>
          </p>
        )}
      </Part>
      {exchange === null ? (
        <p className="soft">What was sent and answered is not remembered any more.</p>
      ) : (
        <>
          <Half title="Request" side={exchange.request} />
          <Half title="Reply" side={exchange.response} />
        </>
      )}
    </>
  )
}

function Half({ title, side }: { readonly title: string; readonly side: Side }) {
  return (
    <Part title={title} {...(side.body && { tools: <Copy text={side.body} what="body" /> })}>
      <Headers of={side.headers} />
      {side.body !== null && <Bytes text={side.body} label={`${title} body`} />}
    </Part>
  )
}

/** Without what was sent, only where it went. */
function curlOf(method: string, url: string): string {
  return `curl -X ${method} ${quoted(url)} -H "Authorization: Bearer $KIRIM_API_KEY"`
}
