// The table of keys and what each key does: moves, sheets, and what is asked for.
import { describe, expect, it } from 'vitest'

import { commandFor, KEY_ROWS } from '../../../src/tui/screen/keymap.ts'
import { pressesOf } from '../../../src/tui/screen/keys.ts'
import type { State } from '../../../src/tui/screen/model.ts'
import { openedId, selectedId } from '../../../src/tui/screen/selection.ts'
import { update } from '../../../src/tui/screen/state.ts'
import { keySections } from '../../../src/tui/screen/views/help.ts'
import { VIEW_NAMES } from '../../../src/tui/screen/views/index.ts'
import { afterKeys, press, sampleState, stepAfter } from '../samples.ts'

const start = sampleState()
const at = (view: State['view'], state = start): State => ({ ...state, view })

describe('the table', () => {
  it('gives a key one meaning wherever one is', () => {
    for (const view of VIEW_NAMES) {
      const meanings = KEY_ROWS.filter(
        ([, { where }]) => typeof where !== 'string' && where.includes(view),
      )
      const keys = meanings.flatMap(([, row]) => row.keys)
      expect([view, new Set(keys).size]).toEqual([view, keys.length])
    }
    for (const sheet of ['everywhere', 'menu', 'prompt', 'confirm']) {
      const keys = KEY_ROWS.filter(([, { where }]) => where === sheet).flatMap(
        ([, row]) => row.keys,
      )
      expect([sheet, new Set(keys).size]).toEqual([sheet, keys.length])
    }
  })

  it('has every key in the help', () => {
    const told = keySections().flatMap(({ keys }) => keys.map(([, what]) => what))
    const silent = KEY_ROWS.filter(
      ([, { what, where }]) => where !== 'confirm' && !told.includes(what),
    )
    expect(silent).toEqual([])
  })

  it('means nothing by a key that no row has', () => {
    expect(commandFor(start, press('z'))).toBeUndefined()
    expect(afterKeys(start, 'z')).toEqual({ ...start, toast: null })
  })
})

describe('moves', () => {
  it.each([
    [['tab'], 'conversations'],
    [['tab', 'tab'], 'webhooks'],
    [['shift-tab'], 'help'],
    [['5'], 'faults'],
    [['7'], 'settings'],
    [['?'], 'help'],
    [['?', 'escape'], 'traffic'],
  ] as const)('%j to the view %s', (keys, view) => {
    expect(afterKeys(start, ...keys).view).toBe(view)
  })

  it('up and down, by letters and arrows, and to both ends', () => {
    const chats = at('conversations')
    expect(selectedId(afterKeys(chats, 'j'))).toBe('conv_2')
    expect(selectedId(afterKeys(chats, 'down', 'down', 'down'))).toBe('conv_2')
    expect(selectedId(afterKeys(chats, 'j', 'k'))).toBe('conv_1')
    expect(selectedId(afterKeys(chats, 'G'))).toBe('conv_2')
    expect(selectedId(afterKeys(chats, 'end', 'home'))).toBe('conv_1')
    expect(selectedId(afterKeys(chats, 'ctrl-d'))).toBe('conv_2')
    expect(selectedId(afterKeys(chats, 'pagedown', 'pageup'))).toBe('conv_1')
  })

  it('in Traffic away from what comes, and back to it', () => {
    const up = afterKeys(start, 'k', 'k')
    expect(up.cursors.traffic).toBe('7')
    expect(afterKeys(up, 'G').cursors.traffic).toBeUndefined()
    expect(afterKeys(up, 'j', 'j').cursors.traffic).toBeUndefined()
  })

  it('into what is under the cursor, and out again', () => {
    const open = afterKeys(at('webhooks'), 'return')
    expect([open.focus, openedId(open)]).toEqual(['detail', 'wbd_00000000000000000000000001'])
    expect(afterKeys(open, 'escape').focus).toBe('list')
    const low = afterKeys(at('webhooks', sampleState({ columns: 80, rows: 24 })), 'return')
    expect(afterKeys(low, 'down', 'down').scroll).toBe(2)
    expect(afterKeys(low, 'down', 'down', 'up').scroll).toBe(1)
  })

  it('from an entry to what it is about', () => {
    const entry = (number: string): State => ({ ...start, cursors: { traffic: number } })
    expect(afterKeys(entry('1'), 'return')).toMatchObject({ view: 'traffic', focus: 'detail' })
    for (const keys of [['t'], ['return', 't']]) {
      expect(afterKeys(entry('1'), ...keys)).toMatchObject({
        view: 'messages',
        opened: { messages: 'msg_00000000000000000000000001' },
      })
    }
    expect(afterKeys(entry('6'), 'return').view).toBe('webhooks')
    expect(afterKeys(entry('2'), 'return')).toMatchObject({ view: 'traffic', focus: 'detail' })
    expect(afterKeys(entry('3'), 't').view).toBe('messages')
  })

  it('back to where enter was pressed, step by step', () => {
    const message = { ...start.data.message, id: 'msg_00000000000000000000000001' }
    const data = { ...start.data, message } as State['data']
    const call: State = { ...start, data, cursors: { traffic: '1' } }
    const steps = ['return', 't', 'down', 'down', 'return'] as const
    const places = (state: State) => [state.view, state.focus, openedId(state), state.detailCursor]
    const line = afterKeys(call, ...steps.slice(0, 4))
    const delivery = afterKeys(line, 'return')
    expect(delivery.view).toBe('webhooks')
    expect(places(afterKeys(delivery, 'escape'))).toEqual(places(line))
    expect(places(afterKeys(delivery, 'escape', 'escape'))).toEqual(
      places(afterKeys(call, 'return')),
    )
    const back = afterKeys(delivery, 'escape', 'escape', 'escape')
    expect([places(back), selectedId(back)]).toEqual([places(call), '1'])
  })

  it('from the help back to where it was needed', () => {
    expect(afterKeys(at('webhooks'), 'return', '?', 'escape')).toMatchObject({
      view: 'webhooks',
      focus: 'detail',
    })
  })

  it('from a delivery to its message, and from a time line to the delivery', () => {
    expect(afterKeys(at('webhooks'), 't').opened.messages).toBe('wamid.1')
    const line = afterKeys(at('messages'), 'return', 'down', 'down', 'return')
    expect([line.view, line.opened.webhooks]).toEqual(['webhooks', 'wbd_2'])
  })
})

describe('the feed', () => {
  it('stands still and goes on', () => {
    const paused = afterKeys(start, 'space')
    expect(paused.feed.frozen).toBe(start.feed.entries)
    expect(afterKeys(paused, 'space').feed.frozen).toBeNull()
  })

  it('shows API calls only, or all', () => {
    expect(afterKeys(start, 'v').callsOnly).toBe(true)
    expect(afterKeys(start, 'v', 'v').callsOnly).toBe(false)
  })
})

describe('the filter', () => {
  it('works while it is typed, stays with enter, and goes with esc', () => {
    const typing = afterKeys(start, '/', 'GAP')
    expect(typing.filters.traffic).toBe('GAP')
    const kept = afterKeys(typing, 'return')
    expect([kept.overlay, kept.filters.traffic]).toEqual([null, 'GAP'])
    expect(afterKeys(typing, 'escape').filters.traffic).toBeUndefined()
    expect(afterKeys(kept, 'escape').filters.traffic).toBeUndefined()
  })

  it('asks for all of its words', () => {
    const both = afterKeys(start, '/', 'post invalid_field', 'return')
    expect(selectedId(both)).toBe('2')
    expect(selectedId(afterKeys(start, '/', 'post nonsense', 'return'))).toBeNull()
  })
})

describe('asks for', () => {
  const effectsOf = (state: State, ...keys: readonly string[]) => stepAfter(state, ...keys).effects

  it('a message of the customer whose chat it is', () => {
    expect(effectsOf(at('conversations'), 'c', 'Halo', 'return')).toMatchObject([
      { name: 'customer-writes', input: { from: '+6281234567890', text: 'Halo' } },
    ])
  })

  it('a message of a customer that is picked elsewhere', () => {
    expect(afterKeys(start, 'c').overlay).toMatchObject({ kind: 'menu', name: 'customers' })
    expect(
      effectsOf(start, 'c', 'another', 'return', '0812 3456 7891', 'return', 'x', 'return'),
    ).toMatchObject([{ input: { from: '+6281234567891', text: 'x' } }])
  })

  it('a picture of the customer', () => {
    expect(effectsOf(at('conversations'), 'C', 'photo', 'return')).toMatchObject([
      { input: { from: '+6281234567890', type: 'image' } },
    ])
  })

  it('a tap on a button, with the message that it belongs to', () => {
    expect(effectsOf(at('conversations'), 'b', 'return')).toMatchObject([
      { input: { button: { text: 'Halo 👋' }, context: { message_id: 'msg_1' } } },
    ])
  })

  it('blue ticks', () => {
    expect(effectsOf(at('conversations'), 'm')).toMatchObject([{ name: 'customer-reads' }])
  })

  it('a message from the business, as a text and as a template', () => {
    expect(effectsOf(at('conversations'), 'n', 'return', 'Hai', 'return')).toMatchObject([
      { path: '/messages', body: { to: '+6281234567890', type: 'text', text: { body: 'Hai' } } },
    ])
    const template = ['n', 'template', 'return', 'return'] as const
    expect(effectsOf(at('conversations'), ...template, 'return')).toMatchObject([
      { body: { type: 'template', template: { name: 'hello', language: 'id' } } },
    ])
  })

  it('a message as JSON that was changed before, and says what is no JSON', () => {
    const chat = at('conversations')
    const template = ['n', 'template', 'return', 'return'] as const
    const changed = [...template, 'backspace', 'backspace', ',"x":[1]}}', 'return']
    expect(effectsOf(chat, ...changed)).toMatchObject([
      { body: { to: '+6281234567890', template: { name: 'hello', language: 'id', x: [1] } } },
    ])
    expect(afterKeys(chat, ...template, 'backspace', 'return').overlay).toMatchObject({
      problem: expect.stringContaining('This is no JSON'),
    })
  })

  it('a message of, or to, a number that is typed and that nobody has', () => {
    expect(effectsOf(start, 'c', '081399887766', 'return', 'x', 'return')).toMatchObject([
      { input: { from: '+6281399887766', text: 'x' } },
    ])
    expect(
      effectsOf(start, 'n', '+6281399887766', 'return', 'return', 'x', 'return'),
    ).toMatchObject([{ body: { to: '+6281399887766' } }])
  })

  it('webhooks to a receiver', () => {
    expect(effectsOf(start, 'w', 'built-in', 'return')).toMatchObject([
      {
        path: '/webhook_subscriptions',
        body: {
          url: 'http://127.0.0.1:3000/_sandbox/inbox/default',
          events: ['message.status', 'message.received'],
        },
      },
    ])
  })

  it('a replay, and after a question one of all dead letters', () => {
    expect(effectsOf(at('webhooks'), 'r')).toMatchObject([
      { path: '/webhook_deliveries/wbd_00000000000000000000000001/replay' },
    ])
    expect(effectsOf(at('webhooks'), 'R')).toEqual([])
    expect(effectsOf(at('webhooks'), 'R', 'y')).toMatchObject([
      {
        path: '/webhook_deliveries/bulk_replay',
        body: { subscription_id: 'wbs_1', status: 'dead' },
      },
    ])
    expect(effectsOf(at('webhooks'), 'R', 'n')).toEqual([])
  })

  it('a subscription to pause, to have another secret, and after a question to be gone', () => {
    const on: State = { ...at('webhooks'), cursors: { webhooks: 'wbs_1' } }
    const path = '/webhook_subscriptions/wbs_1'
    expect(effectsOf(on, 'p')).toMatchObject([
      { method: 'PATCH', path, body: { status: 'paused' } },
    ])
    expect(effectsOf(on, 'S')).toMatchObject([{ method: 'POST', path: `${path}/secrets` }])
    expect(effectsOf(on, 'd')).toEqual([])
    expect(effectsOf(on, 'd', 'y')).toMatchObject([{ method: 'DELETE', path }])
    expect(effectsOf(on, 'y', 'secret', 'return')).toMatchObject([{ text: 'whsec_cWJU' }])
    expect(afterKeys(at('webhooks'), 'p').toast?.text).toContain('Put the cursor on a subscription')
  })

  it.each([
    ['10 sec', [{ name: 'advance-clock', input: { by: '10s' } }]],
    ['1 min', [{ input: { by: '1m' } }]],
    ['1 hour', [{ input: { by: '1h' } }]],
    ['24', [{ input: { by: '24h' } }]],
    ['next', [{ input: { until: 'next-job' } }]],
    ['idle', [{ input: { until: 'idle' } }]],
    ['make it x60', [{ name: 'set-clock', input: { mode: 'x60' } }]],
  ])('the clock: %s', (words, effects) => {
    expect(effectsOf(start, '+', words, 'return')).toMatchObject(effects)
  })

  it('a fault, with what is said about it', () => {
    const quoted = 'status=503 match.operation="POST /messages" times=2'
    const keys = (text: string) => ['f', 'return', 'ctrl-u', text, 'return']
    expect(effectsOf(start, ...keys(quoted))).toEqual(
      effectsOf(start, ...keys(quoted.replaceAll('"', ''))),
    )
    expect(effectsOf(start, ...keys('503'))).toEqual([])
    expect(effectsOf(start, ...keys(quoted))).toMatchObject([
      {
        name: 'arm-fault',
        input: {
          fault: 'reply.status',
          status: 503,
          match: { operation: 'POST /messages' },
          times: 2,
        },
      },
    ])
  })

  it('no fault any more: one, or all', () => {
    expect(effectsOf(at('faults'), 'd')).toMatchObject([{ input: { fault_id: 'flt_1' } }])
    expect(effectsOf(at('faults'), 'D')).toMatchObject([{ name: 'disarm-faults', input: {} }])
  })

  it.each([
    ['a number', 'readProbability', ['ctrl-u', '0.5', 'return'], { readProbability: 0.5 }],
    ['yes or no', 'strictUrls', [], { strictUrls: true }],
    ['a word', 'statusStyle', ['v24', 'return'], { statusStyle: 'v24' }],
  ])('a setting that is %s', (_kind, name, keys, settings) => {
    const state: State = { ...at('settings'), cursors: { settings: name } }
    expect(effectsOf(state, 'return', ...keys)).toMatchObject([{ input: { settings } }])
  })

  it('to begin anew, after a question', () => {
    expect(effectsOf(at('settings'), 'X')).toEqual([])
    expect(effectsOf(at('settings'), 'X', 'y')).toMatchObject([{ name: 'reset' }])
  })

  it('a copy', () => {
    expect(effectsOf(start, 'y', 'curl', 'return')).toMatchObject([
      { kind: 'copy', text: expect.stringContaining('curl http://127.0.0.1:3000/v1/messages') },
    ])
    expect(effectsOf(at('webhooks'), 'y', 'return')).toMatchObject([
      { kind: 'copy', text: 'wbd_00000000000000000000000001' },
    ])
  })

  it('another organisation', () => {
    expect(effectsOf(start, 'o', 'return')).toMatchObject([
      { kind: 'switch', apiKey: 'kdv_test_1' },
    ])
    expect(effectsOf(start, 'o', 'begin', 'return', 'Dua', 'return')).toEqual([
      { kind: 'create-organization', name: 'Dua' },
    ])
  })

  it('the end: with a question while deliveries are pending, and at once with ctrl-c', () => {
    expect(effectsOf(start, 'q')).toEqual([])
    expect(effectsOf(start, 'q', 'y')).toEqual([{ kind: 'quit' }])
    expect(effectsOf(start, 'ctrl-c')).toEqual([{ kind: 'quit' }])
    expect(effectsOf(start, 'f', 'ctrl-c')).toEqual([{ kind: 'quit' }])
    const guest: State = { ...start, session: { ...start.session, endsSandbox: false } }
    expect(effectsOf(guest, 'q')).toEqual([{ kind: 'quit' }])
  })
})

describe('typing', () => {
  const typed = (...keys: readonly string[]) =>
    afterKeys(start, 'o', 'begin', 'return', ...keys).overlay

  it.each([
    [['abc', 'backspace'], 'ab', 2],
    [['abc', 'left', 'left', 'X'], 'aXbc', 2],
    [['abc', 'ctrl-a', 'X'], 'Xabc', 1],
    [['abc', 'home', 'right', 'ctrl-e', 'd'], 'abcd', 4],
    [['one two', 'ctrl-w'], 'one ', 4],
    [['one two', 'ctrl-u'], '', 0],
    [['a👨‍👩‍👧b', 'left', 'backspace'], 'ab', 1],
  ])('%j gives %j', (keys, text, cursor) => {
    expect(typed(...keys)).toMatchObject({ text, at: cursor })
  })

  it('says what is missing, and goes away with esc', () => {
    expect(typed('return')).toMatchObject({ problem: 'Type something, or press esc.' })
    expect(typed('escape')).toBeNull()
  })

  it('goes on where an answer was refused, with what was typed', () => {
    const asked = afterKeys(start, 'f', 'return', 'ctrl-u', 'status=299', 'return')
    expect(asked.overlay).toMatchObject({ phase: 'waiting', text: 'status=299' })
    const { state: refused } = update(asked, { kind: 'settled', problem: 'No.' })
    expect(refused.overlay).toMatchObject({ phase: 'asking', text: 'status=299', problem: 'No.' })
    expect(update(asked, { kind: 'settled', problem: null }).state.overlay).toBeNull()
  })

  it('takes no key for a command while an answer is on its way', () => {
    const asked = afterKeys(start, 'f', 'return', 'ctrl-u', 'status=503', 'return')
    const step = stepAfter(asked, '+', 'q', 'return')
    expect([step.effects, step.state.view, step.state.overlay]).toMatchObject([
      [],
      'traffic',
      { kind: 'prompt', phase: 'waiting' },
    ])
  })

  it('narrows a menu, also to nothing, and then chooses nothing', () => {
    const menu = (...keys: readonly string[]) => afterKeys(start, '+', ...keys).overlay
    expect(menu('hour')).toMatchObject({ filter: 'hour' })
    expect(menu('hourx')).toMatchObject({ filter: 'hourx' })
    expect(stepAfter(start, '+', 'hourx', 'return').effects).toEqual([])
    expect(menu('hourx', 'return')).toMatchObject({ kind: 'menu', filter: 'hourx' })
    expect(menu('hour', 'backspace')).toMatchObject({ filter: 'hou' })
    expect(menu('up')).not.toMatchObject({ at: 0 })
    expect(menu('down', 'up')).toMatchObject({ at: 0 })
    expect(menu('escape')).toBeNull()
  })
})

describe('what a terminal sends', () => {
  it.each([
    ['a', {}, ['a']],
    ['', { upArrow: true }, ['up']],
    ['', { tab: true, shift: true }, ['shift-tab']],
    ['u', { ctrl: true }, ['ctrl-u']],
    ['', { delete: true }, ['backspace']],
    ['jj', {}, ['j', 'j']],
    ['ab\r', {}, ['a', 'b', 'return']],
    ['a\rb', {}, ['a', 'space', 'b']],
    ['\u0015x', {}, ['ctrl-u', 'x']],
    ['👨‍👩‍👧', {}, ['👨‍👩‍👧']],
    ['x', { meta: true }, []],
  ])('%j %j is %j', (input, key, names) => {
    expect(pressesOf(input, key).map(({ name }) => name)).toEqual(names)
  })
})
