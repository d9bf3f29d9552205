// States of the screen for tests: one with something in every view, and events as the feed has them.
import type { FeedEntry } from '../../src/tui/screen/data.ts'
import type { KeyPress, Size, State } from '../../src/tui/screen/model.ts'
import { newState, update } from '../../src/tui/screen/state.ts'

export const SESSION = {
  apiUrl: 'http://127.0.0.1:3000/v1',
  controlUrl: 'http://127.0.0.1:3000/_sandbox',
  apiKey: 'kdv_test_kirimsandboxkirimsandbox',
  endsSandbox: true,
}

const AT = '2026-01-01T00:00:01.345Z'

/** Every kind of entry; `text` stands wherever somebody else decides what is written. */
export function sampleEntries(text: string): FeedEntry[] {
  const entries: Record<string, unknown>[] = [
    {
      kind: 'request',
      method: 'POST',
      path: '/v1/messages',
      operation: 'POST /messages',
      status: 200,
      duration_ms: 1.25,
      request_id: 'req_00000000000000000000000001',
      subject: 'msg_00000000000000000000000001',
    },
    {
      kind: 'request',
      method: 'POST',
      path: `/v1/contacts?q=${text}`,
      status: 400,
      duration_ms: 0.5,
      code: 'invalid_field_value',
      param: 'name',
      message: `name must be a text; got ${text}.`,
    },
    {
      kind: 'status',
      message_id: 'msg_00000000000000000000000001',
      status: 'delivered',
      to: '+628',
    },
    {
      kind: 'status',
      message_id: 'msg_00000000000000000000000002',
      status: 'failed',
      to: '+628',
      code: 'outside_24h_window',
      detail: text,
    },
    { kind: 'inbound', message_id: 'msg_3', from: '+6281234567890', type: 'text', detail: text },
    {
      kind: 'attempt',
      delivery_id: 'wbd_00000000000000000000000001',
      event: 'message.status',
      attempt: 2,
      url: 'http://127.0.0.1:8080/hook',
      outcome: 'HTTP 503',
      status: 503,
      duration_ms: 3,
      result: 'failed',
      next_attempt_at: '2026-01-01T00:05:01.345Z',
      fault: 'delivery.duplicate',
    },
    { kind: 'notice', message: text },
    { kind: 'breach', message: text },
    { kind: 'gap', lost: 12 },
  ]
  return entries.map((entry, index) => ({ number: index + 1, at: AT, ...entry })) as FeedEntry[]
}

/** What the control API would have answered. */
export function sampleData(text: string): State['data'] {
  const conversation = {
    id: 'conv_1',
    customer: '+6281234567890',
    name: text,
    business: '+6281100000001',
    unread_count: 3,
    window_open: true,
    window_closes_at: '2026-01-02T00:00:00.000Z',
    last_message: {
      direction: 'outbound',
      type: 'text',
      status: 'read',
      summary: text,
      created_at: AT,
    },
  }
  const bubble = {
    id: 'msg_1',
    wamid: 'wamid.1',
    direction: 'outbound',
    type: 'template',
    status: 'read',
    created_at: AT,
    failure: null,
    header: text,
    text: `${text}\n${text}`,
    footer: text,
    media: { kind: 'image', name: text },
    buttons: [
      { kind: 'reply', text },
      { kind: 'link', text: 'See' },
    ],
    list: null,
    quotes: null,
  }
  const inbound = {
    ...bubble,
    id: 'msg_2',
    direction: 'inbound',
    quotes: text,
    buttons: [],
    media: null,
    failure: text,
    list: { button: 'Pick', rows: [{ id: 'a', title: text }] },
  }
  const delivery = {
    id: 'wbd_00000000000000000000000001',
    subscription_id: 'wbs_1',
    event_type: 'message.status',
    event_id: 'wamid.1',
    message_id: 'msg_00000000000000000000000001',
    message_status: 'delivered',
    url: `http://127.0.0.1:8080/${text}`,
    status: 'failed',
    phase: 'scheduled',
    attempt_count: 2,
    next_attempt_at: '2026-01-01T01:04:00.000Z',
    response_status: 503,
    created_at: AT,
  }
  const attempt = {
    number: 1,
    at: AT,
    url: 'http://127.0.0.1:8080/hook',
    headers: { 'X-Kirim-Signature': `t=1,v1=${'a'.repeat(64)}` },
    signature: 'good',
    outcome: 'answered',
    response_status: 503,
    response_snippet: text,
    error: null,
    duration_ms: 12,
    fault: null,
  }
  const message = {
    id: 'msg_1',
    wamid: 'wamid.1',
    direction: 'outbound',
    type: 'text',
    status: 'sent',
    customer: '+6281234567890',
    summary: text,
    created_at: AT,
  }
  return {
    status: {
      version: '0.1.0',
      url: SESSION.apiUrl,
      organization_id: 'org_1',
      organizations: [
        {
          id: 'org_1',
          name: text,
          clock: { mode: 'virtual', rate: 0, now: '2026-01-01T00:00:02.000Z', ahead_ms: null },
          first_customer: '+6281300000001',
          seed: 7,
          tier: 'unlimited',
          rows: { messages: 12_345 },
          next_job: { kind: 'attempt-delivery', in_ms: 90_000 },
          pending_deliveries: 2,
          dead_letters: 1,
          armed_faults: 3,
        },
      ],
      coverage: { seen: 2, total: 213 },
    },
    organizations: {
      organizations: [
        {
          id: 'org_1',
          name: text,
          api_keys: [{ token: 'kdv_test_1', expires_at: null, revoked_at: null }],
          clock: { mode: 'virtual', rate: 0, now: AT },
        },
      ],
    },
    conversations: { conversations: [conversation, { ...conversation, id: 'conv_2', name: null }] },
    conversation: { ...conversation, messages: [bubble, inbound] },
    deliveries: {
      deliveries: [delivery, { ...delivery, id: 'wbd_2', status: 'dead', next_attempt_at: null }],
    },
    delivery: {
      delivery: { ...delivery, replayed_from: 'wbd_0' },
      phase: 'scheduled',
      subscription: { url: 'http://127.0.0.1:8080/hook', status: 'active' },
      event: { id: 'wamid.1', type: 'message.status', created_at: AT },
      body: JSON.stringify({ text }),
      attempts: [attempt, { ...attempt, number: 2, response_status: null, error: text }],
    },
    subscriptions: {
      subscriptions: [
        {
          id: 'wbs_1',
          url: `http://127.0.0.1:8080/${text}`,
          events: ['message.status'],
          status: 'active',
          disabled_reason: null,
          description: text,
          secrets: [{ id: 'whs_1', last4: 'cWJU', secret: 'whsec_cWJU', expires_at: null }],
          created_at: AT,
          pending: 2,
          succeeded: 10,
          dead: 1,
        },
      ],
      event_types: ['message.status', 'message.received'],
    },
    messages: { messages: [message, { ...message, id: 'msg_2', direction: 'inbound' }] },
    message: {
      ...message,
      business: '+6281100000001',
      conversation_id: 'conv_1',
      window_open: true,
      plan: [{ status: 'read', due_at: '2026-01-01T00:01:00.000Z', taken: false }],
      failure: { code: 'undeliverable', meta_code: 131026, title: text, details: text },
      time_line: [
        { at: AT, kind: 'accepted', request_id: 'req_00000000000000000000000001' },
        { at: AT, kind: 'status', status: 'sent' },
        { at: AT, kind: 'delivery', delivery_id: 'wbd_2', event_type: 'message.status' },
        { at: AT, kind: 'attempt', delivery_id: 'wbd_2', attempt: 1, response_status: 200 },
        { at: AT, kind: 'attempt', delivery_id: 'wbd_2', attempt: 2, error: text },
      ],
    },
    faults: {
      faults: [
        {
          id: 'flt_1',
          fault: 'reply.status',
          site: 'reply',
          armed: true,
          match: { operation: 'POST /messages', header: { name: text } },
          status: 503,
          times: 2,
          seen: 3,
          hits: 1,
          armed_at: AT,
        },
      ],
    },
    known: {
      faults: [
        {
          fault: 'reply.status',
          site: 'reply',
          what: text,
          needs: ['status'],
          takes: ['code'],
          matches: ['operation'],
          example: { status: 503 },
        },
      ],
    },
    coverage: {
      total: 213,
      seen: 2,
      seen_by_fault_only: 1,
      operations: [
        {
          key: 'POST /messages',
          statuses: [
            { status: 200, seen: true, hits: 12, fault_hits: 0 },
            { status: 503, seen: false, hits: 0, fault_hits: 2 },
            { status: 429, seen: false, hits: 0, fault_hits: 0 },
          ],
        },
      ],
    },
    settings: {
      tier: 'unlimited',
      settings: [
        {
          name: 'readProbability',
          what: text,
          value: 1,
          default: 0.7,
          from: 0,
          to: 1,
          one_of: null,
        },
        {
          name: 'strictUrls',
          what: text,
          value: false,
          default: false,
          from: null,
          to: null,
          one_of: null,
        },
        {
          name: 'statusStyle',
          what: text,
          value: 'v23',
          default: 'v23',
          from: null,
          to: null,
          one_of: ['v23', 'v24'],
        },
      ],
    },
    templates: {
      templates: [
        {
          name: 'hello',
          language: 'id',
          status: 'approved',
          meta_status: 'APPROVED',
          text,
          example: { name: 'hello', language: 'id' },
        },
      ],
    },
    recipients: {
      behaviours: [{ name: 'silent', what: text, phone_number: '+628000000001' }],
    },
  } as unknown as State['data']
}

/** A state with something to show everywhere. */
export function sampleState(size: Size = { columns: 120, rows: 40 }, text = 'Halo 👋'): State {
  const state = newState(SESSION, size)
  const feed = { ...state.feed, entries: sampleEntries(text) }
  return { ...state, connection: 'live', feed, data: sampleData(text) }
}

const NAMED =
  /^(up|down|left|right|home|end|return|escape|tab|shift-tab|backspace|space|page.*|ctrl-.)$/

export function press(name: string): KeyPress {
  return { name, text: NAMED.test(name) ? (name === 'space' ? ' ' : '') : name }
}

/** The state after keys; a text in several letters that is no key's name is typed. */
export function afterKeys(state: State, ...keys: readonly string[]): State {
  return stepAfter(state, ...keys).state
}

/** The last step of several keys: the state, and what the last key asks for. */
export function stepAfter(state: State, ...keys: readonly string[]) {
  const presses = keys.flatMap((key) =>
    NAMED.test(key)
      ? [press(key)]
      : [...new Intl.Segmenter().segment(key)].map(({ segment: letter }) =>
          letter === ' ' ? press('space') : press(letter),
        ),
  )
  let step: ReturnType<typeof update> = { state, effects: [] }
  for (const one of presses) step = update(step.state, { kind: 'key', press: one })
  return step
}
