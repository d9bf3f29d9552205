// Waiting in real time, whatever the world's clock does: for somebody outside, time is the machine's.

/** Ends after so many milliseconds, or as soon as the signal is aborted. It never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** Waits for a promise, but only so long; undefined when that was not long enough. */
export async function atMost<Result>(
  ms: number,
  promise: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const enough = new AbortController()
  try {
    const either = AbortSignal.any([signal, enough.signal])
    return (await Promise.race([promise, pause(ms, either)])) ?? undefined
  } finally {
    enough.abort()
  }
}

/** Runs with a signal that is aborted after so many milliseconds, and when the run has ended. */
export async function within<Result>(
  ms: number,
  run: (deadline: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController()
  void pause(ms, deadline.signal).then(() => deadline.abort())
  try {
    return await run(deadline.signal)
  } finally {
    deadline.abort()
  }
}
