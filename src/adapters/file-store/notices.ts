// What the file store tells people in sentences, beside what it answers to requests.
import type { NotKept } from '../../engine/not-kept.ts'

/** Tells that changes cannot be kept, and that they are again: once each, not at every change. */
export type KeepingNotices = {
  /** Something could not be kept. */
  readonly failed: (failure: NotKept) => void
  /** Something was kept. */
  readonly kept: () => void
}

export function keepingNotices(tell: (message: string) => void): KeepingNotices {
  let isFailing = false
  return {
    failed: ({ message }) => {
      if (isFailing) return
      isFailing = true
      tell(`${message} Until it can, whatever would change something is refused with 503.`)
    },
    kept: () => {
      if (!isFailing) return
      isFailing = false
      tell('Changes are kept again.')
    },
  }
}

/** A change log ends within a line. */
export function droppedEnd(organization: string, path: string, bytes: number): string {
  return `${organization}: the last change, ${bytes} bytes in ${path}, was not written to its end and was dropped. Nobody had been told that it was made.`
}
