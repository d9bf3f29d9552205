// The table of keys: which key does what, and where. Help, footer and docs are made from it.
import type { KeyPress, State, ViewName } from './model.ts'

/** always: at any time · everywhere: outside menus and prompts · the other words: while such a sheet is open · or views. */
export type Where = 'always' | 'everywhere' | 'menu' | 'prompt' | 'confirm' | readonly ViewName[]

type KeyRow = {
  /** The names of the keys: see `KeyPress`. */
  readonly keys: readonly string[]
  /** How they are written for people. */
  readonly shown: string
  readonly what: string
  readonly where: Where
  /** Short, for the footer; without it, only the help tells of the key. */
  readonly foot?: string
}

export const KEYS = {
  open: {
    keys: ['return', 'right', 'l'],
    shown: 'enter',
    what: 'open what is under the cursor',
    where: ['traffic', 'conversations', 'webhooks', 'messages'],
    foot: 'open',
  },
  change: {
    keys: ['return'],
    shown: 'enter',
    what: 'change the setting under the cursor',
    where: ['settings'],
    foot: 'change',
  },
  back: {
    keys: ['escape', 'left', 'h'],
    shown: 'esc',
    what: 'back to the list; in the list, drop the filter',
    where: 'everywhere',
  },
  send: {
    keys: ['n'],
    shown: 'n',
    what: 'new message from the business, through the API',
    where: 'everywhere',
    foot: 'send',
  },
  write: {
    keys: ['c'],
    shown: 'c',
    what: 'write as a customer',
    where: 'everywhere',
    foot: 'customer',
  },
  writeKind: {
    keys: ['C'],
    shown: 'C',
    what: 'send a picture, a place, a voice note … as the customer',
    where: ['conversations'],
  },
  tap: {
    keys: ['b'],
    shown: 'b',
    what: 'tap a button or pick a list row as the customer',
    where: ['conversations'],
    foot: 'tap',
  },
  read: {
    keys: ['m'],
    shown: 'm',
    what: 'let the customer read all messages',
    where: ['conversations'],
  },
  timeLine: {
    keys: ['t'],
    shown: 't',
    what: 'show the time line of the message under the cursor',
    where: ['traffic', 'conversations', 'webhooks'],
  },
  subscribe: {
    keys: ['w'],
    shown: 'w',
    what: 'have webhooks sent to a receiver: yours, or a built-in one',
    where: 'everywhere',
  },
  replay: {
    keys: ['r'],
    shown: 'r',
    what: 'replay the delivery',
    where: ['webhooks'],
    foot: 'replay',
  },
  replayAll: {
    keys: ['R'],
    shown: 'R',
    what: 'replay all dead letters',
    where: ['webhooks'],
    foot: 'replay all',
  },
  pauseSubscription: {
    keys: ['p'],
    shown: 'p',
    what: 'pause the subscription under the cursor, or have it go on',
    where: ['webhooks'],
  },
  rotate: {
    keys: ['S'],
    shown: 'S',
    what: 'give the subscription under the cursor a new secret',
    where: ['webhooks'],
  },
  unsubscribe: {
    keys: ['d'],
    shown: 'd',
    what: 'delete the subscription under the cursor',
    where: ['webhooks'],
  },
  disarm: {
    keys: ['d'],
    shown: 'd',
    what: 'disarm the fault under the cursor',
    where: ['faults'],
    foot: 'disarm',
  },
  disarmAll: { keys: ['D'], shown: 'D', what: 'disarm all faults', where: ['faults'], foot: 'all' },
  reset: {
    keys: ['X'],
    shown: 'X',
    what: 'start the organisation over',
    where: ['settings'],
    foot: 'reset',
  },
  callsOnly: {
    keys: ['v'],
    shown: 'v',
    what: 'show API calls only, or all that happens',
    where: ['traffic'],
  },
  pause: {
    keys: ['space'],
    shown: 'space',
    what: 'pause the feed',
    where: ['traffic'],
    foot: 'pause',
  },
  clock: {
    keys: ['+'],
    shown: '+',
    what: 'advance or set the clock',
    where: 'everywhere',
    foot: 'clock',
  },
  fault: { keys: ['f'], shown: 'f', what: 'arm a fault', where: 'everywhere', foot: 'fault' },
  filter: { keys: ['/'], shown: '/', what: 'filter the list', where: 'everywhere', foot: 'filter' },
  copy: {
    keys: ['y'],
    shown: 'y',
    what: 'copy an id, a curl command, the key …',
    where: 'everywhere',
    foot: 'copy',
  },
  organization: {
    keys: ['o'],
    shown: 'o',
    what: 'switch to another organisation, or begin one',
    where: 'everywhere',
  },
  next: { keys: ['tab'], shown: 'tab', what: 'next view', where: 'everywhere' },
  previous: { keys: ['shift-tab'], shown: 'shift-tab', what: 'previous view', where: 'everywhere' },
  goTo: {
    keys: ['1', '2', '3', '4', '5', '6', '7'],
    shown: '1–7',
    what: 'go to a view',
    where: 'everywhere',
  },
  up: { keys: ['up', 'k'], shown: '↑ k', what: 'up', where: 'everywhere' },
  down: { keys: ['down', 'j'], shown: '↓ j', what: 'down', where: 'everywhere' },
  pageUp: {
    keys: ['pageup', 'ctrl-u'],
    shown: 'page up',
    what: 'a page up',
    where: 'everywhere',
  },
  pageDown: {
    keys: ['pagedown', 'ctrl-d'],
    shown: 'page down',
    what: 'a page down',
    where: 'everywhere',
  },
  first: { keys: ['home', 'g'], shown: 'g home', what: 'to the first row', where: 'everywhere' },
  last: {
    keys: ['end', 'G'],
    shown: 'G end',
    what: 'to the last row; in Traffic, follow what comes',
    where: 'everywhere',
  },
  help: { keys: ['?'], shown: '?', what: 'all keys', where: 'everywhere', foot: 'help' },
  quit: { keys: ['q'], shown: 'q', what: 'quit', where: 'everywhere', foot: 'quit' },
  stop: { keys: ['ctrl-c'], shown: 'ctrl-c', what: 'quit without asking', where: 'always' },
  menuUp: { keys: ['up', 'ctrl-p'], shown: '↑', what: 'up', where: 'menu' },
  menuDown: { keys: ['down', 'ctrl-n', 'tab'], shown: '↓', what: 'down', where: 'menu' },
  choose: { keys: ['return'], shown: 'enter', what: 'choose', where: 'menu', foot: 'choose' },
  close: { keys: ['escape'], shown: 'esc', what: 'close the menu', where: 'menu', foot: 'close' },
  narrowLess: {
    keys: ['backspace'],
    shown: 'backspace',
    what: 'take a letter of the filter back; any letter narrows the menu',
    where: 'menu',
  },
  submit: { keys: ['return'], shown: 'enter', what: 'take it', where: 'prompt', foot: 'ok' },
  cancel: { keys: ['escape'], shown: 'esc', what: 'never mind', where: 'prompt', foot: 'cancel' },
  erase: { keys: ['backspace'], shown: 'backspace', what: 'erase', where: 'prompt' },
  eraseWord: { keys: ['ctrl-w'], shown: 'ctrl-w', what: 'erase a word', where: 'prompt' },
  eraseAll: { keys: ['ctrl-u'], shown: 'ctrl-u', what: 'erase all', where: 'prompt' },
  toLeft: { keys: ['left'], shown: '←', what: 'left', where: 'prompt' },
  toRight: { keys: ['right'], shown: '→', what: 'right', where: 'prompt' },
  toStart: { keys: ['home', 'ctrl-a'], shown: 'home', what: 'to the start', where: 'prompt' },
  toEnd: { keys: ['end', 'ctrl-e'], shown: 'end', what: 'to the end', where: 'prompt' },
  yes: { keys: ['y', 'return'], shown: 'y', what: 'yes', where: 'confirm', foot: 'yes' },
  no: { keys: ['n', 'escape', 'q'], shown: 'n', what: 'no', where: 'confirm', foot: 'no' },
} as const satisfies Record<string, KeyRow>

export type CommandName = keyof typeof KEYS

export const KEY_ROWS = Object.entries(KEYS) as readonly (readonly [CommandName, KeyRow])[]

/** What a key means now; undefined when it means nothing. */
export function commandFor(state: State, { name }: KeyPress): CommandName | undefined {
  const fitting = KEY_ROWS.filter(([, row]) => row.keys.includes(name) && applies(state, row))
  // A view's own key goes before one that works everywhere.
  const own = fitting.find(([, { where }]) => typeof where !== 'string')
  return (own ?? fitting[0])?.[0]
}

/** The keys that the footer tells of, in the order of the table. */
export function footKeys(state: State): readonly KeyRow[] {
  return KEY_ROWS.map(([, row]) => row).filter(
    (row) => row.foot !== undefined && applies(state, row),
  )
}

function applies({ overlay, view }: State, { where }: KeyRow): boolean {
  if (where === 'always') return true
  if (overlay !== null) return where === overlay.kind
  return typeof where === 'string' ? where === 'everywhere' : where.includes(view)
}
