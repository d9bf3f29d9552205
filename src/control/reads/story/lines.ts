// What happened, line by line: each entry of the journal in words, and runs of the same in one line.
import type { Entry } from '../../../domain/world/journal.ts'
import { find, get } from '../../../domain/world/tables.ts'
import { toIso } from '../../../domain/world/time.ts'
import type { World } from '../../../domain/world/world.ts'
import { signatureOfAttempt } from '../deliveries.ts'
import { LINES_MAX, type StoryLine } from './shape.ts'
import { quoted, shortened, type View } from './view.ts'

/** What a line says of an entry, beside its number and time. */
type Told = {
  /** Made only for lines that are shown: verdicts on signatures cost. */
  readonly text: () => string
  readonly ofNote: boolean
  readonly see: string
  /** Entries with the same one, one behind the other, are one line. */
  readonly run: string
}

type Of<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>

/** By kind of entry: what a line says. */
const TELLING: {
  readonly [Kind in Entry['kind']]: (entry: Of<Kind>, world: World) => Told
} = {
  request: tellRequest,
  status: ({ messageId, status, to, code, detail }) => ({
    text: () =>
      `${messageId} to ${to}: ${status}${code === undefined ? '' : `, ${code}: ${detail ?? ''}`}`,
    ofNote: status === 'failed',
    see: `messages/${messageId}`,
    run: `${status} ${code ?? ''}`,
  }),
  inbound: ({ messageId, from, type, detail }) => ({
    text: () =>
      `${from} wrote ${messageId} (${type})${detail === undefined ? '' : `: ${quoted(detail)}`}`,
    ofNote: false,
    see: `messages/${messageId}`,
    run: `${from} ${type}`,
  }),
  attempt: tellAttempt,
  notice: ({ number, message }) => ({
    text: () => `notice: ${message}`,
    ofNote: false,
    see: `journal/${number}`,
    run: message,
  }),
  breach: ({ number, message }) => ({
    text: () => `BREACH of the contract by the sandbox: ${message}`,
    ofNote: true,
    see: `journal/${number}`,
    run: message,
  }),
}

function tellRequest(entry: Of<'request'>, world: World): Told {
  const { number, operation, method, path, status, code, param, fault, ignored = [] } = entry
  const about = [
    entry.replayed === true && 'the answer kept under its Idempotency-Key, again',
    fault !== undefined && `fault ${fault}`,
    ...ignored.map((one) => `ignored: ${one}`),
  ].filter((one) => one !== false)
  const refusal = code === undefined ? '' : ` ${code}${param === undefined ? '' : ` (${param})`}`
  const reason = entry.message === undefined ? '' : `: ${entry.message}`
  const made = code === undefined ? madeBy(entry, world) : ''
  const notes = about.length === 0 ? '' : ` [${about.join('; ')}]`
  return {
    text: () => `${method} ${path.split('?')[0]} → ${status}${refusal}${made}${notes}${reason}`,
    ofNote: status >= 400 || fault !== undefined || ignored.length > 0,
    see: `journal/${number}`,
    run: [operation || path, status, code, param, fault, ignored.length, entry.replayed].join(' '),
  }
}

/** What a call made: of a message, what was sent to whom. */
function madeBy({ operation, subject }: Of<'request'>, world: World): string {
  if (subject === undefined) return ''
  const message = operation === 'POST /messages' ? find(world.messages, subject) : undefined
  if (message === undefined) return ` ${subject}`
  const text = message.summary === null ? '' : ` ${quoted(message.summary)}`
  return ` ${subject}, ${message.type} to +${message.customerPhone}${text}`
}

function tellAttempt(entry: Of<'attempt'>, world: World): Told {
  const { deliveryId, event, attempt, url, outcome, result, fault, nextAttemptAt } = entry
  const { status, message } = aboutOf(world, deliveryId)
  const parts = () => [
    `attempt ${attempt}`,
    signatureOfAttempt(world, deliveryId, attempt),
    fault !== undefined && `fault ${fault}`,
    result === 'dead' && 'given up',
    result === 'failed' && nextAttemptAt !== null && `again at ${toIso(nextAttemptAt)}`,
  ]
  return {
    text: () => {
      const known = parts().filter((one) => one !== false && one !== null)
      return `${event}${status}${message} → ${shortened(url, 80)}: ${outcome}, ${known.join(', ')}`
    },
    ofNote: result !== 'succeeded' || fault !== undefined,
    see: `deliveries/${deliveryId}`,
    run: [event, status, url, outcome, result, fault].join(' '),
  }
}

/** Which status of which message it tells, where it is about one. */
function aboutOf(world: World, deliveryId: string) {
  const delivery = find(world.deliveries, deliveryId)
  const facts = delivery && get(world.events, delivery.eventRowId).facts
  const status = facts?.type === 'message.status' ? ` (${facts.status})` : ''
  const message = facts !== undefined && 'message' in facts ? ` of ${facts.message.id}` : ''
  return { status, message }
}

type Run = { readonly told: Told; readonly first: number; readonly last: Entry }

/** The lines of a story, in order, and how many entries behind the last one are left out. */
export function linesOf({ world, entries }: View): {
  readonly happened: StoryLine[]
  readonly skipped: number
} {
  const runs = runsOf(entries, world)
  const chosen = chosenOf(runs)
  const happened: StoryLine[] = []
  let shown = (entries[0]?.number ?? 1) - 1
  for (const run of chosen) {
    const { told, first, last } = run
    happened.push({
      number: last.number,
      at: toIso(last.at),
      text: shortened(told.text()),
      times: last.number - first + 1,
      of_note: told.ofNote,
      skipped: first - 1 - shown,
      see: told.see,
    })
    shown = last.number
  }
  return { happened, skipped: (entries.at(-1)?.number ?? shown) - shown }
}

function runsOf(entries: readonly Entry[], world: World): Run[] {
  const runs: Run[] = []
  for (const entry of entries) {
    const told = TELLING[entry.kind](entry as never, world)
    const before = runs.at(-1)
    const goesOn = before?.told.run === told.run && before.last.kind === entry.kind
    if (goesOn) runs[runs.length - 1] = { told, first: before.first, last: entry }
    else runs.push({ told, first: entry.number, last: entry })
  }
  return runs
}

/** The newest of note first, and then the newest of the others, in their order. */
function chosenOf(runs: readonly Run[]): Run[] {
  if (runs.length <= LINES_MAX) return [...runs]
  const newest = [...runs].reverse()
  // Refusals of a program that runs wild do not drive out everything else.
  const ofNote = newest.filter(({ told }) => told.ofNote).slice(0, (LINES_MAX * 3) / 5)
  const chosen = new Set(
    [...ofNote, ...newest.filter((run) => !ofNote.includes(run))].slice(0, LINES_MAX),
  )
  return runs.filter((run) => chosen.has(run))
}
