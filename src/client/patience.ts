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

/** Runs with a signal that is aborted after so many milliseconds. */
export async function within<Result>(
  ms: number,
  run: (deadline: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController()
  const done = new AbortController()
  void pause(ms, done.signal).then(() => deadline.abort())
  try {
    return await run(deadline.signal)
  } finally {
    done.abort()
  }
}
