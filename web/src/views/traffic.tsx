// What happens, live: calls, statuses, customers' messages, webhook attempts; filtered, paused, opened.
import { useDeferredValue, useMemo, useState } from 'react'
import { Input, Label, SearchField, ToggleButton } from 'react-aria-components'

import type { FeedEntry } from '../../../src/face/known.ts'
import { Nothing, Split } from '../parts/elements.tsx'
import { Rows } from '../parts/rows.tsx'
import { timeOf } from '../parts/shown.ts'
import { goTo, linkTo, useRoute } from '../route.ts'
import { useKnown } from '../session.tsx'
import { CallDetail } from './call.tsx'
import { DeliveryDetailView } from './delivery.tsx'
import { TimeLine } from './time-line.tsx'

const KINDS = ['request', 'status', 'inbound', 'attempt', 'notice', 'breach'] as const

export function TrafficView() {
  const { id } = useRoute()
  const live = useKnown((known) => known.entries)
  const [frozen, setFrozen] = useState<readonly FeedEntry[] | null>(null)
  const [text, setText] = useState('')
  const [kinds, setKinds] = useState<readonly string[]>([])
  const wanted = useDeferredValue(text.trim().toLowerCase())
  const entries = frozen ?? live
  const shown = useMemo(() => {
    if (wanted === '' && kinds.length === 0) return entries
    const words = wanted.split(/\s+/)
    return entries.filter((entry) => {
      if (kinds.length > 0 && !kinds.includes(entry.kind)) return false
      const line = lineOf(entry).toLowerCase()
      return words.every((word) => line.includes(word))
    })
  }, [entries, wanted, kinds])
  const missed = frozen === null ? 0 : live.length - frozen.length
  const opened = id === null ? undefined : entries.find(({ number }) => String(number) === id)
  return (
    <Split
      list={
        <>
          <div className="filters">
            <SearchField value={text} onChange={setText} className="inline">
              <Label>Filter</Label>
              <Input placeholder="POST /messages 400, message.status, +62…" />
            </SearchField>
            {KINDS.map((kind) => (
              <ToggleButton
                key={kind}
                className="small"
                isSelected={kinds.includes(kind)}
                onChange={(is) =>
                  setKinds(is ? [...kinds, kind] : kinds.filter((one) => one !== kind))
                }
              >
                {kind}
              </ToggleButton>
            ))}
            <ToggleButton
              className="small"
              isSelected={frozen !== null}
              onChange={(is) => setFrozen(is ? live : null)}
            >
              {frozen === null ? 'Pause' : `Paused, ${Math.max(0, missed)} newer`}
            </ToggleButton>
          </div>
          <Rows
            label="Traffic"
            items={shown}
            keyOf={({ number }) => String(number)}
            opened={id}
            rowHeight={26}
            follows={frozen === null}
            onOpen={({ number }) => goTo('traffic', String(number))}
            empty="Nothing has happened that fits. Send a request, or write as a customer."
            draw={(entry) => (
              <div className={`line entry ${entry.kind} ${toneOf(entry)}`}>
                <time dateTime={entry.at}>{timeOf(entry.at)}</time>
                <span className="kind">{entry.kind}</span>
                <span className="what">{lineOf(entry)}</span>
              </div>
            )}
          />
        </>
      }
      detail={id === null ? null : <Opened id={id} entry={opened} />}
    />
  )
}

function Opened({ id, entry }: { readonly id: string; readonly entry: FeedEntry | undefined }) {
  return (
    <>
      <a className="back" href={linkTo('traffic')}>
        ← Back
      </a>
      {entry === undefined ? (
        <Nothing>Entry {id} is not kept any more.</Nothing>
      ) : entry.kind === 'request' ? (
        <CallDetail entry={entry} />
      ) : entry.kind === 'attempt' ? (
        <DeliveryDetailView id={String(entry.delivery_id)} />
      ) : entry.kind === 'status' || entry.kind === 'inbound' ? (
        <TimeLine id={String(entry.message_id)} />
      ) : (
        <Nothing>{lineOf(entry)}</Nothing>
      )}
    </>
  )
}

/** An entry in one line; what is filtered is what is read. */
export function lineOf(entry: FeedEntry): string {
  const parts: readonly unknown[] = LINES[entry.kind]?.(entry) ?? [entry.message]
  return parts.filter((part) => part !== undefined && part !== null && part !== '').join(' ')
}

const LINES: Readonly<Record<string, (entry: FeedEntry) => readonly unknown[]>> = {
  request: ({ method, path, status, code, message, replayed, fault, ignored }) => [
    method,
    path,
    status,
    code,
    message,
    replayed === true ? '(replayed)' : '',
    fault === undefined ? '' : `fault ${fault}`,
    Array.isArray(ignored) ? `ignored: ${ignored.join(' ')}` : '',
  ],
  status: ({ to, status, code, detail, message_id: id }) => [to, status, code, detail, id],
  inbound: ({ from, type, detail, message_id: id }) => [from, 'wrote', type, detail, id],
  attempt: ({ event, url, attempt, outcome, result, fault, delivery_id: id }) => [
    event,
    '→',
    url,
    `#${attempt}`,
    outcome,
    result,
    fault === undefined ? '' : `fault ${fault}`,
    id,
  ],
  gap: ({ lost }) => [`${lost ?? ''} entries are not shown: too much happened at once`],
}

function toneOf(entry: FeedEntry): string {
  if (entry.kind === 'breach') return 'bad'
  const { status, result } = entry as { status?: unknown; result?: unknown }
  if (result === 'dead' || status === 'failed') return 'bad'
  if (entry.kind === 'request' && Number(status) >= 400) return 'bad'
  return result === 'failed' ? 'warn' : ''
}
