// What is done when a test ends, for what may also be started before all tests of a file.
import { onTestFinished } from 'vitest'
import { getCurrentTest } from 'vitest/suite'

/** Ends it with the test. A hook before all tests belongs to none: it waits for what it started. */
export function endWithTest(end: () => Promise<void>): void {
  if (getCurrentTest() !== undefined) onTestFinished(end)
}
