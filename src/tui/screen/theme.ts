// How styles look: sixteen colours for dark and for light terminals, and none where none are wanted.
import type { Line, Style } from './spans.ts'

/**
 * Parameters of SGR for each style, and for the line under the cursor: that one is reversed, since in
 * some palettes (Solarized) a bright black or a white ground is the ground of everything.
 */
export type Theme = {
  readonly styles: Readonly<Record<Style, string>>
  readonly selected: string
  readonly faint: string
}

/** Only the sixteen colours that everybody's terminal defines to be readable on its own ground. */
const DARK: Theme = {
  styles: {
    plain: '',
    dim: '2',
    strong: '1',
    title: '1;36',
    good: '32',
    warn: '33',
    bad: '31',
    info: '36',
    read: '94',
    key: '36',
    tab: '1;7',
  },
  selected: '7',
  faint: '',
}

/** Yellow and the bright colours vanish on white. */
const LIGHT: Theme = {
  styles: { ...DARK.styles, title: '1;34', warn: '35', info: '34', read: '34', key: '34' },
  selected: '7',
  faint: '',
}

/** Weight instead of colour: every meaning stands in a word or a sign, too. */
const PLAIN: Theme = {
  styles: {
    plain: '',
    dim: '2',
    strong: '1',
    title: '1',
    good: '',
    warn: '1',
    bad: '1',
    info: '',
    read: '',
    key: '1',
    tab: '7',
  },
  selected: '7',
  faint: '',
}

type Variables = Readonly<Record<string, string | undefined>>

/** NO_COLOR and FORCE_COLOR as the commands take them; COLORFGBG tells of a light ground. */
export function themeOf({ NO_COLOR = '', FORCE_COLOR = '', COLORFGBG = '' }: Variables): Theme {
  if (FORCE_COLOR === '0' || (FORCE_COLOR === '' && NO_COLOR !== '')) return PLAIN
  const ground = COLORFGBG.split(';').at(-1) ?? ''
  return ['7', '15'].includes(ground) ? LIGHT : DARK
}

/** A line with the colours of a theme. */
export function paint({ spans, mark }: Line, theme: Theme): string {
  let text = ''
  for (const [part, style, own = mark] of spans) {
    if (part === '') continue
    const ground = own === undefined ? '' : theme[own]
    const codes = [theme.styles[style], ground].filter((code) => code !== '').join(';')
    text += codes === '' ? part : `\u001B[${codes}m${part}\u001B[0m`
  }
  return text
}
