// Prints what the test run counted, as the last line of the run.
import { readFileSync } from 'node:fs'

const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
if (numPendingTests > 0) console.log(`${numPendingTests} skipped: see the notices above.`)
console.log(`${numPassedTests} passed, ${numFailedTests} failed`)
