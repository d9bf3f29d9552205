// The store: holds the state of one screen, and hands what is to be done to whoever does it.
import type { Effect, Happening, State } from './screen/model.ts'
import { update } from './screen/state.ts'

export type Store = {
  readonly get: () => State
  readonly subscribe: (listener: () => void) => () => void
  readonly dispatch: (happening: Happening) => void
}

export function newStore(first: State, perform: (effects: readonly Effect[]) => void): Store {
  let state = first
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch: (happening) => {
      const step = update(state, happening)
      const isNew = step.state !== state
      state = step.state
      if (isNew) for (const listener of listeners) listener()
      if (step.effects.length > 0) perform(step.effects)
    },
  }
}
