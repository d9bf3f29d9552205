// What a program remembers, as its `observe` URL or command tells it: JSON of any shape, searched for ids.
import { execFile } from 'node:child_process'

/** Where a program tells what it has done. */
export type ObserveSource =
  | { readonly kind: 'url'; readonly url: string }
  /** Prints JSON on stdout; read by a shell. */
  | { readonly kind: 'command'; readonly line: string }

/**
 * Which members say what, where their names do not tell: `{ status: 'state', count: 'runs' }`. Without
 * a name, any text that is a status is one, and a number called count, times, … is a count.
 */
export type ObserveMapping = {
  readonly id?: string | undefined
  readonly status?: string | undefined
  readonly count?: string | undefined
}

export type Observer = {
  readonly source: ObserveSource
  readonly mapping: ObserveMapping
}

/** One place where an id stands in what was observed. */
export type Sighting = {
  /** `messages[3].wamid` */
  readonly path: string
  /** The statuses beside it, in lower case, in the order in which they stand there. */
  readonly statuses: readonly string[]
  /** The count beside it; 1 when there is none. */
  readonly count: number
}

/** What was observed is no JSON, or could not be asked for. */
export class ObserveError extends Error {
  override readonly name = 'ObserveError'
}

const ASK_MS = 5_000
const OUTPUT_MAX_BYTES = 16 * 1_024 * 1_024
/** Statuses as the provider and Meta write them. */
const STATUSES: ReadonlySet<string> = new Set([
  'queued',
  'pending',
  'sent',
  'delivered',
  'read',
  'failed',
])
const COUNTS = /^(count|times|handled|processed|runs|deliveries|attempts|n|total)$/i
/** Below an id's record, statuses are looked for so deep: `{ wamid, state: { status } }`, lists of such. */
const DEPTH_MAX = 3

/** A URL, or else a command line. */
export function observeSource(text: string): ObserveSource {
  return /^https?:\/\//.test(text) ? { kind: 'url', url: text } : { kind: 'command', line: text }
}

/** Asks once. @throws ObserveError. */
export async function observe({ source }: Observer): Promise<unknown> {
  const text = source.kind === 'url' ? await readUrl(source.url) : await runLine(source.line)
  try {
    return JSON.parse(text)
  } catch {
    throw new ObserveError(`${nameOf(source)} must give JSON; it gave: ${text.slice(0, 80)}`)
  }
}

async function readUrl(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) })
    const text = await response.text()
    if (response.ok) return text
    throw new ObserveError(`${url} must answer 200 with JSON; it answered ${response.status}.`)
  } catch (error) {
    if (error instanceof ObserveError) throw error
    throw new ObserveError(`${url} did not answer: ${(error as Error).message}.`)
  }
}

function runLine(line: string): Promise<string> {
  const [file, ...args] = process.platform === 'win32' ? ['cmd', '/c', line] : ['sh', '-c', line]
  return new Promise((resolve, reject) => {
    const options = { timeout: ASK_MS, maxBuffer: OUTPUT_MAX_BYTES }
    execFile(file as string, args, options, (error, stdout) => {
      if (error === null) resolve(stdout)
      else reject(new ObserveError(`The command "${line}" failed: ${error.message}.`))
    })
  })
}

function nameOf(source: ObserveSource): string {
  return source.kind === 'url' ? source.url : `The command "${source.line}"`
}

/**
 * Every place where an id stands: as a value (its object is the record), as the name of a member (what
 * stands behind it is the record), or as an item of a list.
 */
export function sightingsOf(json: unknown, id: string, mapping: ObserveMapping = {}): Sighting[] {
  const found: Sighting[] = []
  look(json, '', { id, mapping, found })
  return found
}

type Search = {
  readonly id: string
  readonly mapping: ObserveMapping
  readonly found: Sighting[]
}

function look(value: unknown, path: string, search: Search): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      const place = `${path}[${index}]`
      if (item === search.id) search.found.push({ path: place, statuses: [], count: 1 })
      else look(item, place, search)
    })
    return
  }
  if (typeof value !== 'object' || value === null) return
  const { id, mapping, found } = search
  let isRecord = false
  for (const [name, member] of Object.entries(value)) {
    const place = path === '' ? name : `${path}.${name}`
    if (name === id) found.push(...recordsBehind(member, place, mapping))
    else if (member === id && (mapping.id === undefined || mapping.id === name)) {
      // An object that names the id twice is still one record.
      if (!isRecord) found.push(recordAt(value, place, mapping))
      isRecord = true
    } else look(member, place, search)
  }
}

/** `{ "wamid.…": 2 }`, `{ "wamid.…": "read" }`, `{ "wamid.…": {…} }`, `{ "wamid.…": [{…}, {…}] }` */
function recordsBehind(member: unknown, path: string, mapping: ObserveMapping): Sighting[] {
  if (typeof member === 'number') return [{ path, statuses: [], count: member }]
  if (typeof member === 'string') return [{ path, statuses: statusesIn(member), count: 1 }]
  if (Array.isArray(member)) {
    const statuses = member.flatMap((item) => statusesBelow(item, mapping, DEPTH_MAX))
    // A list of statuses is the history of one record; any other list has an item for each handling.
    const count = statuses.length > 0 && statuses.length === member.length ? 1 : member.length
    return [{ path, statuses, count }]
  }
  return [recordAt(member, path, mapping)]
}

function recordAt(record: unknown, path: string, mapping: ObserveMapping): Sighting {
  return {
    path,
    statuses: statusesBelow(record, mapping, DEPTH_MAX),
    count: countIn(record, mapping),
  }
}

function statusesBelow(value: unknown, mapping: ObserveMapping, depth: number): string[] {
  if (typeof value === 'string') return statusesIn(value)
  if (typeof value !== 'object' || value === null || depth === 0) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const isOther = typeof member === 'string' && !Array.isArray(value)
    if (isOther && mapping.status !== undefined && mapping.status !== name) return []
    return statusesBelow(member, mapping, depth - 1)
  })
}

function statusesIn(text: string): string[] {
  const lower = text.toLowerCase()
  return STATUSES.has(lower) ? [lower] : []
}

function countIn(record: unknown, { count }: ObserveMapping): number {
  if (typeof record !== 'object' || record === null) return 1
  for (const [name, member] of Object.entries(record)) {
    const isCount = count === undefined ? COUNTS.test(name) : name === count
    if (isCount && typeof member === 'number') return member
  }
  return 1
}
