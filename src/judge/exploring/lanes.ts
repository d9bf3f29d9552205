// Lanes: several plays at a time, because programs keep them waiting; some cannot share the road.

/**
 * beside: among others that leave the program alone · crashing: among others that end the program, each
 * of which has to live with the crashes of all · alone: nothing else goes on.
 */
export type Way = 'beside' | 'crashing' | 'alone'

export type Lanes = {
  /** Runs as soon as there is room, and nothing goes on that it cannot share the road with. */
  run<Result>(way: Way, play: () => Promise<Result>): Promise<Result>
}

type Waiting = { readonly way: Way; readonly begin: () => void }

/** First come, first served: whoever cannot begin yet holds up those behind. */
export function newLanes(width: () => number): Lanes {
  const queue: Waiting[] = []
  let running = 0
  let current: Way = 'beside'
  const mayBegin = (way: Way) => {
    if (running === 0) return true
    return way !== 'alone' && way === current && running < width()
  }
  const admit = () => {
    for (let next = queue[0]; next !== undefined && mayBegin(next.way); next = queue[0]) {
      queue.shift()
      running++
      current = next.way
      next.begin()
    }
  }
  return {
    run: async (way, play) => {
      await new Promise<void>((begin) => {
        queue.push({ way, begin })
        admit()
      })
      try {
        return await play()
      } finally {
        running--
        admit()
      }
    },
  }
}
