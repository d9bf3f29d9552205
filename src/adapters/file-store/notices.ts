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

/** A change log ends within a line, and nothing that is known to have been answered is missing. */
export function droppedEnd(organization: string, path: string, bytes: number): string {
  return `${organization}: the last change, ${bytes} bytes in ${path}, was not written to its end and was dropped. It was being written when the sandbox or the machine stopped: nobody had been answered.`
}

/** A change log has lost lines that it had. */
export function lostEnd(organization: string, path: string, lost: number, number: number): string {
  const what = lost === 1 ? 'the last change' : `the last ${lost} changes`
  return `${organization}: ${what}, answered to clients before, ${lost === 1 ? 'is' : 'are'} gone: ${path} was cut or is an older copy. The sandbox goes on from change ${number}. If you have a newer copy of the data folder or a snapshot, go on from that one instead.`
}

/** The data folder holds folders of organisations that its list does not name. */
export function unlistedFolders(path: string, names: readonly string[]): string {
  const shown = names.slice(0, UNLISTED_SHOWN).join(', ')
  const more = names.length > UNLISTED_SHOWN ? ` and ${names.length - UNLISTED_SHOWN} more` : ''
  return `${path} holds what sandbox.json does not list: ${shown}${more}. It is left as it is, and the sandbox goes on without it. If sandbox.json is an older copy, stop the sandbox and put the newer one back; what you do not need you can delete.`
}

const UNLISTED_SHOWN = 5

/** A change log could not be folded into a snapshot. */
export function notFolded(organization: string, folder: string, reason: string): string {
  return `${organization}: its change log could not be folded into a new snapshot: ${folder}: ${reason}. Nothing is lost and changes are kept; the log grows until it can.`
}
