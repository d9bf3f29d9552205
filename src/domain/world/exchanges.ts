// What was sent and answered in the newest calls of the API: headers and bodies, bounded in number and size.
import { masked } from './secret.ts'

/** How many calls are remembered whole; of older ones the journal has only its entry. */
export const EXCHANGES_MAX = 1_000

/** How many characters the bodies of all remembered calls have at most; the oldest go first. */
export const EXCHANGES_MAX_CHARACTERS = 4 * 1024 * 1024

export type ExchangeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** One call, as it came and as it was answered. Holds on to texts that are there anyway: none is copied. */
export type Exchange = {
  readonly requestHeaders: ExchangeHeaders
  readonly requestBody: string | undefined
  readonly responseHeaders: ExchangeHeaders
  readonly responseBody: string | undefined
}

/** The newest calls by the number of their entry in the journal. */
export type Exchanges = {
  readonly byNumber: Map<number, Exchange>
  /** Their numbers, oldest first from `first` on: the map would look for its oldest at length. */
  readonly order: number[]
  first: number
  characters: number
}

export function newExchanges(): Exchanges {
  return { byNumber: new Map(), order: [], first: 0, characters: 0 }
}

/** Remembers a call, and forgets the oldest ones that there is no more room for. */
export function keepExchange(exchanges: Exchanges, number: number, exchange: Exchange): void {
  const { byNumber, order } = exchanges
  byNumber.set(number, exchange)
  order.push(number)
  exchanges.characters += charactersOf(exchange)
  while (byNumber.size > EXCHANGES_MAX || exchanges.characters > EXCHANGES_MAX_CHARACTERS) {
    const oldest = order[exchanges.first++] as number
    exchanges.characters -= charactersOf(byNumber.get(oldest) as Exchange)
    byNumber.delete(oldest)
  }
  if (exchanges.first < EXCHANGES_MAX) return
  order.splice(0, exchanges.first)
  exchanges.first = 0
}

function charactersOf({ requestBody, responseBody }: Exchange): number {
  return (requestBody?.length ?? 0) + (responseBody?.length ?? 0)
}

/** Headers that open something, whatever their value looks like. */
const SECRET_HEADER =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-kirim-sandbox-token)$/i

/** The headers as they may be shown: by name, with all that is secret covered. */
export function shownHeaders(headers: ExchangeHeaders): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    shown[name] = SECRET_HEADER.test(name) ? covered(String(value)) : masked(String(value))
  }
  return shown
}

/** The body as it may be shown; null when there was none. */
export function shownBody(body: string | undefined): string | null {
  return body === undefined ? null : masked(body)
}

/** All but the scheme: `Bearer ***`. */
function covered(value: string): string {
  return `${/^(?:bearer|basic) /i.exec(value)?.[0] ?? ''}***`
}
