// The memory of a real process under hostile requests: what is refused leaves nothing behind.
import { fileURLToPath, pathToFileURL } from 'node:url'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { startProcess } from '../cli/process.ts'
import { besiege } from './besieged.ts'
import { readContract } from './judge.ts'
import { known } from './names.ts'
import { requestsFor, type Wish } from './requests.ts'
import { FUZZ_SEED, PATIENCE_MS } from './runs.ts'
import { newValues } from './values.ts'

const COLLECTED = fileURLToPath(new URL('collected.mjs', import.meta.url))

/** The heap may be so much larger after the second siege than after the first, which filled what is bounded. */
const GROWTH_MAX = 1.15

/** A journal that held on to what it does not show would take 60 MB alone. */
const HEAP_MAX_MB = 60

/** As many entries as the journal remembers. */
const JOURNAL_ENTRIES = 5_000

const contract = readContract()
const values = newValues(contract, known)
const requests = fc.oneof(
  ...OPERATION_KEYS.map((key) => {
    const { method, path } = OPERATIONS[key]
    return requestsFor(contract, values, method, path)
  }),
)

/** As long as a head may be, each another one. */
function longPaths(from: number): Wish[] {
  return Array.from({ length: JOURNAL_ENTRIES }, (_, n) => ({
    method: ['GET', 'PUT', 'DELETE'][n % 3] as string,
    path: '',
    target: `${['/contacts/', '/', '/templates/a?'][n % 3]}${from + n}${'x'.repeat(12_000)}`,
    headers: ['Authorization: Bearer ~token~'],
    body: null,
    isAstray: true,
  }))
}

// Signals of one's own are not to be had everywhere.
it.skipIf(process.platform === 'win32')('memory is flat', { timeout: PATIENCE_MS }, async () => {
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(COLLECTED)}` }
  const flags = ['--memory', '--no-tui', '--quiet', '--clock', 'virtual', '--world', 'empty']
  const { kill, ready, call, until, stderr } = await startProcess(flags, { env })
  const { send } = besiege(ready.url, ready.api_key)
  const heapInUse = async () => {
    const said = stderr().length
    kill('SIGUSR2')
    await until((output) => /heap in use: \d+\n/.test(output.stderr.slice(said)))
    return Number(/heap in use: (\d+)\n/.exec(stderr().slice(said))?.[1]) / 1_048_576
  }
  const siege = async (seed: number) => {
    for (const wish of fc.sample(requests, { numRuns: 1_500, seed })) await send(wish)
    for (const wish of longPaths(seed * JOURNAL_ENTRIES)) await send(wish)
    return heapInUse()
  }
  const first = await siege(FUZZ_SEED)
  const second = await siege(FUZZ_SEED + 1)
  expect(second / first, `${first} MB, then ${second} MB`).toBeLessThan(GROWTH_MAX)
  expect(second).toBeLessThan(HEAP_MAX_MB)
  expect((await call('GET', '/health')).body.data.status).toBe('ok')
})
