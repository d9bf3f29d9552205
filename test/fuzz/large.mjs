// The large run of the fuzz suite: many times as much as in the tests, from another seed each time.
import { spawnSync } from 'node:child_process'

const CONFIG = 'test/fuzz/vitest.config.ts'

const { FUZZ_RUNS = '50', FUZZ_SEED = String(Math.floor(Math.random() * 2 ** 31)) } = process.env

process.stdout.write(`FUZZ_RUNS=${FUZZ_RUNS} FUZZ_SEED=${FUZZ_SEED} npm run test:fuzz\n`)
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', CONFIG, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, FUZZ_RUNS, FUZZ_SEED },
    shell: process.platform === 'win32',
  },
)
process.exitCode = status ?? 1
