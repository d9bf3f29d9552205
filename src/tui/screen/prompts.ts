// Prompts: what can be asked for in one line, how it is edited, and what comes of the answer.
import type { ActionInput } from '../../client/control-client.ts'
import { readMembers, readPhone } from './answers.ts'
import type { Choice, Effect, KeyPress, Overlay, Prompt, Purpose, State, Step } from './model.ts'
import { only, typed } from './moving.ts'
import { settingsOf } from './views/settings.ts'

type PromptText = { readonly title: string; readonly hint: string; readonly text?: string }

export function prompt(purpose: Purpose, { title, hint, text = '' }: PromptText): Prompt {
  const at = graphemes(text).length
  return { kind: 'prompt', title, hint, text, at, purpose, phase: 'asking', problem: null }
}

export function asks(purpose: Purpose, text: PromptText): Choice {
  return { kind: 'ask', prompt: prompt(purpose, text) }
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function graphemes(text: string): string[] {
  return [...GRAPHEMES.segment(text)].map(({ segment }) => segment)
}

type Edit = (letters: readonly string[], at: number) => readonly [text: string, at: number]

/** What the keys of a prompt do to its text. */
export const EDITS = {
  erase: (letters, at) => [without(letters, at - 1, at), Math.max(0, at - 1)],
  eraseWord: (letters, at) => {
    let start = at
    while (start > 0 && letters[start - 1] === ' ') start--
    while (start > 0 && letters[start - 1] !== ' ') start--
    return [without(letters, start, at), start]
  },
  eraseAll: () => ['', 0],
  toLeft: (letters, at) => [letters.join(''), Math.max(0, at - 1)],
  toRight: (letters, at) => [letters.join(''), Math.min(letters.length, at + 1)],
  toStart: (letters) => [letters.join(''), 0],
  toEnd: (letters) => [letters.join(''), letters.length],
} as const satisfies Record<string, Edit>

function without(letters: readonly string[], from: number, to: number): string {
  return [...letters.slice(0, Math.max(0, from)), ...letters.slice(to)].join('')
}

export function edit(state: State, name: keyof typeof EDITS): State {
  const { overlay } = state
  if (overlay?.kind !== 'prompt') return state
  const [text, at] = EDITS[name](graphemes(overlay.text), overlay.at)
  return edited(state, { ...overlay, text, at })
}

/** Puts in what was typed or pasted. */
export function type(state: State, press: KeyPress): State {
  const { overlay } = state
  const added = typed(press.text)
  if (overlay?.kind !== 'prompt' || added === '') return state
  const letters = graphemes(overlay.text)
  const before = letters.slice(0, overlay.at).join('') + added
  const text = before + letters.slice(overlay.at).join('')
  return edited(state, { ...overlay, text, at: graphemes(before).length })
}

/** A filter works while it is typed. */
function edited(state: State, overlay: Prompt): State {
  const next: State = { ...state, overlay: { ...overlay, problem: null } }
  return overlay.purpose.kind === 'filter' ? filtered(next, overlay.text) : next
}

function filtered(state: State, text: string): State {
  const { [state.view]: _old, ...others } = state.filters
  const { [state.view]: _cursor, ...cursors } = state.cursors
  const filters = text === '' ? others : { ...others, [state.view]: text }
  return { ...state, filters, cursors, detailCursor: null, scroll: 0 }
}

export function cancel(state: State): State {
  const { overlay } = state
  const isFilter = overlay?.kind === 'prompt' && overlay.purpose.kind === 'filter'
  const closed: State = { ...state, overlay: null }
  return isFilter ? filtered(closed, '') : closed
}

/** Takes the answer: closes the prompt and does it, or says what is wrong. */
export function submit(state: State): Step {
  const { overlay } = state
  if (overlay?.kind !== 'prompt' || overlay.phase === 'waiting') return only(state)
  const answer = overlay.text.trim()
  const result = resultOf(state, overlay.purpose, answer)
  if (typeof result === 'string') {
    return only({ ...state, overlay: { ...overlay, problem: result } })
  }
  if ('kind' in result) return only({ ...state, overlay: result })
  if (result.length === 0) return only({ ...state, overlay: null })
  return { state: { ...state, overlay: { ...overlay, phase: 'waiting' } }, effects: result }
}

/** A problem as a sentence, a sheet that comes next, or what is to be done. */
function resultOf(state: State, purpose: Purpose, answer: string): string | Overlay | Effect[] {
  if (answer === '' && purpose.kind !== 'filter' && purpose.kind !== 'arm-fault') {
    return 'Type something, or press esc.'
  }
  const number = readPhone(answer)
  switch (purpose.kind) {
    case 'filter':
      return []
    case 'customer-writes':
      return [customerWrites(purpose.from, { text: answer }, `${purpose.from} wrote`)]
    case 'send-text': {
      const body = { to: purpose.to, type: 'text', text: { body: answer } }
      return [sends(body)]
    }
    case 'customer-number':
      return number === null ? NO_PHONE : writePrompt(number)
    case 'send-number':
      return number !== null
        ? { kind: 'menu', name: 'send-what', about: number, at: 0, filter: '' }
        : NO_PHONE
    case 'advance':
      return [
        {
          kind: 'act',
          name: 'advance-clock',
          input: /^\d{4}-/.test(answer) ? { to: answer } : { by: answer },
          said: 'Advanced',
        },
      ]
    case 'subscribe':
      return [subscribes(state, answer)]
    case 'organization':
      return [{ kind: 'create-organization', name: answer }]
    case 'setting':
      return settingEffects(state, purpose.name, answer)
    case 'send-json':
      return jsonEffects(answer)
    case 'arm-fault': {
      const members = readMembers(answer)
      if (members === null) return NO_MEMBERS
      const input = { fault: purpose.fault, ...members } as ActionInput<'arm-fault'>
      return [{ kind: 'act', name: 'arm-fault', input, said: `Armed ${purpose.fault}` }]
    }
  }
}

const NO_PHONE = 'Expected a phone number such as +6281234567890.'

const NO_MEMBERS = 'Expected options with their values, such as status=503 times=1.'

function jsonEffects(answer: string): string | Effect[] {
  try {
    const body: unknown = JSON.parse(answer)
    if (typeof body === 'object' && body !== null) return [sends(body as Record<string, unknown>)]
    return 'Expected the body of POST /messages: {"to": …, "type": …}.'
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}.`
  }
}

/** A message as it is sent, to be changed before. */
export function jsonPrompt(title: string, body: Readonly<Record<string, unknown>>): Prompt {
  const hint = 'The body of POST /messages. Change what you like; enter sends it.'
  return prompt({ kind: 'send-json' }, { title, hint, text: JSON.stringify(body) })
}

export function writePrompt(from: string): Prompt {
  return prompt(
    { kind: 'customer-writes', from },
    { title: `Write as the customer ${from}`, hint: 'Opens the window for 24 hours.' },
  )
}

export function sendPrompt(to: string): Prompt {
  return prompt(
    { kind: 'send-text', to },
    { title: `Send a text to ${to}`, hint: 'POST /messages, with the key of the organisation.' },
  )
}

export function customerWrites(
  from: string,
  members: Omit<ActionInput<'customer-writes'>, 'from'>,
  said: string,
): Effect {
  return { kind: 'act', name: 'customer-writes', input: { from, ...members }, said }
}

export function sends(body: Readonly<Record<string, unknown>>): Effect {
  return { kind: 'call', method: 'POST', path: '/messages', body, said: `Sent to ${body.to}` }
}

/** Everything that there is to hear of. */
export function subscribes({ data }: State, url: string): Effect {
  const body = { url, events: data.subscriptions?.event_types ?? [] }
  const said = `Webhooks go to ${url}`
  return { kind: 'call', method: 'POST', path: '/webhook_subscriptions', body, said }
}

function settingEffects(state: State, name: string, answer: string): string | Effect[] {
  const setting = settingsOf(state).find((one) => one.name === name)
  const value = typeof setting?.value === 'number' ? Number(answer) : answer
  if (Number.isNaN(value)) return `Expected a number; got ${answer}.`
  return [changes(name, value)]
}

export function changes(name: string, value: number | boolean | string): Effect {
  const input =
    name === 'tier'
      ? { tier: String(value) as NonNullable<ActionInput<'change-settings'>['tier']> }
      : { settings: { [name]: value } }
  return { kind: 'act', name: 'change-settings', input, said: `${name} is ${value}` }
}
