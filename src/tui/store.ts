// The store: holds the state of one screen, and hands what is to be done to whoever does it.
import { pause } from '../client/waiting.ts'
import type { Effect, Happening, State } from './screen/model.ts'
import { update } from './screen/state.ts'

export type Store = {
  readonly get: () => State
  /** Calls back when there is something new to draw. */
  readonly subscribe: (listener: () => void) => () => void
  readonly dispatch: (happening: Happening) => void
}

/** News is drawn so often, some eleven times a second; what a key does is drawn at once. */
const FRAME_MS = 80

/** What comes by itself, and in any number. */
const NEWS: readonly Happening['kind'][] = ['entries', 'reads']

/** The signal ends the drawing. */
export function newStore(
  first: State,
  perform: (effects: readonly Effect[]) => void,
  closed: AbortSignal,
): Store {
  let state = first
  let drawn = first
  let isPausing = false
  const listeners = new Set<() => void>()
  const draw = () => {
    if (drawn === state) return
    drawn = state
    for (const listener of listeners) listener()
  }
  const drawInTime = async () => {
    if (isPausing || closed.aborted) return
    isPausing = true
    draw()
    await pause(FRAME_MS, closed)
    isPausing = false
    if (drawn !== state) void drawInTime()
  }
  return {
    get: () => drawn,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch: (happening) => {
      const step = update(state, happening)
      state = step.state
      if (NEWS.includes(happening.kind)) void drawInTime()
      else draw()
      if (step.effects.length > 0) perform(step.effects)
    },
  }
}
