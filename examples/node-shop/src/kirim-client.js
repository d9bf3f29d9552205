// The client of the Kirim API: sends a message once, however often it has to ask.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** Tries of one message; with the waits between them this takes about half a minute. */
const TRIES_MAX = 6
const FIRST_WAIT_MS = 1_000

/** The API said no, and would say no again. */
export class KirimError extends Error {
  name = 'KirimError'

  constructor(status, { code, message, param } = {}) {
    super(`${status} ${code ?? ''}: ${message ?? 'no reason was given'}`)
    this.status = status
    this.code = code
    this.param = param
  }
}

/** `wait` is given by tests, which have a clock of their own. */
export function kirimClient({ baseUrl, apiKey, wait = sleep }) {
  /**
   * Sends a message. Every try carries the same Idempotency-Key: a reply that got lost is given
   * again, and the customer reads the message once.
   */
  async function sendMessage(message, { idempotencyKey = randomUUID() } = {}) {
    for (let tries = 1; ; tries++) {
      const reply = await post('/messages', message, idempotencyKey)
      const sent = reply?.ok ? await messageOf(reply) : null
      if (sent !== null) return sent
      if (reply !== null && !reply.ok && !isWorthAnotherTry(reply.status))
        throw await errorOf(reply)
      if (tries === TRIES_MAX)
        throw reply?.ok === false ? await errorOf(reply) : new Error('No answer.')
      await wait(waitBefore(tries, reply))
    }
  }

  /** Null when the connection broke: nobody knows whether the message was taken. */
  async function post(path, body, idempotencyKey) {
    try {
      return await fetch(baseUrl + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify(body),
      })
    } catch {
      return null
    }
  }

  return { sendMessage }
}

/** Null when the reply broke off or says nothing: the next try asks for the same one again. */
async function messageOf(reply) {
  try {
    return (await reply.json()).data ?? null
  } catch {
    return null
  }
}

function isWorthAnotherTry(status) {
  return status === 429 || status >= 500
}

/** What the API asks for; where it asks for nothing, twice as long each time. */
function waitBefore(tries, reply) {
  const seconds = Number(reply?.headers.get('retry-after') ?? Number.NaN)
  if (seconds >= 0) return seconds * 1_000
  return FIRST_WAIT_MS * 2 ** (tries - 1)
}

async function errorOf(reply) {
  const body = await reply.json().catch(() => ({}))
  return new KirimError(reply.status, body?.error)
}
