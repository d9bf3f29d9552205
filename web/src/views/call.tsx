// One call of the API: what was sent, what was answered, and the same as a curl command.
import type { FeedEntry } from '../../../src/face/known.ts'
import { Bytes, Copy, Headers, Part } from '../parts/elements.tsx'
import { dateTimeOf, quoted } from '../parts/shown.ts'
import { linkTo } from '../route.ts'
import { useAnswer, useSession } from '../session.tsx'

type Side = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly cut?: boolean
}

type Call = {
  readonly request?: Side | null
  readonly response?: Side | null
  readonly curl?: string
}

export function CallDetail({ entry }: { readonly entry: FeedEntry }) {
  const { apiUrl } = useSession()
  const { data } = useAnswer<Call>({ path: `journal/${entry.number}` })
  const { method, path, status, code, message, subject, request_id: requestId } = entry
  const origin = new URL(apiUrl).origin
  const curl = data?.curl ?? curlOf(String(method), origin + String(path), data?.request ?? null)
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
      <Half title="Request" side={data?.request} />
      <Half title="Reply" side={data?.response} />
    </>
  )
}

function Half({ title, side }: { readonly title: string; readonly side: Side | null | undefined }) {
  if (side === undefined || side === null) return null
  return (
    <Part title={title} {...(side.body && { tools: <Copy text={side.body} what="body" /> })}>
      <Headers of={side.headers} />
      {side.body !== null && <Bytes text={side.body} label={`${title} body`} />}
      {side.cut === true && <p className="soft">The body is longer than what is kept.</p>}
    </Part>
  )
}

function curlOf(method: string, url: string, request: Side | null): string {
  const headers = Object.entries(request?.headers ?? {})
    .filter(([name]) => !['host', 'content-length', 'connection'].includes(name))
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)
  const body = request?.body ? [`-d ${quoted(request.body)}`] : []
  return [`curl -X ${method} ${quoted(url)}`, ...headers, ...body].join(' \\\n  ')
}
