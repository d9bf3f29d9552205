// One webhook on its way: the body to the byte, each attempt with its verdict, and replay.
import { Button } from 'react-aria-components'

import type { Attempt, DeliveryDetail } from '../data.ts'
import { useDo } from '../doing.tsx'
import { Bytes, Copy, Headers, Nothing, Part, Status } from '../parts/elements.tsx'
import { dateTimeOf, quoted } from '../parts/shown.ts'
import { goTo, linkTo } from '../route.ts'
import { useAnswer, useSession } from '../session.tsx'

export function DeliveryDetailView({ id }: { readonly id: string }) {
  const { face } = useSession()
  const run = useDo()
  const { data, problem } = useAnswer<DeliveryDetail>({ path: `deliveries/${id}` })
  if (data === undefined) return <Nothing>{problem ?? 'Reading …'}</Nothing>
  const { delivery, event, body, attempts, subscription } = data
  const replay = async () => {
    const reply = await run(
      () => face.call('POST', `/webhook_deliveries/${id}/replay`, {}),
      'Replayed as a new delivery',
    )
    const made = (reply?.data as { readonly id?: unknown } | undefined)?.id
    if (typeof made === 'string') goTo('webhooks', made)
  }
  return (
    <>
      <Part
        title={event.type}
        tools={
          <>
            <Status of={delivery.status} />
            <Button className="small" onPress={() => void replay()}>
              Replay
            </Button>
          </>
        }
      >
        <p>
          To {subscription?.url ?? 'a subscription that was deleted'}; event <code>{event.id}</code>
          , delivery <code>{delivery.id}</code>
        </p>
        {delivery.replayed_from !== null && (
          <p>
            A replay of{' '}
            <a href={linkTo('webhooks', delivery.replayed_from)}>{delivery.replayed_from}</a>
          </p>
        )}
        {delivery.next_attempt_at !== null && (
          <p>Next attempt at {dateTimeOf(delivery.next_attempt_at)}</p>
        )}
      </Part>
      <Part title="Body" tools={<Copy text={body} what="body" />}>
        <Bytes text={body} label="Body of the webhook" />
      </Part>
      {attempts.map((attempt) => (
        <AttemptPart key={attempt.number} attempt={attempt} body={body} />
      ))}
    </>
  )
}

/** What a careful receiver finds, in a sentence. */
const VERDICTS: Readonly<Record<string, string>> = {
  good: 'The signature is good.',
  stale: 'The signature is too old: a careful receiver refuses it.',
  missing: 'There is no signature: a careful receiver refuses it.',
  mismatch: 'The signature does not fit the body and the secret: a careful receiver refuses it.',
}

function AttemptPart({ attempt, body }: { readonly attempt: Attempt; readonly body: string }) {
  const { number, url, headers, signature, response_status: status, error, outcome } = attempt
  return (
    <Part
      title={`Attempt ${number}: ${status ?? error ?? outcome}`}
      tools={<Copy text={curlOf(url, headers, body)} what="curl" />}
    >
      <p>
        {dateTimeOf(attempt.at)} to {url}
        {attempt.fault !== null && `, changed by the fault ${attempt.fault}`}
      </p>
      <p className={signature === 'good' ? 'good' : 'problem'}>
        {VERDICTS[signature] ?? signature}
      </p>
      <Headers of={headers} />
      {attempt.response_snippet !== null && (
        <Bytes text={attempt.response_snippet} label="What the receiver answered" />
      )}
    </Part>
  )
}

function curlOf(url: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)
  return [`curl -X POST ${quoted(url)}`, ...lines, `--data-binary ${quoted(body)}`].join(' \\\n  ')
}
