// Key presses as the table of keys names them, from what the terminal sent.
import type { KeyPress } from './model.ts'

/** What Ink tells of a key beside what it types. */
export type KeyFacts = Readonly<
  Partial<
    Record<
      | 'upArrow'
      | 'downArrow'
      | 'leftArrow'
      | 'rightArrow'
      | 'pageUp'
      | 'pageDown'
      | 'home'
      | 'end'
      | 'return'
      | 'escape'
      | 'tab'
      | 'backspace'
      | 'delete'
      | 'ctrl'
      | 'shift'
      | 'meta',
      boolean
    >
  >
>

// Ink calls what the backspace key of most terminals sends `delete`.
const NAMES: readonly (readonly [keyof KeyFacts, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'return'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
]

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The presses of one piece of input. Fast typing and pasting come as one piece: it is a press for
 * each character, and a line's end at its very end is the enter key. One inside it was pasted.
 */
export function pressesOf(input: string, key: KeyFacts): KeyPress[] {
  if (key.tab === true) return [{ name: key.shift === true ? 'shift-tab' : 'tab', text: '' }]
  const named = NAMES.find(([fact]) => key[fact] === true)
  if (named !== undefined) return [{ name: named[1], text: '' }]
  if (key.ctrl === true) return [{ name: `ctrl-${input}`, text: '' }]
  if (key.meta === true) return []
  const body = input.replace(/\r?\n?$/, '')
  const presses = [...GRAPHEMES.segment(body)].map(({ segment }) => pressOf(segment))
  return body === input ? presses : [...presses, { name: 'return', text: '' }]
}

function pressOf(segment: string): KeyPress {
  if (segment === '\u007F' || segment === '\b') return { name: 'backspace', text: '' }
  if (segment === '\t') return { name: 'tab', text: '' }
  const code = segment.charCodeAt(0)
  if (code > 0 && code < 27 && !/[\r\n]/.test(segment)) {
    return { name: `ctrl-${String.fromCharCode(code + 96)}`, text: '' }
  }
  const text = /^[\r\n]/.test(segment) ? ' ' : segment
  return { name: text === ' ' ? 'space' : text, text }
}
