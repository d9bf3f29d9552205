// Measures itself: a sandbox started in this process, and the median of further organisations.
import { pathToFileURL } from 'node:url'

import { median } from './rounds.mjs'

/** The first ones run code that nothing has warmed up; a test file has as many. */
const ORGANIZATIONS = 25

const { startSandbox } = await import(pathToFileURL(process.argv[2]).href)
const startedAt = performance.now()
const sandbox = await startSandbox()
const startMs = performance.now() - startedAt
const each = []
for (let begun = 0; begun < ORGANIZATIONS; begun++) {
  const begunAt = performance.now()
  await sandbox.createOrganization()
  each.push(performance.now() - begunAt)
}
console.log(JSON.stringify({ startMs, organizationMs: median(each) }))
await sandbox.close()
