// What to look at in a story: one row for each thing that is worth a look, the gravest first.
import { neverStruck, whyNeverStruck } from '../../../domain/faults/striking.ts'
import type { Entry } from '../../../domain/world/journal.ts'
import { nextWork } from '../../../domain/world/schedule.ts'
import { count, first, newestFirst } from '../../../domain/world/tables.ts'
import { FINDINGS_MAX, type Finding } from './shape.ts'
import { counted, shortened, type View } from './view.ts'

type Looks = (view: View) => readonly Finding[]

/** By what they look for; in the order in which they are told. */
const LOOKS: Readonly<Record<string, Looks>> = {
  breaches: ({ entries }) => {
    const breaches = of('breach', entries)
    const last = breaches.at(-1)
    if (last === undefined) return []
    return [
      {
        what: `${counted(breaches.length, 'breach', 'breaches')} of the contract by the sandbox itself: ${last.message}`,
        do: 'Report it: this is a bug of the sandbox, not of your program.',
        see: `journal/${last.number}`,
      },
    ]
  },

  refusals: ({ entries }) =>
    groups(
      of('request', entries).filter(({ code, fault }) => code !== undefined && fault === undefined),
      ({ method, operation, path, code, param }) =>
        `${operation || `${method} ${path.split('?')[0]}`} was refused with ${code}${param === undefined ? '' : ` (${param})`}`,
    ).map(({ what, times, last }) => ({
      what: `${what}${timesText(times)}: ${last.message ?? ''}`,
      do: 'Mend the call; the entry shows what was sent, also as a curl command.',
      see: `journal/${last.number}`,
    })),

  ignored: ({ entries }) =>
    groups(
      of('request', entries).flatMap((entry) =>
        (entry.ignored ?? []).map((one) => ({ ...entry, one })),
      ),
      ({ operation, one }) => `${operation}: ${one}`,
    ).map(({ what, times, last }) => ({
      what: `Ignored${timesText(times)}: ${what}`,
      do: 'Mend the name of the member: production drops it in silence.',
      see: `journal/${last.number}`,
    })),

  failedMessages: ({ entries }) =>
    groups(
      of('status', entries).filter(({ status }) => status === 'failed'),
      ({ code, detail }) => `${code ?? 'no code'}: ${detail ?? ''}`,
    ).map(({ what, times, last }) => ({
      what: `${counted(times, 'message')} failed with ${what}`,
      do: 'See that your program hears of it and acts; the message shows its whole time line.',
      see: `messages/${last.messageId}`,
    })),

  deadLetters: ({ world }) => {
    const [newest] = newestFirst(world.deliveries, 'byStatus', 'dead')
    const dead = count(world.deliveries, 'byStatus', 'dead')
    if (newest === undefined) return []
    return [
      {
        what: `${counted(dead, 'webhook delivery was', 'webhook deliveries were')} given up`,
        do: 'Mend the receiver, then POST /webhook_deliveries/{id}/replay.',
        see: `deliveries/${newest.id}`,
      },
    ]
  },

  failingReceivers: ({ entries }) =>
    groups(
      of('attempt', entries).filter(({ result, fault }) => result !== 'succeeded' && !fault),
      ({ url, outcome }) => `${shortened(url, 80)} answered ${outcome}`,
    ).map(({ what, times, last }) => ({
      what: `${what}${timesText(times)}`,
      do: 'A receiver must answer 2xx within its time limit; the delivery shows each attempt.',
      see: `deliveries/${last.deliveryId}`,
    })),

  badSignatures: ({ inboxes }) =>
    [...inboxes.byName.values()].flatMap(({ name, requests }) => {
      const bad = requests.filter(({ signature }) => !signature.valid)
      if (bad.length === 0) return []
      return [
        {
          what: `${counted(bad.length, 'request')} at the inbox ${name} had no good signature`,
          do: 'A careful receiver refuses these: see whether yours did.',
          see: `inboxes/${name}`,
        },
      ]
    }),

  silentSubscriptions: ({ world }) =>
    (['disabled', 'paused'] as const).flatMap((status) => {
      const row = first(world.subscriptions, 'byStatus', status)
      if (row === undefined) return []
      const many = counted(count(world.subscriptions, 'byStatus', status), 'subscription')
      return [
        {
          what: `${many} ${status}, so nothing arrives there: ${shortened(row.url, 80)}`,
          do: 'PATCH /webhook_subscriptions/{id} with {"status":"active"}.',
          see: 'subscriptions',
        },
      ]
    }),

  nobodyListens: ({ world, entries }) => {
    const told = entries.some(({ kind }) => kind === 'status' || kind === 'inbound')
    if (!told || count(world.subscriptions) > 0) return []
    return [
      {
        what: 'Things happened that webhooks tell of, and nobody is subscribed.',
        do: 'POST /webhook_subscriptions, or start with --webhook URL.',
        see: 'subscriptions',
      },
    ]
  },

  sleepingFaults: ({ world }) =>
    neverStruck(world).map((fault) => ({
      what: whyNeverStruck(fault),
      do: fault.isArmed
        ? 'Make the call that it waits for, or disarm it.'
        : 'It is disarmed by now: arm it again before what it is meant for.',
      see: 'faults',
    })),

  standingClock: ({ world, isVirtual }) => {
    const job = nextWork(world)
    if (!isVirtual || job === undefined) return []
    return [
      {
        what: 'The clock is virtual and stands still: what is scheduled waits for it to be moved.',
        do: 'advance-clock with {"until":"next-job"}, {"until":"idle"} or {"by":"25h"}.',
        see: 'status',
      },
    ]
  },

  silence: ({ entries }) => {
    if (entries.some(({ kind }) => kind === 'request')) return []
    return [
      {
        what: 'No call to the API has come.',
        do: 'Point your program to the base URL and the API key that `kirim-sandbox env` prints.',
        see: 'status',
      },
    ]
  },
}

/** Of one kind, so that it does not drive out all others. */
const OF_ONE_KIND_MAX = 3

/** The first ones, and how many more there are. */
export function findingsOf(view: View): { readonly found: Finding[]; readonly more: number } {
  const all = Object.values(LOOKS).map((look) => look(view))
  const found = all
    .flatMap((some) => some.slice(0, OF_ONE_KIND_MAX))
    .slice(0, FINDINGS_MAX)
    .map(({ what, ...rest }) => ({ what: shortened(what), ...rest }))
  return { found, more: all.flat().length - found.length }
}

function of<Kind extends Entry['kind']>(kind: Kind, entries: readonly Entry[]) {
  return entries.filter((entry): entry is Extract<Entry, { readonly kind: Kind }> => {
    return entry.kind === kind
  })
}

type Group<Item> = { readonly what: string; readonly times: number; readonly last: Item }

/** Items of which the same is to be said, those that came most often first. */
function groups<Item>(items: readonly Item[], say: (item: Item) => string): Group<Item>[] {
  const byWhat = new Map<string, Group<Item>>()
  for (const item of items) {
    const what = say(item)
    byWhat.set(what, { what, times: (byWhat.get(what)?.times ?? 0) + 1, last: item })
  }
  return [...byWhat.values()].sort((one, other) => other.times - one.times)
}

function timesText(times: number): string {
  return times === 1 ? '' : `, ${times} times`
}
