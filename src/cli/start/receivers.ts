// Receivers as the command line names them: a URL, and after it the events that it wants to hear of.
import { EVENT_TYPES, type EventType } from '../../contract/spec.ts'
import { DECLARED_SECRET, type DeclaredReceiver } from '../../domain/webhooks/declared-receivers.ts'
import { masked } from '../../domain/world/secret.ts'
import { nearest } from '../../schema/nearest.ts'
import { UsageError } from '../options.ts'

/** `http://…=message.received,message.status`: what looks like names of events, behind the last =. */
const WITH_EVENTS = /^(.+)=([a-z]+\.[a-z]+(?:,[a-z]+\.[a-z]+)*)$/

/**
 * What `--webhook` asks for.
 *
 * @throws UsageError for what is no URL, and for an event that there is not.
 */
export function readReceivers(texts: readonly string[], secret?: string): DeclaredReceiver[] {
  return texts.map((text) => readReceiver(text, secret ?? DECLARED_SECRET))
}

function readReceiver(text: string, secret: string): DeclaredReceiver {
  const [, url = text, names] = WITH_EVENTS.exec(text) ?? []
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new UsageError(
      `--webhook takes an http:// or https:// address, such as http://127.0.0.1:4000/hook, and behind it =message.received,message.status for those events only; got "${masked(text)}".`,
    )
  }
  const events = names === undefined ? EVENT_TYPES : names.split(',').map(readEvent)
  return { url, events: [...new Set(events)], secret }
}

function readEvent(name: string): EventType {
  const found = EVENT_TYPES.find((type) => type === name)
  if (found !== undefined) return found
  const near = nearest(name, EVENT_TYPES)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new UsageError(
    `--webhook names the event ${name}, which there is not.${hint} Events: ${EVENT_TYPES.join(', ')}.`,
  )
}
