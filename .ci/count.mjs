// Prints which files of tests took longest, and what the run counted, as the last line of all.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const SLOWEST = 10

const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
const files = testResults
  .map(({ name, startTime, endTime }) => ({ name: relative('.', name), ms: endTime - startTime }))
  .sort((a, b) => b.ms - a.ms)
console.log(`The ${SLOWEST} slowest files:`)
for (const { name, ms } of files.slice(0, SLOWEST)) {
  console.log(`${(ms / 1_000).toFixed(1).padStart(6)} s  ${name}`)
}
if (numPendingTests > 0) console.log(`${numPendingTests} skipped: see the notices above.`)
console.log(`${numPassedTests} passed, ${numFailedTests} failed`)
