// Subscriptions among the webhooks: a row for each, and one opened, with its secrets and what can be done.
import type { Subscription } from '../data.ts'
import { dateTime } from '../formats.ts'
import type { State } from '../model.ts'
import { type Pane, type PaneRow, reading } from '../pane.ts'
import { BLANK, type Line, line, type Span } from '../spans.ts'
import type { CopyItem } from '../view.ts'
import { advice, fact, heading, LOADING } from './parts.ts'

export function isSubscription(id: string | null): id is string {
  return id?.startsWith('wbs_') === true
}

export function subscriptionWith({ data }: State, id: string | null): Subscription | undefined {
  return data.subscriptions?.subscriptions.find((one) => one.id === id)
}

/** Loopback goes without saying. */
export function shortUrl(url: string): string {
  return url.replace(/^http:\/\/(127\.0\.0\.1|localhost)(?=[:/])/, '')
}

/** A rule stands below the last one, where deliveries begin. */
export function subscriptionRow(one: Subscription, isLast: boolean): PaneRow {
  return {
    id: one.id,
    text: () => `${one.id} ${one.url} ${one.status} ${one.events.join(' ')} subscription`,
    draw: () => [subscriptionLine(one), ...(isLast ? [BLANK] : [])],
  }
}

const SIGNS: Readonly<Record<Subscription['status'], Span>> = {
  active: ['● ', 'good'],
  paused: ['‖ ', 'warn'],
  disabled: ['○ ', 'bad'],
}

function subscriptionLine({ url, status, succeeded, pending, dead, events }: Subscription): Line {
  const isActive = status === 'active'
  return line(
    SIGNS[status],
    [`✓${succeeded}`, succeeded > 0 ? 'good' : 'dim'],
    [` ↻${pending}`, pending > 0 ? 'warn' : 'dim'],
    [` ✗${dead}`, dead > 0 ? 'bad' : 'dim'],
    [`  ${shortUrl(url)}`, 'plain'],
    [isActive ? `  ${events.join(', ')}` : `  ${status}`, isActive ? 'dim' : 'bad'],
  )
}

export function subscriptionPane(state: State, id: string): Pane {
  const one = subscriptionWith(state, id)
  const common = { empty: LOADING, anchor: 'top', hasCursor: false } as const
  if (one === undefined) return { rows: [], ...common }
  const isActive = one.status === 'active'
  const lines = [
    fact('status', one.status, isActive ? 'good' : 'bad'),
    ...(one.disabled_reason === null ? [] : [fact('because', one.disabled_reason, 'bad')]),
    fact('receiver', one.url),
    fact('events', one.events.join(', ')),
    ...(one.description === null ? [] : [fact('description', one.description)]),
    fact('since', dateTime(one.created_at)),
    fact('deliveries', `${one.succeeded} arrived, ${one.pending} on the way, ${one.dead} dead`),
    BLANK,
    heading('Secrets that sign'),
    ...one.secrets.map(({ last4, expires_at: until }) =>
      line([`…${last4}`, 'plain'], [until === null ? '' : `  until ${dateTime(until)}`, 'dim']),
    ),
    BLANK,
    ...advice(
      ['y', 'copy a secret'],
      ['p', isActive ? 'pause it: deliveries are held back' : 'have it go on'],
      ['S', 'rotate the secret: the old one signs for a day more'],
      ['d', 'delete it'],
    ),
  ]
  return { rows: reading(lines), ...common }
}

export function subscriptionCopies(state: State, id: string): CopyItem[] {
  const one = subscriptionWith(state, id)
  if (one === undefined) return []
  return [
    ...one.secrets.flatMap(({ secret, last4 }) =>
      secret === null ? [] : [{ label: `secret …${last4}`, text: secret }],
    ),
    { label: 'URL of the receiver', text: one.url },
    { label: 'subscription id', text: one.id },
  ]
}
