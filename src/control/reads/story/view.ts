// What a story is told from: the entries of the journal, the rows, and the built-in receivers.
import type { Entry } from '../../../domain/world/journal.ts'
import { masked } from '../../../domain/world/secret.ts'
import type { World } from '../../../domain/world/world.ts'
import type { Inboxes } from '../../../engine/inboxes/inbox.ts'
import { oneLine } from '../../../terminal-text.ts'
import { LINE_MAX } from './shape.ts'

export type View = {
  readonly world: World
  readonly entries: readonly Entry[]
  readonly inboxes: Inboxes
  /** Whether time moves only when somebody advances it. */
  readonly isVirtual: boolean
}

/** A text that may come from anywhere, on one line, with secrets covered and no longer than a line. */
export function shortened(text: string, max = LINE_MAX): string {
  // Covered before it is cut: half a secret looks like none.
  const line = oneLine(masked(text).slice(0, max * 2)).replace(/ {2,}/g, ' ')
  return line.length > max ? `${line.slice(0, max - 1)}…` : line
}

/** What somebody else said, marked as such. */
export function quoted(text: string): string {
  return `“${shortened(text, 60)}”`
}

/** `3 messages`, `1 message` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
