// Reads the text of a snapshot, whoever wrote it: bounded in size and depth, errors with their place.

import { parseJson } from '../../schema/json.ts'
import { SNAPSHOT_MAX_BYTES } from './format.ts'
import { positionIn, refuseSnapshot } from './places.ts'

/** Deeper than what a message may hold inside the row of an event, and flat enough to walk through. */
export const DEPTH_MAX = 96

/** A byte order mark that an editor has put before it counts for nothing. @throws Failure invalid_field_value. */
export function parseSnapshot(marked: string): unknown {
  const text = marked.startsWith('\uFEFF') ? marked.slice(1) : marked
  if (text.length > SNAPSHOT_MAX_BYTES) {
    refuseSnapshot(
      `its text must have at most ${SNAPSHOT_MAX_BYTES} characters; got ${text.length}.`,
    )
  }
  const deep = firstTooDeep(text)
  if (deep !== null) {
    refuseSnapshot(`it is nested deeper than ${DEPTH_MAX} levels at ${positionIn(text, deep)}.`)
  }
  try {
    return parseJson(text)
  } catch (error) {
    refuseSnapshot(`it is not valid JSON: ${(error as Error).message}.`)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Brackets and braces differ in one bit. */
const BRACE_BIT = 0x20
const OPENING = 0x7b
const CLOSING = 0x7d

/** Where the text is nested too deep, looking at brackets outside of strings. */
function firstTooDeep(text: string): number | null {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if ((unit | BRACE_BIT) === OPENING) {
      depth++
      if (depth > DEPTH_MAX) return at
    } else if ((unit | BRACE_BIT) === CLOSING) depth--
  }
  return null
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at
    if (unit === BACKSLASH) at++
  }
  return at
}
