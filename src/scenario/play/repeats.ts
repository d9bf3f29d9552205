// What an exchange of a cassette has in common with those before is said once: time, headers and bodies.

/** A side of an exchange: what was sent begins with `>`, what came back with `<`. */
type Side = '>' | '<'

type Headers = ReadonlyMap<string, string>

/** What earlier exchanges have said. */
type Said = {
  time: string
  /** The headers of the last exchange of a kind, by kind and side. */
  readonly headers: Map<string, Headers>
  /** Which exchange said a body first: its request id, or the id of its delivery. */
  readonly bodies: Map<string, string>
}

const TIME = /^@ (\S+) /

/** The exchanges that have headers: how they begin, and whose headers stand on which side. */
const HEADS: ReadonlyArray<readonly [start: RegExp, side: Side, whose: string]> = [
  [/^@ \S+ call$/, '>', 'client'],
  [/^@ \S+ (call$|reply to )/, '<', 'api'],
  [/^@ \S+ webhook$/, '>', 'webhook'],
]

/** A body that is shorter than what stands in its place is written each time. */
const SHORT_BODY = 60

/**
 * The exchanges, each without what has been said: the time and the headers of the exchange before,
 * and a body that an earlier one had. A header that is there no more stands with no value, so two
 * different plays never give the same text.
 */
export function withoutRepeats(exchanges: readonly string[]): string[] {
  const said: Said = { time: '', headers: new Map(), bodies: new Map() }
  return exchanges.map((exchange) => withoutSaid(exchange, said))
}

function withoutSaid(exchange: string, said: Said): string {
  const time = TIME.exec(exchange)?.[1]
  if (time === undefined) return exchange
  let lines = exchange.split('\n')
  const first = lines[0] ?? ''
  for (const [start, side, whose] of HEADS) {
    if (start.test(first)) lines = withoutSaidOn(side, whose, lines, said)
  }
  if (time === said.time) lines[0] = first.replace(TIME, '@ ')
  said.time = time
  return lines.join('\n')
}

function withoutSaidOn(side: Side, whose: string, lines: readonly string[], said: Said): string[] {
  const from = lines.findIndex((line) => line.startsWith(`${side} `)) + 1
  if (from === 0) return [...lines]
  const end = from + countOf(side, lines.slice(from))
  const headers = headersOf(lines.slice(from, end))
  const before = said.headers.get(whose) ?? new Map()
  const changed = changesBetween(before, headers).map((line) => `${side} ${line}`)
  said.headers.set(whose, headers)
  const rest = lines.slice(end)
  const after = rest[0] === side ? [side, ...bodyOnce(side, rest.slice(1), headers, said)] : rest
  return [...lines.slice(0, from), ...changed, ...after]
}

/** How many of the first lines have text on this side. */
function countOf(side: Side, lines: readonly string[]): number {
  const end = lines.findIndex((line) => !line.startsWith(`${side} `))
  return end === -1 ? lines.length : end
}

function headersOf(lines: readonly string[]): Headers {
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(2, colon), line.slice(colon + 2)]
    }),
  )
}

function changesBetween(before: Headers, now: Headers): string[] {
  const changed = [...now].filter(([name, value]) => before.get(name) !== value)
  const gone = [...before.keys()].filter((name) => !now.has(name))
  return [...changed.map(([name, value]) => `${name}: ${value}`), ...gone.map((name) => `${name}:`)]
}

/** The body and what follows it; a request id that the head has told is written as `=`. */
function bodyOnce(side: Side, lines: readonly string[], headers: Headers, said: Said): string[] {
  const length = countOf(side, lines)
  const id = headers.get('x-request-id') ?? headers.get('X-Kirim-Delivery-Id')
  const body = lines.slice(0, length).join('\n')
  const rest = lines.slice(length)
  if (id === undefined) return [...lines]
  const bare = body.replace(`"request_id":"${id}"`, '"request_id":"="')
  const sayer = said.bodies.get(bare)
  if (sayer !== undefined && bare.length > SHORT_BODY)
    return [`${side} (the body of ${sayer})`, ...rest]
  if (sayer === undefined) said.bodies.set(bare, id)
  return [...bare.split('\n'), ...rest]
}
