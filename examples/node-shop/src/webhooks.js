// The receiver of webhooks: takes what is signed, and takes it once.
import { isSigned } from './signature.js'

/** Events that are remembered. Kirim tries for about 31 hours, so a shop with more keeps them in a table. */
const REMEMBERED_MAX = 10_000

/**
 * Answers one request with a status. `onEvent` is told of each event once; when it throws, the
 * answer is a 500, and Kirim brings the event again. `report` is told what it threw.
 */
export function webhookReceiver({ secrets, onEvent, report, now = machineTime }) {
  const handled = new Map()

  return async function receive({ headers, body }) {
    const header = headers['x-kirim-signature']
    if (!isSigned({ header, body, secrets: secrets(), now: now() })) return 401
    const content = contentOf(body)
    if (content === null) return 400
    const event = { type: headers['x-kirim-event'], ...content }
    try {
      await once(keyOf(headers, event), () => onEvent(event))
      return 200
    } catch (error) {
      report(error)
      return 500
    }
  }

  /** A twin that comes meanwhile waits for the first; what failed may come again. */
  async function once(key, handle) {
    const before = handled.get(key)
    if (before !== undefined) return before
    const handling = Promise.resolve().then(handle)
    handled.set(key, handling)
    if (handled.size > REMEMBERED_MAX) handled.delete(handled.keys().next().value)
    try {
      await handling
    } catch (error) {
      handled.delete(key)
      throw error
    }
  }
}

/** Null for what is signed, but no JSON object. */
function contentOf(body) {
  try {
    const content = JSON.parse(body)
    return typeof content === 'object' ? content : null
  } catch {
    return null
  }
}

function machineTime() {
  return Math.floor(Date.now() / 1_000)
}

/**
 * The statuses of a message share one event id, for Meta gives them none of their own: by the id
 * alone, `delivered` and `read` would pass for copies of `sent`.
 */
function keyOf(headers, event) {
  const status = event.entry?.[0]?.changes[0].value.statuses?.[0]?.status
  return [event.type, headers['x-kirim-event-id'], status].join(' ')
}
