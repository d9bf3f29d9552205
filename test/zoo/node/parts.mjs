// A careful receiver and client, in parts: each program of the zoo replaces one of them.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const { PORT, KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_WEBHOOK_SECRET, ZOO_DATA, MENDED } = process.env

const TOLERANCE_S = 300
const RANKS = { sent: 1, delivered: 2, read: 3, failed: 4 }

/** What a program is made of. Each part gets the program, so that it finds the others. */
export const PARTS = {
  /** Whether a request is genuine. */
  verify(program, header, raw) {
    const pairs = String(header ?? '')
      .split(',')
      .map((part) => part.split('='))
    const t = pairs.find(([name]) => name === 't')?.[1] ?? ''
    if (!/^\d+$/.test(t) || !program.isTimely(Number(t))) return false
    const digest = createHmac('sha256', program.key(KIRIM_WEBHOOK_SECRET))
      .update(`${t}.`)
      .update(program.signedBytes(raw))
      .digest()
    return program
      .digestsOf(pairs)
      .map((hex) => Buffer.from(hex, 'hex'))
      .some((given) => given.length === digest.length && timingSafeEqual(given, digest))
  },

  /** The key that a signature is computed with. */
  key: (secret) => secret,

  isTimely: (t) => Math.abs(Date.now() / 1_000 - t) <= TOLERANCE_S,

  signedBytes: (raw) => raw,

  digestsOf: (pairs) => pairs.filter(([name]) => name === 'v1').map(([, hex = '']) => hex),

  /** What is not signed well is tried again later: the secret may have been mixed up. */
  refusal: 503,

  /** The JSON of a body; undefined for what is no object. */
  parse(raw) {
    try {
      const body = JSON.parse(raw.toString())
      return typeof body === 'object' && body !== null ? body : undefined
    } catch {
      return undefined
    }
  },

  /** Every message and every status of a webhook. */
  itemsOf(body) {
    const values = (Array.isArray(body.entry) ? body.entry : [])
      .flatMap((entry) => entry?.changes ?? [])
      .map((change) => change?.value ?? {})
    return values.flatMap((value) => [
      ...(value.messages ?? []).map((message) => ({ ...message, kind: 'message' })),
      ...(value.statuses ?? []).map((status) => ({ ...status, kind: 'status' })),
    ])
  },

  /** By this, an item that comes again is known. */
  identity: ({ kind, id, status }) => (kind === 'status' ? `${id}:${status}` : id),

  /** Whether a status is news. */
  isNews: (before, status) => (RANKS[status] ?? 0) > (RANKS[before] ?? 0),

  /** Keeps what is new, on disk, before anything else; gives what there is to do. */
  keep(program, items) {
    const { store } = program
    const work = []
    for (const item of items) {
      const known = program.identity(item)
      if (store.known.has(known)) continue
      if (item.kind === 'status') {
        const isNews = program.isNews(store.statuses.get(item.id), item.status)
        store.write({ known, ...(isNews && { status: [item.id, item.status] }) })
        continue
      }
      const reply = { id: item.id, to: `+${item.from}`, key: `reply-${item.id}` }
      store.write({ known, handled: item.id, todo: reply })
      work.push(reply)
    }
    return work
  },

  /** Keeps, answers, works: in this order. */
  async take(program, items, answer) {
    const work = program.keep(program, items)
    answer(200)
    await Promise.all(work.map((reply) => program.work(program, reply)))
  },

  async work(program, reply) {
    await program.send(program, reply)
    program.store.write({ done: reply.id })
  },

  /** Sends one message, however often that has to be tried. */
  async send(program, reply) {
    for (let attempt = 0; attempt < 8; attempt++) {
      const { status, retryAfter } = await program.call(reply, program.content())
      if (status >= 200 && status < 300) return
      if (!program.mayRetry(status)) return
      await sleep(program.waitMs(attempt, retryAfter))
    }
  },

  content: () => ({ type: 'text', text: { body: 'Terima kasih!' } }),

  mayRetry: (status) => status === null || status === 429 || status >= 500,

  waitMs: (attempt, retryAfter) => Math.max(200 * 3 ** attempt, 1_000 * retryAfter),

  headers: ({ key }) => ({ 'idempotency-key': key }),

  /** How long it waits for a reply. */
  patienceMs: 30_000,

  /** Whether it sends a template where a text does not get through. */
  hasTemplate: true,

  /** The status of the reply; null when there was none. */
  async call(reply, content) {
    try {
      const response = await fetch(`${KIRIM_BASE_URL}/messages`, {
        method: 'POST',
        signal: AbortSignal.timeout(this.patienceMs),
        headers: {
          authorization: `Bearer ${KIRIM_API_KEY}`,
          'content-type': 'application/json',
          ...this.headers(reply),
        },
        body: JSON.stringify({ to: reply.to, ...content }),
      })
      const text = await response.text()
      const isClosed = response.status === 422 && text.includes('outside_24h_window')
      if (isClosed && this.hasTemplate && content.type !== 'template') {
        const template = { name: 'order_confirmation', language: 'id' }
        return this.call({ ...reply, key: `${reply.key}-t` }, { type: 'template', template })
      }
      const retryAfter = Number(response.headers.get('retry-after') ?? 0)
      return { status: response.status, retryAfter }
    } catch {
      return { status: null, retryAfter: 0 }
    }
  },

  /** Whether what it knows outlives a restart. */
  isKept: true,

  /** Whether it reads its contacts when it starts. */
  readsContacts: false,

  followsCursor: true,

  onRequest: (program, request, response, raw) => program.handle(program, request, response, raw),

  async handle(program, request, response, raw) {
    const answer = (status, text = '') => {
      if (!response.headersSent) response.writeHead(status).end(text)
    }
    if (request.url === '/state') return answer(200, JSON.stringify(program.store.state()))
    if (request.method !== 'POST') return answer(405)
    if (!program.verify(program, request.headers['x-kirim-signature'], raw)) {
      return answer(program.refusal)
    }
    const body = program.parse(raw)
    if (body === undefined) return answer(400)
    await program.take(program, program.itemsOf(body), answer)
  },
}

/** A log of changes in a file, and what it comes to in memory. */
function openStore(file, isKept) {
  const known = new Set()
  const handled = []
  const statuses = new Map()
  const todo = new Map()
  const apply = (line) => {
    if (line.known !== undefined) known.add(line.known)
    if (line.handled !== undefined) handled.push(line.handled)
    if (line.status !== undefined) statuses.set(...line.status)
    if (line.todo !== undefined) todo.set(line.todo.id, line.todo)
    if (line.done !== undefined) todo.delete(line.done)
  }
  if (isKept && existsSync(file)) {
    // A crash may have cut the last line off.
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
    for (const line of lines) apply(JSON.parse(line))
  }
  return {
    known,
    statuses,
    todo,
    write(line) {
      apply(line)
      if (isKept) appendFileSync(file, `${JSON.stringify(line)}\n`)
    },
    state: () => ({
      handled: handled.map((wamid) => ({ wamid })),
      statuses: [...statuses].map(([wamid, status]) => ({ wamid, status })),
    }),
  }
}

async function readContacts({ followsCursor }) {
  let cursor = null
  do {
    const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
    const headers = { authorization: `Bearer ${KIRIM_API_KEY}` }
    const response = await fetch(`${KIRIM_BASE_URL}/contacts${query}`, { headers })
    cursor = (await response.json()).next_cursor
  } while (followsCursor && cursor !== null)
}

/** Starts a program: with its fault, or mended when MENDED is 1. */
export function zooProgram({ fault = {}, mended = {} } = {}) {
  const program = { ...PARTS, ...(MENDED === '1' ? mended : fault) }
  program.store = openStore(ZOO_DATA ?? 'zoo-data.jsonl', program.isKept)
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on(
      'end',
      () => void program.onRequest(program, request, response, Buffer.concat(chunks)),
    )
  })
  server.listen(Number(PORT), '127.0.0.1')
  for (const reply of [...program.store.todo.values()]) void program.work(program, reply)
  if (program.readsContacts) void readContacts(program)
}
