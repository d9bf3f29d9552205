// Pieces that several views are made of: facts, headings, and what stands there while nothing does.
import { type Line, line, type Style, widthOf, wrap } from '../spans.ts'

const NAME_WIDTH = 16

/** `name            value` */
export function fact(name: string, value: string, style: Style = 'plain'): Line {
  const space = ' '.repeat(Math.max(1, NAME_WIDTH - widthOf(name)))
  return line([name + space, 'dim'], [value, style])
}

export function heading(text: string): Line {
  return line([text, 'title'])
}

/** Keys and what they do, as empty views say it. */
export function advice(...steps: readonly (readonly [key: string, what: string])[]): Line[] {
  return steps.map(([key, what]) => line(`  `, [key.padEnd(6), 'key'], what))
}

export const LOADING: readonly Line[] = [line(['…', 'dim'])]

const BODY_LINES_MAX = 400

/** A body as lines: JSON is laid out. */
export function pretty(body: string): string[] {
  try {
    return JSON.stringify(JSON.parse(body), null, 2).split('\n').slice(0, BODY_LINES_MAX)
  } catch {
    return wrap(body, 80).slice(0, BODY_LINES_MAX)
  }
}
