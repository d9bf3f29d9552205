// Trouble with keeping: told when it begins and when it is over, and not at every change between.
import type { NotKept } from '../../engine/not-kept.ts'

export type Trouble = {
  /** Something could not be kept. */
  readonly begin: (failure: NotKept) => void
  /** Something was kept. */
  readonly end: () => void
}

export function newTrouble(tell: (message: string) => void): Trouble {
  let isTroubled = false
  return {
    begin: ({ message }) => {
      if (isTroubled) return
      isTroubled = true
      tell(`${message} Until it can, whatever would change something is refused with 503.`)
    },
    end: () => {
      if (!isTroubled) return
      isTroubled = false
      tell('Changes are kept again.')
    },
  }
}
