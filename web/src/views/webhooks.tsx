// Who receives which events: subscriptions with their secrets, and the deliveries on their way or given up.
import { useState } from 'react'
import { Button, Input, Label, TextField, ToggleButton } from 'react-aria-components'

import type { Delivery, Subscription } from '../data.ts'
import { useDo } from '../doing.tsx'
import { Copy, Split, Status } from '../parts/elements.tsx'
import { Rows } from '../parts/rows.tsx'
import { timeOf } from '../parts/shown.ts'
import { goTo, linkTo, useRoute } from '../route.ts'
import { useAnswer, useSession } from '../session.tsx'
import { DeliveryDetailView } from './delivery.tsx'

const DELIVERIES_MAX = 100

export function WebhooksView() {
  const { id } = useRoute()
  const [onlyDead, setOnlyDead] = useState(false)
  const { data: subscribed } = useAnswer<{
    readonly subscriptions: readonly Subscription[]
    readonly event_types: readonly string[]
  }>({ path: 'subscriptions', query: { limit: 100 } })
  const { data } = useAnswer<{ readonly deliveries: readonly Delivery[] }>({
    path: 'deliveries',
    query: { limit: DELIVERIES_MAX, status: onlyDead ? 'dead' : undefined },
  })
  const subscriptions = subscribed?.subscriptions ?? []
  const urlOf = (subscriptionId: string) =>
    subscriptions.find((one) => one.id === subscriptionId)?.url ?? subscriptionId
  return (
    <Split
      list={
        <>
          <Subscribe events={subscribed?.event_types ?? []} />
          <ul className="cards" aria-label="Subscriptions">
            {subscriptions.map((one) => (
              <SubscriptionCard key={one.id} subscription={one} />
            ))}
          </ul>
          <div className="filters">
            <h2>Deliveries</h2>
            <ToggleButton className="small" isSelected={onlyDead} onChange={setOnlyDead}>
              Only dead letters
            </ToggleButton>
          </div>
          <Rows
            label="Deliveries"
            items={data?.deliveries ?? []}
            keyOf={(delivery) => delivery.id}
            opened={id}
            rowHeight={44}
            onOpen={(delivery) => goTo('webhooks', delivery.id)}
            empty="No webhook was sent yet. Subscribe a receiver above, then send a message."
            draw={(delivery) => (
              <>
                <div className="line">
                  <time dateTime={delivery.created_at}>{timeOf(delivery.created_at)}</time>
                  <strong>{delivery.event_type}</strong>
                  <Status of={delivery.status} />
                  <span className="soft">
                    {delivery.attempt_count} × {delivery.response_status ?? ''}
                  </span>
                </div>
                <div className="line soft">{urlOf(delivery.subscription_id)}</div>
              </>
            )}
          />
        </>
      }
      detail={
        id === null ? null : (
          <>
            <a className="back" href={linkTo('webhooks')}>
              ← Back
            </a>
            <DeliveryDetailView id={id} />
          </>
        )
      }
    />
  )
}

function Subscribe({ events }: { readonly events: readonly string[] }) {
  const { face } = useSession()
  const run = useDo()
  const [url, setUrl] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  const subscribe = async () => {
    const reply = await run(
      () => face.call('POST', '/webhook_subscriptions', { url, events }),
      `Subscribed ${url}`,
    )
    if (reply === undefined) return
    setSecret(secretIn(reply.data))
    setUrl('')
  }
  return (
    <form
      className="subscribe"
      onSubmit={(event) => {
        event.preventDefault()
        void subscribe()
      }}
    >
      <TextField value={url} onChange={setUrl}>
        <Label>Subscribe a receiver to every event</Label>
        <Input placeholder="http://127.0.0.1:4000/hook" inputMode="url" />
      </TextField>
      <Button type="submit" className="primary">
        Subscribe
      </Button>
      {secret !== null && (
        <p className="secret" role="status">
          Secret: <code>{secret}</code> <Copy text={secret} what="secret" />
        </p>
      )}
    </form>
  )
}

type Revealed = {
  readonly id: string
  readonly secrets: readonly { readonly id: string; readonly secret: string | null }[]
}

/** The secrets that sign now, asked for only while they are shown. */
function Secrets({ of }: { readonly of: string }) {
  const { data } = useAnswer<{ readonly subscriptions: readonly Revealed[] }>({
    path: 'subscriptions',
    query: { limit: 100, secrets: 'reveal' },
  })
  const secrets = data?.subscriptions.find(({ id }) => id === of)?.secrets ?? []
  return (
    <ul className="secrets">
      {secrets.map(({ id, secret }) => (
        <li key={id} className="line">
          <code>{secret}</code> <Copy text={secret ?? ''} what="secret" />
        </li>
      ))}
    </ul>
  )
}

/** The secret in the reply to a new subscription or a rotation, wherever it stands. */
function secretIn(data: unknown): string | null {
  return /"(whsec_[^"]+)"/.exec(JSON.stringify(data) ?? '')?.[1] ?? null
}

function SubscriptionCard({ subscription }: { readonly subscription: Subscription }) {
  const { face } = useSession()
  const run = useDo()
  const [secret, setSecret] = useState<string | null>(null)
  const [isShown, setShown] = useState(false)
  const {
    id,
    url,
    events,
    status,
    disabled_reason: reason,
    pending,
    succeeded,
    dead,
  } = subscription
  const place = `/webhook_subscriptions/${id}`
  const isActive = status === 'active'
  return (
    <li>
      <div className="line">
        <strong>{url}</strong> <Status of={status} />
      </div>
      <p className="soft">
        {events.join(', ')} · {pending} on the way, {succeeded} arrived, {dead} dead
        {reason === null ? '' : ` · ${reason}`}
      </p>
      <div className="tools">
        <Button
          className="small"
          onPress={() =>
            void run(
              () => face.call('PATCH', place, { status: isActive ? 'paused' : 'active' }),
              isActive ? `Paused ${url}` : `Activated ${url}`,
            )
          }
        >
          {isActive ? 'Pause' : 'Activate'}
        </Button>
        <Button
          className="small"
          onPress={async () => {
            const reply = await run(
              () => face.call('POST', `${place}/secrets`, {}),
              'Rotated the secret',
            )
            if (reply !== undefined) setSecret(secretIn(reply.data))
          }}
        >
          Rotate secret
        </Button>
        <Button
          className="small"
          isDisabled={dead === 0}
          onPress={() =>
            void run(
              () => face.call('POST', '/webhook_deliveries/bulk_replay', { subscription_id: id }),
              'Replayed the dead letters',
            )
          }
        >
          Replay dead letters
        </Button>
        <Button
          className="small"
          onPress={() => void run(() => face.call('DELETE', place), `Deleted ${url}`)}
        >
          Delete
        </Button>
        <ToggleButton className="small" isSelected={isShown} onChange={setShown}>
          {isShown ? 'Hide secrets' : 'Show secrets'}
        </ToggleButton>
      </div>
      {isShown && <Secrets of={id} />}
      {secret !== null && (
        <p className="secret" role="status">
          New secret: <code>{secret}</code> <Copy text={secret} what="secret" />
        </p>
      )}
    </li>
  )
}
