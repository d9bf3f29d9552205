// Going on at once where nothing is waited for: the one place of the API that knows of promises.

/** Steps that end in a value. Each promise that they yield is waited for. */
export type Going<Value> = Generator<Promise<void>, Value, void>

/**
 * Takes the steps. The value is there at once if no promise was yielded. One that is rejected throws
 * where it was yielded.
 */
export function go<Value>(steps: Going<Value>): Value | Promise<Value> {
  const first = steps.next()
  return first.done === true ? first.value : goOn(steps, first.value)
}

async function goOn<Value>(steps: Going<Value>, awaited: Promise<void>): Promise<Value> {
  for (let next = awaited; ; ) {
    const step = await next.then(
      () => steps.next(),
      (error: unknown) => steps.throw(error),
    )
    if (step.done === true) return step.value
    next = step.value
  }
}
