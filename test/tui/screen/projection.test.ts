// The projection: exactly the size of the terminal, whatever is shown; and what each view says.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openMenu } from '../../../src/tui/screen/menus.ts'
import type { MenuName, Size, State } from '../../../src/tui/screen/model.ts'
import { project } from '../../../src/tui/screen/projection.ts'
import { prompt } from '../../../src/tui/screen/prompts.ts'
import { type Line, lineWidth } from '../../../src/tui/screen/spans.ts'
import { newState } from '../../../src/tui/screen/state.ts'
import { VIEW_NAMES } from '../../../src/tui/screen/views/index.ts'
import { afterKeys, SESSION, sampleData, sampleState } from '../samples.ts'

const MENU_NAMES: readonly MenuName[] = [
  'send-to',
  'send-what',
  'send-template',
  'customers',
  'customer-sends',
  'taps',
  'clock',
  'faults',
  'receivers',
  'copy',
  'organizations',
  'setting',
]

function linesOf(state: State): readonly Line[] {
  const { header, body, footer } = project(state)
  return [...header, ...body, ...footer]
}

function textOf(state: State): string {
  return linesOf(state)
    .map(({ spans }) =>
      spans
        .map(([text]) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n')
}

function expectToFill(state: State): void {
  const lines = linesOf(state)
  const { columns, rows } = state.size
  expect(lines.length).toBe(rows)
  const broken = lines.filter((one) => lineWidth(one) !== columns)
  expect(broken.map(({ spans }) => spans)).toEqual([])
  for (const { spans } of lines) {
    for (const [text] of spans) expect(text).not.toMatch(/[\p{Cc}\u2028\u202E]/u)
  }
}

/** Texts that break screens: wide, combined, directed, controlling, long, empty. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    'Halo 👋🏽 日本語テスト 한국어 👨‍👩‍👧‍👦 🇮🇩',
    '\u001B[31mred\u001B[0m \u0007 \u202Eoh no',
    'baris satu\nbaris dua\r\nbaris tiga\ttab',
    'a'.repeat(500),
    '界'.repeat(200),
    'éééé ก็ نص',
  ),
)

const sizes = fc.record({
  columns: fc.integer({ min: 60, max: 300 }),
  rows: fc.integer({ min: 16, max: 80 }),
})

describe('fills the terminal exactly', () => {
  it.each(VIEW_NAMES)('in the view %s, whatever the size and the texts', (view) => {
    fc.assert(
      fc.property(sizes, texts, fc.boolean(), (size, text, isOpen) => {
        const state: State = { ...sampleState(size, text), view }
        expectToFill(isOpen ? afterKeys(state, 'return') : state)
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  it.each(MENU_NAMES)('under the menu %s', (name) => {
    fc.assert(
      fc.property(sizes, texts, fc.constantFrom(...VIEW_NAMES), (size, text, view) => {
        const state = sampleState(size, text)
        expectToFill({ ...state, view, overlay: openMenu(name, text) })
      }),
      { numRuns: 15, seed: 7 },
    )
  })

  it('under a prompt with any text, wherever its cursor is', () => {
    fc.assert(
      fc.property(sizes, texts, texts, fc.nat(130), (size, text, title, at) => {
        const sheet = prompt({ kind: 'organization' }, { title, hint: title, text })
        expectToFill({ ...sampleState(size), overlay: { ...sheet, at } })
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  it('with any message, before the first answer, and when nobody answers', () => {
    fc.assert(
      fc.property(sizes, texts, (size, text) => {
        const state = sampleState(size, text)
        expectToFill({ ...state, toast: { tone: 'bad', text, ticksLeft: 1 } })
        expectToFill({ ...state, connection: 'lost', filters: { traffic: text } })
        for (const view of VIEW_NAMES) expectToFill({ ...newState(SESSION, size), view })
      }),
      { numRuns: 25, seed: 7 },
    )
  })

  it('says what size it needs when the terminal is smaller', () => {
    for (const size of [
      { columns: 59, rows: 16 },
      { columns: 80, rows: 15 },
      { columns: 1, rows: 1 },
    ]) {
      expectToFill(sampleState(size))
    }
    expect(textOf(sampleState({ columns: 50, rows: 10 }))).toContain('needs 60×16')
  })
})

const WIDE: Size = { columns: 140, rows: 40 }

function view(name: State['view'], size = WIDE): string {
  return textOf({ ...sampleState(size), view: name })
}

describe('shows', () => {
  it('in the header the organisation, the clock, and what needs attention', () => {
    const [header, tabs] = view('traffic').split('\n')
    expect(header).toContain('http://127.0.0.1:3000/v1')
    expect(header).toContain('↻ 2 on the way')
    expect(header).toContain('✗ 1 dead')
    expect(header).toContain('⚑ 3 faults')
    expect(header).toContain('virtual 2026-01-01 00:00:02')
    expect(tabs).toContain('1 Traffic  2 Chats  3 Webhooks 1  4 Messages')
  })

  it('on a narrow screen first what needs attention', () => {
    const [header, tabs] = view('traffic', { columns: 80, rows: 24 }).split('\n')
    expect(header).toContain('✗ 1 dead')
    expect(header).toContain(' 127.0.0.1:3000 ')
    expect(header).not.toContain('http://')
    expect(tabs).toMatch(/1 Traffic.*7 Set.* \?/)
  })

  it('on the smallest screen the names of all tabs, whatever the badges count', () => {
    const state = sampleState({ columns: 60, rows: 16 })
    const [own] = state.data.status?.organizations ?? []
    const organizations = [{ ...own, dead_letters: 1_234, armed_faults: 12 }]
    const data = { ...state.data, status: { ...state.data.status, organizations } }
    const [, tabs] = textOf({ ...state, data } as State).split('\n')
    for (const name of ['Traffic', 'Chats', 'Hooks', 'Msgs', 'Faults', 'Map', 'Set']) {
      expect(tabs).toContain(name)
    }
  })

  it.each([
    [0, 'real 2026-01-01'],
    [90_000_000, 'real +25h 2026-01-01'],
    [5_400_000, 'real +1h30m 2026-01-01'],
  ])('how far a real clock was moved: %d ms', (ahead_ms, text) => {
    const state = sampleState(WIDE)
    const [own] = state.data.status?.organizations ?? []
    const clock = { mode: 'real', rate: 1, now: '2026-01-01T00:00:02.000Z', ahead_ms }
    const status = { ...state.data.status, organizations: [{ ...own, clock }] }
    expect(textOf({ ...state, data: { ...state.data, status } } as State)).toContain(text)
  })

  it('why the window of a number that behaves on purpose is open', () => {
    const state = sampleState(WIDE)
    const part = { customer: '+628000000001', name: null, window_open: false }
    const [first] = state.data.conversations?.conversations ?? []
    const conversations = { conversations: [{ ...first, ...part }] }
    const conversation = { ...state.data.conversation, ...part }
    const data = { ...state.data, conversations, conversation } as State['data']
    const text = textOf({ ...state, view: 'conversations', data })
    expect(text).toContain('window always open')
    expect(text).toContain('Behaves on purpose: Halo')
    expect(text).toMatch(/● {2}\+628000000001/)
  })

  it('what a receiver that is not there did, in words', () => {
    const state = sampleState(WIDE)
    const outcome = 'ECONNREFUSED connect ECONNREFUSED 127.0.0.1:4001'
    const entries = state.feed.entries.map((entry) =>
      entry.kind === 'attempt' ? ({ ...entry, outcome } as typeof entry) : entry,
    )
    const feed = { ...state.feed, entries }
    expect(textOf({ ...state, feed })).toContain('nothing listens on 127.0.0.1:4001 #2')
  })

  it('the subscriptions above the deliveries, and one of them whole', () => {
    const text = textOf(afterKeys({ ...sampleState(WIDE), view: 'webhooks' }, 'k'))
    expect(text).toContain('Subscription wbs_1')
    expect(text).toContain('10 arrived, 2 on the way, 1 dead')
    expect(text).toContain('…cWJU')
  })

  it('of a delivery which status of which message goes to whom', () => {
    const text = view('webhooks')
    expect(text).toContain('status delivered')
    expect(text).toContain('msg_…000001 → :8080/Halo')
  })

  it('delivered and read apart without colours', () => {
    const bubbleOf = (status: string) => {
      const state = sampleState(WIDE)
      const [first] = state.data.conversation?.messages ?? []
      const conversation = { ...state.data.conversation, messages: [{ ...first, status }] }
      const data = { ...state.data, conversation }
      return textOf({ ...state, view: 'conversations', data } as State)
    }
    expect(bubbleOf('delivered')).not.toBe(bubbleOf('read'))
  })

  it('in Traffic a line for each call, and why one was refused', () => {
    const text = view('traffic')
    expect(text).toMatch(/00:00:01\.345 {2}200 {2}POST \/messages +1\.3 ms {2}msg_…000001/)
    expect(text).toMatch(/400 {2}POST \/contacts.*invalid_field_value/)
    expect(text).toContain('└ name must be a text; got Halo 👋.')
    expect(text).toContain('✓✓    delivered +628')
    expect(text).toContain('HTTP 503 #2, again in 5m, fault delivery.duplicate')
    expect(text).toContain('contract breach')
  })

  it('in Traffic only calls, when that is asked for', () => {
    const text = textOf(afterKeys({ ...sampleState(WIDE), view: 'traffic' }, 'v'))
    expect(text).toContain('POST /messages')
    expect(text).not.toContain('delivered +628')
  })

  it('in Chats the list, and the chat as the customer sees it', () => {
    const text = view('conversations')
    expect(text).toContain('●  Halo 👋')
    expect(text).toContain('window open, 23h 59m left')
    expect(text).toContain('▣ Photo  Halo 👋')
    expect(text).toContain('↩ Halo 👋')
    expect(text).toContain('≡ Pick')
    expect(text).toMatch(/╰─+ 00:00 ◉◉ ─╯/)
  })

  it('in Webhooks who is told, how far each delivery is, and all of one', () => {
    const text = view('webhooks')
    expect(text).toContain('● ✓10 ↻2 ✗1  :8080/')
    expect(text).toContain('attempt 3 in 1h 3m')
    expect(text).toContain('dead after 2')
    expect(text).toContain('X-Kirim-Signature: t=1,v1=aaaa')
    expect(text).toContain('✓ the signature is good')
    expect(text).toMatch(/#1 HTTP 503 {2}12 ms/)
    expect(text).toContain('"text": "Halo 👋"')
  })

  it('in Messages the time line, with what is still to come', () => {
    const text = view('messages')
    expect(text).toContain('accepted by the API')
    expect(text).toContain('┌ message.status')
    expect(text).toContain('#1 HTTP 200')
    expect(text).toContain('undeliverable · Meta 131026')
    expect(text).toContain('○ read, in 58s')
  })

  it('in Faults what is armed and how often it struck', () => {
    expect(view('faults')).toMatch(
      /● {2}reply\.status +1 of 3 +status=503 operation=POST \/messages/,
    )
  })

  it('in Contract which answers were seen, and breaches', () => {
    const text = view('contract')
    expect(text).toContain('2 of 213 answers seen, 1 only by faults')
    expect(text).toMatch(/■ POST \/messages +200×12 503×2 429/)
    expect(text).toContain('Breaches')
  })

  it('in Settings every value, and which were changed', () => {
    const text = view('settings')
    expect(text).toMatch(/● {2}readProbability +1 {2}Halo 👋/)
    expect(text).toMatch(/tier +unlimited/)
    expect(text).toContain('kdv_test_kirimsandboxkirimsandbox')
  })

  it('what to do next where there is nothing yet', () => {
    const empty: State = { ...newState(SESSION, WIDE), connection: 'live' }
    const { status } = sampleData('Halo')
    const nothing = {
      ...(status && { status }),
      conversations: { conversations: [] },
      deliveries: { deliveries: [], next: null },
      subscriptions: { subscriptions: [], event_types: [], next: null },
      messages: { messages: [], next: null },
      faults: { faults: [] },
    }
    const says = (name: State['view']) => textOf({ ...empty, view: name, data: nothing })
    expect(says('traffic')).toContain('curl http://127.0.0.1:3000/v1/messages')
    expect(says('conversations')).toContain('write as a customer')
    expect(says('webhooks')).toContain('have webhooks sent to a receiver')
    expect(says('messages')).toContain('send one as the business')
    expect(says('faults')).toContain('arm a fault')
  })
})
