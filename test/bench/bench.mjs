// The benchmarks: measures each budget beside its baseline and prints them as one table.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { advanceClock } from './advance-clock.mjs'
import { coldStart } from './cold-start.mjs'
import { fileStore } from './file-store.mjs'
import { kept } from './kept.mjs'
import { library } from './library.mjs'
import { listPage } from './list-page.mjs'
import { memory } from './memory.mjs'
import { postMessages } from './post-messages.mjs'
import { OUR_BIN, stopAll } from './processes.mjs'
import { printTable } from './table.mjs'
import { webhooks } from './webhooks.mjs'

/** In this order they run and are printed. */
const BENCHMARKS = [
  postMessages,
  fileStore,
  kept,
  listPage,
  coldStart,
  library,
  memory,
  webhooks,
  advanceClock,
]

const OPTIONS = {
  only: { type: 'string', multiple: true },
  seconds: { type: 'string', default: '3' },
  rounds: { type: 'string', default: '5' },
  bin: { type: 'string', default: OUR_BIN },
  strict: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}

const HELP = `npm run bench -- [options]

  --only <name>   run one benchmark (repeatable): ${BENCHMARKS.map(({ name }) => name).join(', ')}
  --seconds <n>   how long each round of load lasts (3)
  --rounds <n>    how many rounds each side gets; the median counts (5)
  --bin <file>    the command to measure, to compare two builds
  --strict        exit with 1 when a bar is missed
`

await main()

async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(HELP)
  const settings = {
    bin: resolve(values.bin),
    seconds: positive('--seconds', values.seconds),
    rounds: positive('--rounds', values.rounds),
  }
  const rows = []
  try {
    for (const benchmark of chosen(values.only)) {
      process.stderr.write(`${benchmark.name}: ${benchmark.what}\n`)
      rows.push(...(await benchmark.run(settings)))
    }
  } finally {
    stopAll()
  }
  printTable(rows)
  if (values.strict && rows.some((row) => row.met === false)) process.exitCode = 1
}

function chosen(names) {
  if (names === undefined) return BENCHMARKS
  return names.map((name) => {
    const found = BENCHMARKS.find((benchmark) => benchmark.name === name)
    if (found !== undefined) return found
    throw new Error(`There is no benchmark ${name}.\n\n${HELP}`)
  })
}

function positive(flag, text) {
  const number = Number(text)
  if (number > 0) return number
  throw new Error(`${flag} must be a positive number; got ${text}.`)
}
